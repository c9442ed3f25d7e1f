// The TV, assembled: what comes from the server, and who draws it.

import { time, date, hallClock, plus, wall } from "../clock.js";
import { first } from "../dom.js";
import { reporter } from "../report.js";
import { connect } from "../line.js";
import { announcer } from "./announcer.js";
import { drawCalls } from "./calls.js";
import { chime } from "./chime.js";
import { drift } from "./drift.js";
import { atRest, drawClosed, drawCounters, drawLines } from "./hall.js";
import { hero } from "./hero.js";
import { missed } from "./missed.js";
import { turner } from "./pages.js";
import { slides } from "./slides.js";
import { speech } from "./speech.js";
import { ticker } from "./ticker.js";
import { voice } from "./voice.js";

const OLD = 60000; // what was called a minute ago is shown, not said
const SILENCE = 5 / 60; // minutes after which socket.js calls a screen stale

const page = first();
const place = (name) => document.querySelector(`[data-place="${name}"]`);
const clock = hallClock(page.state.now);
const call = hero(place("call"));
const text = ticker(place("ticker"));
const bell = chime({ refused });
const mouth = speech({ chime: bell.play, refused });
const newest = (state) => Math.max(0, ...state.calls.map((each) => each.call_id));

let state = page.state;
let since = ""; // the time of the last word of the server, while it is silent
let turn = 0;

const heard = newest(state);
const zone = new URLSearchParams(location.search).get("zone"); // as it was asked for: the keeper may make it later
const lead = voice({ age: () => line.age(), changed: () => word.changed() });
const sound = () => (state.voice.on ? lead.sound() : "off");

function refused(yes) {
  place("sound").hidden = !yes;
  lead.refuse(yes);
}

async function say(said) {
  if (!lead.leads() || wall(clock.now()).at - wall(said.at).at > OLD) return false;
  const how = await mouth.say(said.speech.url, { ...state.voice, may: lead.may });
  lead.became(how);
  return how === "said";
}

const calls = announcer({
  heard,
  show: (said) => {
    place("slides").hidden = true;
    call.show(said);
  },
  rest: () => {
    call.rest();
    place("slides").hidden = false;
  },
  sound: say,
  told: (call_id) => line.send("call.played", { call_id }),
  changed: () => drawCalls(place("calls"), state, calls.open(), since !== ""),
});

function draw(fresh) {
  state = fresh;
  const resting = atRest(state);
  document.body.classList.toggle("is-shut", resting);
  place("shut").hidden = !resting;
  drawClosed(place("shut"), state.service);
  slide.closed(state.service);
  drawCalls(place("calls"), state, calls.open(), since !== "");
  drawLines(place("lines"), state.lines, turn);
  drawCounters(place("counters"), state.counters, turn);
  text.show([state.notice, ...page.running_text].filter(Boolean));
}

function tell(stale) {
  since = stale ? time(plus(clock.now(), -SILENCE)) : "";
  document.body.classList.toggle("is-stale", stale);
  place("head").hidden = stale;
  place("stale").hidden = !stale;
  if (stale) {
    lead.left();
    calls.withdraw();
  }
  for (const node of document.querySelectorAll("[data-since]")) node.textContent = since;
  place("calls-title").textContent = stale ? `Panggilan sampai pukul ${since}` : "Panggilan terakhir";
  drawCalls(place("calls"), state, calls.open(), stale);
}

function tick() {
  const now = clock.now();
  const [day, rest] = date(now).split(", ");
  for (const node of document.querySelectorAll("[data-clock]")) node.textContent = time(now);
  place("day").textContent = day;
  place("date").textContent = rest;
}

const slide = slides(place("slides"));
const line = connect({
  namespace: "/display",
  auth: () => ({ hall: page.hall.slug, zone, heard, leads: lead.leads(), sound: sound() }),
  version: state.version,
  state: (fresh) => {
    clock.set(fresh.now);
    draw(fresh);
    missed(fresh, calls.late);
  },
  messages: {
    "ticket.called": (said) => calls.hear({ ...said, at: clock.now() }),
    "voice.leader": (body) => {
      lead.named(body);
      calls.owes(body.unsaid);
    },
    beat: () => {
      lead.beat();
      word.beat();
    },
    "assets.changed": (body) => word.assets(body),
  },
  lost: lead.lost,
  stale(yes) {
    tell(yes);
    word.stale(yes);
  },
});
const word = reporter({ tell: line.tell, shown: () => state.version, sound, zone: page.zone, quiet: () => !calls.open().length });

turner((n) => {
  turn = n;
  drawLines(place("lines"), state.lines, turn);
  drawCounters(place("counters"), state.counters, turn);
}, 10);
drift(document.body);
setInterval(tick, 1000);
tick();
draw(state);
document.fonts.ready.then(() => draw(state));
addEventListener("resize", () => draw(state));
