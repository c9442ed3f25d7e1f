// What the hall does now: waiting by line, counters, and whether it is closed.

import { h, pict } from "../dom.js";
import { fit, fitName, shrink } from "../fit.js";
import { fitted, pages, redraw, room, rows, write } from "./pages.js";

const COUNTER_STATES = {
  open: { word: "buka", picture: "selesai" },
  calling: { word: "memanggil", picture: "bel" },
  serving: { word: "melayani", picture: "orang" },
  break: { word: "istirahat", picture: "rehat" },
  closed: { word: "tutup", picture: "pintu" },
};

/** The hall rests: no numbers are given, nobody waits, nobody is served. Then the whole screen says why. */
export function atRest(state) {
  const busy = state.counters.some((counter) => counter.ticket);
  return state.service !== undefined && !state.service.open && !busy && state.lines.every((line) => line.waiting === 0);
}

/** "25–40" and "menit"; from two hours on in whole hours. */
export function range(estimate) {
  if (estimate.from < 120) return { span: estimate.from === estimate.to ? `${estimate.to}` : `${estimate.from}–${estimate.to}`, unit: "menit" };
  return { span: `${Math.floor(estimate.from / 60)}–${Math.ceil(estimate.to / 60)}`, unit: "jam" };
}

/** The part of the hall that this TV is for: `part` {counters: [codes], lines: [letters]}, null: all of it. */
export function partOf(state, part) {
  if (!part || !(part.counters.length || part.lines.length)) return state;
  const at = new Set(part.counters);
  const of = new Set(part.lines);
  const counters = state.counters.filter((counter) => (at.size ? at.has(counter.code) : counter.lines.some((letter) => of.has(letter))));
  const served = new Set(of.size ? of : counters.flatMap((counter) => counter.lines));
  return {
    ...state,
    counters,
    lines: state.lines.filter((line) => served.has(line.letter)),
    calls: state.calls.filter((call) => mine(call, part)),
  };
}

/** Whether a call belongs to the part. */
export function mine(call, part) {
  if (!part || !(part.counters.length || part.lines.length)) return true;
  return part.counters.includes(call.counter) || part.lines.includes(call.number[0]);
}

export function drawLines(place, lines, page) {
  const all = pages(lines, room(place));
  const most = Math.max(...all.map((each) => each.length));
  place.dataset.rows = most > 4 ? "dense" : "few";
  place.classList.toggle("two", most > 3);
  place.classList.toggle("wide", most > 3 && most <= 4);
  place.style.setProperty("--columns", String(Math.ceil(most / 2)));
  place.style.setProperty("--rows", String(most));
  rows(place, all[page % all.length], line, fillLine);
}

const line = () =>
  h(
    "div", { class: "panel" },
    h("div", { class: "l" }),
    h("div", { class: "who" }, h("span", { class: "name" })),
    h("div", { class: "many" }, h("div", { class: "num n" }), h("small", { text: "menunggu" })),
    h("div", { class: "est" }, pict("jam"), h("span", {}, h("b"), h("i"))),
  );

function fillLine(node, { letter, name, waiting, estimate }) {
  const time = estimate ? range(estimate) : { span: "", unit: "loket tutup" };
  const part = (css) => node.querySelector(css);
  node.dataset.line = letter;
  node.classList.toggle("unserved", !estimate);
  write(part(".l"), letter);
  write(part(".name"), name ?? "");
  fitted(part(".name"));
  part(".n").classList.toggle("long", waiting > 99);
  write(part(".n"), String(waiting));
  write(part(".est b"), time.span);
  write(part(".est i"), time.span ? ` ${time.unit}` : time.unit);
}

export function drawCounters(place, counters, page) {
  const all = pages(counters, room(place));
  const most = all[0].length;
  place.classList.toggle("tight", most > 3);
  place.style.setProperty("--rows", String(Math.max(most, 3)));
  place.style.setProperty("--chips", String(most));
  rows(place, all[page % all.length], counter, (node, each) => fillCounter(node, each, most));
}

const counter = () => h("li", {}, pict("selesai"), h("span", {}, h("b")), h("em"));

function fillCounter(node, { code, name, state, reason }, most) {
  const { word, picture } = COUNTER_STATES[state];
  const [svg, cell, said] = node.children;
  const called = cell.firstElementChild;
  node.className = state === "break" || state === "closed" ? "off" : "";
  node.dataset.counter = code;
  node.dataset.state = state;
  redraw(svg, picture);
  const full = state === "break" && reason ? reason : word;
  write(called, name);
  fitted(called, `${most} ${full}`, () => {
    said.textContent = full;
    called.classList.remove("two");
    if (!fit(called, 0.8)) said.textContent = word; // the name matters more than the reason
    fitName(called, 0.8);
  });
}

/** The sentence of the closed hall, in its own words. */
export function drawClosed(place, service) {
  const why = place.querySelector("p");
  write(why, service?.why ?? "");
  fitted(why, "", shrink);
}
