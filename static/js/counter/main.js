// The clerk's desk, assembled. After every command and every change in the hall the whole desk is fetched and drawn anew.

import { client } from "../api.js";
import { hallClock, plus, time } from "../clock.js";
import { first } from "../dom.js";
import { connect } from "../socket.js";
import { drawLink, drawState, drawWarning, printerTrouble, slipTrouble } from "./bar.js";
import { commands, refresher } from "./commands.js";
import { dialogs } from "./dialogs.js";
import { drawKeys, drawRefusal, places } from "./page.js";
import { drawLines, drawOrder } from "./queue.js";
import { drawPerson, drawSince } from "./person.js";
import { drawSteps, drawTimer } from "./steps.js";
import { against, standardSeconds, standardWords } from "./timer.js";
import { current, phase } from "./desk.js";
import { keys } from "./keys.js";
import { work } from "./work.js";

const SILENCE = 5 / 60; // minutes after which socket.js calls a page stale
const SLIP_SHOWN = 120_000; // ms that a ticket which did not come out stands in the bar

const page = first();
const place = places(document);
const clock = hallClock(page.state.now);
const tell = commands({ api: client({ csrf: page.csrf }), hall: page.hall.slug, counter: page.counter.code });
const ask = dialogs(place.dialog);

let desk = page.desk;
let state = page.state;
let slip = null;

function draw(fresh) {
  desk = fresh;
  const now = clock.now();
  const at = phase(desk);
  drawState(place.state, desk.counter);
  drawPerson(place.person, desk);
  place.now.classList.toggle("free", !desk.ticket);
  drawKeys(place, desk);
  place.sop.hidden = !desk.ticket;
  place.order.hidden = Boolean(desk.ticket);
  if (desk.ticket) {
    drawSteps(place.steps, desk);
    place.about.textContent = about(desk);
  } else {
    drawOrder(place.order, desk, now);
  }
  drawLines(place.queue, desk, now);
  document.body.dataset.phase = at;
  tick();
}

function about({ layanan }) {
  const printed = layanan?.totals?.printed;
  const standard = printed ? `standar ${printed}` : layanan?.promised?.text ? `standar ${layanan.promised.text}` : null;
  return [layanan?.document?.legal_number, standard].filter(Boolean).join(" · ");
}

function tick() {
  const now = clock.now();
  const at = Date.parse(now);
  place.clock.textContent = time(now);
  drawWarning(place.warning, slip ?? printerTrouble(state.printers));
  const called = desk.ticket && state.calls.filter((call) => call.number === desk.ticket.number).pop();
  const began = desk.berkas?.opened_at ?? null;
  const since = phase(desk) === "called" ? called?.at : desk.ticket ? began : null;
  drawSince(place.person, {
    since: since ? (at - Date.parse(since)) / 1000 : null,
    called: called ? Date.parse(called.at) : null,
    issued: desk.ticket ? Date.parse(desk.ticket.issued_at) : 0,
  });
  const hand = current(desk);
  if (!hand?.run?.started) return;
  const { time: standard } = hand.step;
  const spent = (at - Date.parse(hand.run.started)) / 1000;
  drawTimer(place.steps.querySelector("[data-timer]"), spent, standardSeconds(standard), standardWords(standard), against);
}

const refresh = refresher({ load: tell.desk, draw });
const clerk = work({
  desk: () => desk,
  tell,
  ask,
  refresh: refresh.now,
  refused: (sentence) => {
    drawRefusal(place, sentence);
    drawPerson(place.person, desk); // the sentence takes room from the pane above it
    tick();
  },
  until: (minutes) => time(plus(clock.now(), minutes)),
  leave: () => place.leave.submit(),
  person: page.person,
});

keys(["F2", "F3", "F4", "F8", "F9", "F10"], (key) => (ask.isOpen() ? ask.key(key) : clerk.press(key)));
for (const button of document.querySelectorAll("[data-key]")) button.addEventListener("click", () => clerk.press(button.dataset.key));
place.menu.addEventListener("click", () => clerk.menu());

const slipNews = (name) => (body) => {
  slip = slipTrouble(name, body);
  const shown = slip;
  setTimeout(() => {
    if (slip === shown) slip = null;
  }, SLIP_SHOWN);
  tick();
};

connect({
  namespace: "/counter",
  auth: { hall: page.hall.slug },
  version: state.version,
  state: (fresh) => {
    state = fresh;
    clock.set(fresh.now);
    refresh.soon();
  },
  messages: { "slip.failed": slipNews("slip.failed"), "slip.uncertain": slipNews("slip.uncertain") },
  stale: (yes) => {
    document.body.classList.toggle("is-stale", yes);
    drawLink(place.link, yes ? time(plus(clock.now(), -SILENCE)) : "");
    if (!yes) refresh.soon();
  },
});

setInterval(tick, 1000);
drawLink(place.link, "");
draw(desk);
document.fonts.ready.then(() => draw(desk));
addEventListener("resize", () => draw(desk));
