/* The kiosk, assembled: state, views, fingers, socket, time. draw(state) is the only way to draw. */

import { client, requestId } from "../api.js";
import { hallClock } from "../clock.js";
import { first, replace } from "../dom.js";
import { connect } from "../line.js";
import { reporter } from "../report.js";
import { speaker } from "../words.js";
import { choose } from "./choose.js";
import { guide, search } from "./find.js";
import { fit } from "./fit.js";
import { bar, head, question } from "./frame.js";
import { issuer } from "./issue.js";
import { layanan, steps } from "./layanan.js";
import { code, codeIn, letter, scanner } from "./letter.js";
import { rest } from "./rest.js";
import { begin, next } from "./state.js";
import { asking, given, refused, saysOf } from "./ticket.js";
import { idle, touch } from "./visitor.js";
import { WORDS } from "./words.js";

const VIEWS = { rest, choose, search, guide, layanan, steps, code, letter, asking, given, refused };
const root = document.documentElement;
const place = (name) => document.getElementById(name);

const page = first();
const kiosk = { ...page, greeting: page.hall.greeting || null, example: page.layanan.flatMap((one) => one.synonyms).find((word) => /^[a-z]{5,8}$/.test(word)) || "surat" };
const clock = hallClock(page.now);
const api = client({ csrf: page.csrf });

let state = begin(page.state);
let shown = {};
let held = false;
let level = { like: "", at: 0 };

function tell(act) {
  state = next(state, act);
  draw(state);
}

const changed = (name, model) => {
  const text = JSON.stringify(model);
  if (shown[name] === text) return false;
  shown[name] = text;
  return true;
};

function draw(now) {
  if (held) return;
  const say = speaker(WORDS, now.language);
  const resting = now.view === "rest";
  root.lang = now.language;
  root.dataset.text = now.large ? "besar" : "biasa";
  root.dataset.contrast = now.contrast ? "tinggi" : "biasa";
  root.dataset.view = now.view;
  root.toggleAttribute("data-reach", now.low);
  document.body.classList.toggle("rest", resting);

  if (changed("head", [now.language, now.stale, clock.now().slice(0, 16)])) replace(place("head"), head(page.hall, say, clock.now(), now.stale));
  place("head").classList.toggle("cut", Boolean(now.stale));
  place("bar").hidden = resting;
  place("foot").hidden = !resting;
  if (changed("bar", [now.language, now.large, now.contrast, now.low])) replace(place("bar"), bar(now, say));
  drawView(now, say);
  if (now.view === "given") place("leaves").textContent = now.leaving === null ? "\u00a0" : say("leaves", { n: now.leaving }); // its own line: the view stands still
  place("veil").hidden = now.idle === null;
  place("stage").toggleAttribute("inert", now.idle !== null);
  if (now.idle !== null && changed("idle", [now.idle, now.language])) replace(place("veil"), question(now.idle, watch.whole(), say));
}

function drawView(now, say) {
  const view = VIEWS[now.view];
  const model = view.model(now, kiosk);
  const size = [now.view, now.language, now.large, now.low, root.style.getPropertyValue("--mm"), root.dataset.way];
  if (!changed("view", [size, model])) return;
  const focus = document.activeElement && document.activeElement.dataset && document.activeElement.dataset.do && [document.activeElement.dataset.do, document.activeElement.dataset.value];
  const entering = shown.name !== now.view;
  shown.name = now.view;
  const like = JSON.stringify([size, now.code, now.category, now.query, now.about]);
  level = { like, at: fit(place("stage"), view.levels, (at) => {
    const drawn = view.draw(model, say, at);
    drawn.classList.toggle("enter", entering);
    replace(place("stage"), drawn);
  }, level.like === like ? level.at : 0) };
  const again = focus && [...place("stage").querySelectorAll("[data-do]")].find((one) => one.dataset.do === focus[0] && one.dataset.value === focus[1]);
  if (again) again.focus({ preventScroll: true });
}

const about = (job) => (state.view === "given" && state.job === job ? state.slip : null);
const issue = issuer({ api, hall: page.hall.slug, own: page.printer, tell, alive: (id) => Boolean(state.asking && state.asking.id === id), about });

function take(id) {
  tell({ do: "asking", id });
  // The places of what was ticked: the slip lists what is still to bring.
  const have = state.ticked.filter((one) => one[0] === "p").map((one) => Number(one.slice(1))).sort((a, b) => a - b);
  issue.take({ id, layanan: state.code, priority: state.priority, language: state.language, have });
}

/* A whole code is looked up at once: from the keys of the glass, or from a scanner in any view. While a number stands there it is the
   next visitor's, for whom everything begins anew; the letter of that very number is only still held to the scanner. */
function look(text) {
  const found = codeIn(text);
  if (!found || state.asking || state.stale) return;
  if (state.view === "given") {
    if (state.letter && state.letter.code === found) return;
    tell({ do: "leave" });
  }
  const id = requestId();
  tell({ do: "asking", id });
  issue.look({ id, code: found });
}

function checkIn(family) {
  const id = requestId();
  tell({ do: "asking", id });
  issue.take({ id, path: "check-ins", code: state.letter.code, family, priority: state.priority, language: state.language });
}

function press(act) {
  if (act.do === "check_in") return state.asking || state.stale ? undefined : checkIn(act.value === "family");
  if (act.do === "sign") {
    tell(act);
    return look(state.typed);
  }
  if (act.do === "take" && !state.asking && !state.stale) take(requestId());
  else if (act.do === "again") take(state.refusal.id);
  else if (act.do === "reprint") issue.again(state.ticket.print.job); // always of the original: a copy is no ticket of this kiosk
  else if (act.do !== "take") tell(act);
  return undefined;
}

function slipMessage(name) {
  return (body) => {
    const known = issue.outcome(name, body);
    if (about(body.job)) tell({ do: "slip", ...known });
  };
}

const watch = idle({ state: () => state, tell, says: saysOf, seconds: page.settings.idle_seconds, answer: page.settings.answer_seconds });

touch({
  root: document,
  act: press,
  held(lies) {
    held = lies;
    watch.touched();
    if (!lies) draw(state);
  },
  mm: () => parseFloat(root.style.getPropertyValue("--mm")),
});
scanner({ root: document, heard: look });
document.addEventListener("keydown", watch.touched);
window.addEventListener("resize", () => draw(state));
setInterval(() => draw(state), 1000);

const line = connect({
  namespace: "/kiosk",
  auth: { hall: page.hall.slug },
  version: page.state.version,
  state(hall) {
    clock.set(hall.now);
    tell({ do: "hall", hall });
  },
  stale(yes) {
    tell({ do: "stale", value: yes ? clock.now() : false });
    word.stale(yes);
  },
  // Revoked: the page says how to pair again. Never while a number stands on the glass.
  refused: () => state.view === "rest" && setTimeout(() => state.view === "rest" && location.reload(), 3000),
  messages: {
    ...Object.fromEntries(["slip.printed", "slip.accepted", "slip.uncertain", "slip.failed"].map((name) => [name, slipMessage(name)])),
    beat: () => word.beat(),
    "assets.changed": (body) => word.assets(body),
  },
});
const word = reporter({ tell: line.tell, shown: () => state.hall.version, quiet: () => state.view === "rest" && !held });

draw(state);
