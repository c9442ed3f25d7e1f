// The TV, assembled: what comes from the server, and who draws it.

import { time, date, hallClock, plus, wall } from "../clock.js";
import { first } from "../dom.js";
import { reporter } from "../report.js";
import { connect } from "../socket.js";
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

const OLD = 60000; // what was called a minute ago is shown, not said
const SILENCE = 5 / 60; // minutes after which socket.js calls a screen stale

const page = first();
const place = (name) => document.querySelector(`[data-place="${name}"]`);
const clock = hallClock(page.state.now);
const call = hero(place("call"));
const text = ticker(place("ticker"));
let silent = false;
const refused = (yes) => {
  silent = yes;
  place("sound").hidden = !yes;
  word.changed();
};
const bell = chime({ refused });
const mouth = speech({ ...page.settings, chime: () => bell.play(), refused });
// A call that was missed while the wire was cut comes with the state, without its address.
const missedAt = (said) => `/api/v1/halls/${page.hall.slug}/speech/now/${said.counter}/${said.number}.mp3`;
const address = (said) => (said.speech ? said.speech.url : page.settings.voice && missedAt(said));
const newest = (state) => Math.max(0, ...state.calls.map((each) => each.call_id));

let state = page.state;
let since = ""; // the time of the last word of the server, while it is silent
let turn = 0;

const voice = announcer({
  heard: newest(state),
  show: (said) => {
    place("slides").hidden = true;
    call.show(said);
  },
  rest: () => {
    call.rest();
    place("slides").hidden = false;
  },
  sound: (said) => (wall(clock.now()).at - wall(said.at).at > OLD ? Promise.resolve(false) : mouth.say(address(said))),
  told: (call_id) => line.send("call.played", { call_id }),
  changed: () => drawCalls(place("calls"), state, voice.open(), since !== ""),
});

function draw(fresh) {
  state = fresh;
  const resting = atRest(state);
  document.body.classList.toggle("is-shut", resting);
  place("shut").hidden = !resting;
  drawClosed(place("shut"), state.service);
  slide.closed(state.service);
  drawCalls(place("calls"), state, voice.open(), since !== "");
  drawLines(place("lines"), state.lines, turn);
  drawCounters(place("counters"), state.counters, turn);
  text.show([state.notice, ...page.running_text].filter(Boolean));
}

function tell(stale) {
  since = stale ? time(plus(clock.now(), -SILENCE)) : "";
  document.body.classList.toggle("is-stale", stale);
  place("head").hidden = stale;
  place("stale").hidden = !stale;
  if (stale) voice.withdraw();
  for (const node of document.querySelectorAll("[data-since]")) node.textContent = since;
  place("calls-title").textContent = stale ? `Panggilan sampai pukul ${since}` : "Panggilan terakhir";
  drawCalls(place("calls"), state, voice.open(), stale);
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
  auth: { hall: page.hall.slug },
  version: state.version,
  state: (fresh) => {
    clock.set(fresh.now);
    draw(fresh);
    missed(fresh, (late) => voice.hear(late));
  },
  messages: {
    "ticket.called": (said) => voice.hear({ ...said, at: clock.now() }),
    beat: () => word.beat(),
    "assets.changed": (body) => word.assets(body),
  },
  stale(yes) {
    tell(yes);
    word.stale(yes);
  },
});
const sound = () => (silent ? "refused" : page.settings.voice ? "on" : "off");
const word = reporter({ tell: line.tell, shown: () => state.version, sound, zone: page.zone, quiet: () => !voice.open().length });

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
