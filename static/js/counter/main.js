// The clerk's desk, assembled. After every command and every change in the hall the whole desk is read and drawn anew.

import { hallClock, plus, time } from "../clock.js";
import { first } from "../dom.js";
import { connect } from "../line.js";
import { reporter } from "../report.js";
import { commands, refresher, sentence } from "./commands.js";
import { current, phase, waiting } from "./desk.js";
import { hands } from "./hands.js";
import { keys } from "./keys.js";
import { bell, drawKeys, drawLink, drawState, drawUndo, drawWarning, paperTrouble, places, recordingTrouble, slipTrouble, title, wrongCodes } from "./page.js";
import { drawPerson, drawSince } from "./person.js";
import { drawFiles, drawLines, drawOrder, drawPeople } from "./queue.js";
import { drawSteps, drawTimer } from "./steps.js";
import { letter, press, undo } from "./work.js";

const SILENCE = 5 / 60; // minutes after which line.js calls a page stale
const SLIP_SHOWN = 120_000; // ms that a slip which did not come out stands in the bar
const ESC_REST = 600; // ms after a dialog in which Escape takes nothing back

const IN_HAND = ["called", "serving"];

const page = first();
const place = places(document);
const clock = hallClock(page.state.now);
const room = `/${page.hall.slug}/counter`;
const tell = commands({ hall: page.hall.slug, counter: page.counter.code });
const sound = bell({ kept: localStorage });

let desk = page.desk;
let state = page.state;
let slip = null;
let file = null; // the berkas that the clerk chose among several

const clerk = hands({
  page, place, root: tell.root, name: `${page.hall.slug}.${page.counter.code}`, reread: () => refresh.now(),
  heard(answers) {
    if (answers.some((answer) => answer?.data?.token && !IN_HAND.includes(answer.data.state))) file = null; // its number left
  },
  spoke() {
    drawPerson(place.person, desk); // a sentence takes room from the pane above it
    tick();
  },
});
const { box, asking } = clerk;
Object.assign(clerk, {
  desk: () => desk, hall: () => state, clock: clock.now, person: page.person, records: page.records, form: { csrf: page.csrf, room, zone: page.hall.zone }, tell, sound, show,
  go: (where) => (where === "out" ? place.leave.submit() : location.assign(`${room}/${where}`)),
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
    if (desk.recording) {
      drawPeople(place.files, desk);
      import("./stations.js"); // at hand before a key asks for it, also while the line is lost
    } else drawFiles(place.files, desk, show);
    drawSteps(place.steps, desk);
    place.about.textContent = about(desk);
  } else {
    file = null;
    drawOrder(place.order, desk, now);
  }
  drawLines(place.queue, desk, now);
  Object.assign(document.body.dataset, { phase: phase(desk), version: desk.version });
  document.title = title(page.counter.name, waiting(desk));
  sound.hear(waiting(desk), phase(desk) === "free");
  sound.help(desk.wrong_codes?.at ?? null);
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
  drawWarning(place.warning, wrongCodes(desk, at) ?? slip ?? paperTrouble(state.paper) ?? (page.records ? recordingTrouble(state) : null));
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
  const answer = await clerk.api.get(tell.desk(file));
  if (answer.status === 404 && file) {
    file = null; // another browser ended its number
    return load();
  }
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

function show(berkas) {
  file = berkas;
  refresh.now();
}

function escape() {
  if (box.isBusy()) box.withdraw();
  else if (!place.undo.hidden && performance.now() - clerk.asked > ESC_REST) undo(clerk);
  else return false;
  return true;
}

function pressed(key) {
  sound.unlock();
  if (place.gone.open) return key === "F8" && !place.takeover.hidden && (takeOver(), true);
  if (asking.isOpen()) return asking.key(key);
  if (key === "Esc") return escape();
  return !box.isBusy() && press(clerk, key);
}

/** A letter of summons was held before the scanner of a counter that records. */
function scanned(text) {
  if (page.records && !asking.isOpen() && !place.gone.open && !box.isBusy()) letter(clerk, text);
}

keys(pressed, { asking: asking.isOpen, scanned });
for (const button of document.querySelectorAll("[data-key]")) button.addEventListener("click", () => pressed(button.dataset.key));
place.undo.addEventListener("click", () => undo(clerk));
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
  messages: { "slip.failed": slipNews("slip.failed"), "slip.uncertain": slipNews("slip.uncertain"), beat: () => word.beat(), "assets.changed": (body) => word.assets(body) },
  refused: () => refresh.soon(),
  stale: (yes) => {
    document.body.classList.toggle("is-stale", yes);
    word.stale(yes);
    drawLink(place.link, yes ? time(plus(clock.now(), -SILENCE)) : "");
    if (yes) return;
    box.hurry();
    refresh.soon();
  },
});

// A desk is never loaded anew by itself: its clerk may be in the middle of a sentence.
const word = reporter({ tell: line.tell, shown: () => state.version, offer: () => (place.newer.hidden = false) });
place.newer.addEventListener("click", () => location.reload());

setInterval(tick, 1000);
drawLink(place.link, "");
draw(desk);
if (desk.counter.mine === false) goneFrom(`${page.counter.name} sedang dipakai ${desk.counter.person}.`, desk.counter.person);
else clerk.goOn();
document.fonts.ready.then(() => draw(desk));
addEventListener("resize", () => draw(desk));
