// The clerk's desk, assembled. After every command and every change in the hall the whole desk is read and drawn anew.

import { client, requestId } from "../api.js";
import { hallClock, plus, time } from "../clock.js";
import { first } from "../dom.js";
import { connect } from "../line.js";
import { commands, refresher, sentence } from "./commands.js";
import { current, phase, waiting } from "./desk.js";
import { dialogs, sure } from "./dialogs.js";
import { keys } from "./keys.js";
import { bell, title } from "./notice.js";
import { outbox } from "./outbox.js";
import { drawKeys, drawLink, drawSaid, drawState, drawUndo, drawWarning, places, printerTrouble, slipTrouble } from "./page.js";
import { drawPerson, drawSince } from "./person.js";
import { drawFiles, drawLines, drawOrder } from "./queue.js";
import { drawSteps, drawTimer } from "./steps.js";
import { press, undo } from "./work.js";

const SILENCE = 5 / 60; // minutes after which line.js calls a page stale
const SLIP_SHOWN = 120_000; // ms that a slip which did not come out stands in the bar
const FRESH = 60_000; // ms in which a command of the page before is sent on without asking
const ESC_REST = 600; // ms after a dialog in which Escape takes nothing back

const page = first();
const place = places(document);
const clock = hallClock(page.state.now);
const room = `/${page.hall.slug}/counter`;
const tell = commands({ hall: page.hall.slug, counter: page.counter.code });
const api = client({ csrf: page.csrf });
const asking = dialogs(place.dialog);
const sound = bell({ kept: localStorage });

let desk = page.desk;
let state = page.state;
let slip = null;
let said = {};
let list = null;
let file = null; // the berkas that the clerk chose among several
let asked = -Infinity;

function say(fresh) {
  said = fresh;
  drawSaid(place, said);
  drawPerson(place.person, desk); // the sentence takes room from the pane above it
  tick();
}

const box = outbox({
  post: client({ csrf: page.csrf, tries: 1 }).post, newId: requestId, kept: sessionStorage, name: `antrean.${page.hall.slug}.${page.counter.code}`,
  waits: (words) => say(words ? { waits: words } : {}),
});

function draw(fresh) {
  desk = fresh;
  const now = clock.now();
  drawState(place.state, desk.counter);
  place.now.classList.toggle("free", !desk.ticket);
  drawKeys(place, desk);
  drawPerson(place.person, desk);
  place.sop.hidden = !desk.ticket;
  place.order.hidden = Boolean(desk.ticket);
  if (desk.ticket) {
    drawFiles(place.files, desk, show);
    drawSteps(place.steps, desk);
    place.about.textContent = about(desk);
  } else {
    file = null;
    drawOrder(place.order, desk, now);
  }
  drawLines(place.queue, desk, now);
  document.body.dataset.phase = phase(desk);
  document.title = title(page.counter.name, waiting(desk));
  sound.hear(waiting(desk), phase(desk) === "free");
  tick();
}

function about({ layanan, berkas }) {
  const printed = layanan?.totals?.printed ?? layanan?.promised?.text;
  return [berkas?.agenda_number ?? layanan?.document?.legal_number, printed && `standar ${printed}`].filter(Boolean).join(" · ");
}

function tick() {
  const now = clock.now();
  const at = Date.parse(now);
  place.clock.textContent = time(now);
  drawWarning(place.warning, slip ?? printerTrouble(state.printers));
  drawUndo(place, box.isBusy() ? null : desk.undo, desk.undo ? (Date.parse(desk.undo.until) - at) / 1000 : 0);
  const { ticket } = desk;
  const since = ticket && (phase(desk) === "called" ? ticket.called_at : ticket.serving_at);
  drawSince(place.person, {
    since: since ? (at - Date.parse(since)) / 1000 : null,
    called: ticket?.called_at ? Date.parse(ticket.called_at) : null,
    issued: ticket ? Date.parse(ticket.issued_at) : 0,
  });
  const hand = current(desk);
  if (hand?.run?.started) drawTimer(place.steps.querySelector("[data-timer]"), (at - Date.parse(hand.run.started)) / 1000, hand.step.time);
}

/** The desk as it is now; null while the server is silent, or when this person sits here no more. */
async function load() {
  const answer = await api.get(tell.desk(file));
  if (answer.status === 401 || answer.status === 403) return goneFrom(answer.detail);
  const now = answer.ok ? answer.data : null;
  if (now?.counter.mine === false) return goneFrom(`${page.counter.name} diambil alih oleh ${now.counter.person}.`, now.counter.person);
  return now;
}

/** This person sits here no more: `why` is said, and where `other` sits now the counter can be taken in one press. */
function goneFrom(why, other = null) {
  asking.close();
  box.forget();
  place["gone-words"].textContent = why;
  place.takeover.hidden = !other;
  place["takeover-words"].textContent = `Ambil alih ${page.counter.name} dari ${other}`;
  if (!place.gone.open) place.gone.showModal();
  return null;
}

async function takeOver() {
  const [answer] = (await box.run([tell.takeover()])) ?? [];
  if (answer?.ok) location.reload();
  else if (answer) place["gone-words"].textContent = sentence(answer);
}

const refresh = refresher({ load, draw });

/** Runs commands one after the other, and draws what then is; the first refusal stands in place. */
async function send(list) {
  if (box.isBusy()) return null;
  say({});
  return told((await box.run(list)) ?? []);
}

async function told(answers) {
  await refresh.now();
  say({ refusal: sentence(answers.find((answer) => answer && !answer.ok)) });
  return answers;
}

function show(berkas) {
  file = berkas;
  refresh.now();
}

const places_to_go = { out: () => place.leave.submit() };
const hands = {
  desk: () => desk, hall: () => state, clock: clock.now, person: page.person, tell, sound, show, send,
  ask: async (build) => {
    const answer = await asking.ask(build);
    asked = performance.now();
    return answer;
  },
  async done(list, words) {
    const answers = await send(list);
    if (answers?.length && answers.every((answer) => answer?.ok)) say({ done: typeof words === "function" ? words(answers) : words });
  },
  refused: (words) => say({ refusal: words }),
  async read(path) {
    const answer = await api.get(`${tell.root}/${path}`);
    if (!answer.ok) say({ refusal: sentence(answer) });
    return answer.ok ? answer.data : null;
  },
  layanan: async () => (list ??= await hands.read("layanan")),
  go: (where) => (places_to_go[where] ?? (() => location.assign(`${room}/${where}`)))(),
};

function escape() {
  if (box.isBusy()) box.withdraw();
  else if (!place.undo.hidden && performance.now() - asked > ESC_REST) undo(hands);
  else return false;
  return true;
}

function pressed(key) {
  sound.unlock();
  if (place.gone.open) return key === "F8" && !place.takeover.hidden && (takeOver(), true);
  if (asking.isOpen()) return asking.key(key);
  if (key === "Esc") return escape();
  return !box.isBusy() && press(hands, key);
}

keys(pressed, { asking: asking.isOpen });
for (const button of document.querySelectorAll("[data-key]")) button.addEventListener("click", () => pressed(button.dataset.key));
place.undo.addEventListener("click", () => undo(hands));
place.takeover.addEventListener("click", takeOver);
place.gone.addEventListener("cancel", (event) => event.preventDefault());

const slipNews = (name) => (body) => {
  slip = slipTrouble(name, body);
  const shown = slip;
  setTimeout(() => {
    if (slip === shown) slip = null;
  }, SLIP_SHOWN);
  tick();
};

const line = connect({
  namespace: "/counter",
  auth: { hall: page.hall.slug },
  version: state.version,
  state: (fresh) => {
    state = fresh;
    clock.set(fresh.now);
    refresh.soon();
  },
  messages: { "slip.failed": slipNews("slip.failed"), "slip.uncertain": slipNews("slip.uncertain") },
  refused: () => refresh.soon(),
  stale: (yes) => {
    document.body.classList.toggle("is-stale", yes);
    drawLink(place.link, yes ? time(plus(clock.now(), -SILENCE)) : "");
    if (yes) return;
    box.hurry();
    refresh.soon();
  },
});

/** What the page before this one asked and got no answer to. */
async function goOn() {
  const left = box.left();
  if (!left) return;
  const words = left.commands.map((command) => command.words).join(", lalu ");
  const fresh = Date.now() - left.at < FRESH;
  const yes = fresh || (await asking.ask(sure({ title: "Perintah ini belum terjawab", say: words, verb: "Kirim sekarang" })));
  if (yes) await told(await box.resume());
  else box.forget();
}

setInterval(tick, 1000);
drawLink(place.link, "");
draw(desk);
if (desk.counter.mine === false) goneFrom(`${page.counter.name} sedang dipakai ${desk.counter.person}.`, desk.counter.person);
else goOn();
document.fonts.ready.then(() => draw(desk));
addEventListener("resize", () => draw(desk));
