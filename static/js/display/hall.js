// What the hall does now: waiting by line, counters, and whether it is closed.

import { h, pict, replace } from "../dom.js";
import { fit, fitName } from "../fit.js";
import { pages } from "./pages.js";

const LINES = 6; // lines a page: one row of three, or two rows
const COUNTERS = 4; // counters a page
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

export function drawLines(place, lines, page) {
  const all = pages(lines, LINES);
  const shown = all[page % all.length];
  const two = Math.max(...all.map((each) => each.length)) > 3;
  place.classList.toggle("two", two);
  place.classList.toggle("wide", two && all[0].length <= 4);
  place.style.setProperty("--columns", String(Math.ceil(all[0].length / 2)));
  replace(place, shown.map(line));
}

function line({ letter, name, waiting, estimate }) {
  const time = estimate ? range(estimate) : null;
  return h(
    "div", { class: "panel", "data-line": letter, title: name ?? "" },
    h("div", { class: "l", text: letter }),
    h("div", {}, h("div", { class: waiting > 99 ? "num n long" : "num n", text: waiting }), h("small", { text: "menunggu" })),
    h("div", { class: "est" }, time && pict("jam"), time && h("span", {}, `${time.span} `, h("i", { text: time.unit }))),
  );
}

export function drawCounters(place, counters, page) {
  const all = pages(counters, counters.length > 3 ? COUNTERS : 3);
  const rows = all[0].length;
  place.classList.toggle("tight", rows > 3);
  place.style.setProperty("--rows", String(Math.max(rows, 3)));
  replace(place, all[page % all.length].map(counter));
  for (const row of place.children) {
    const [name, word] = [row.querySelector("b"), row.querySelector("em")];
    if (!fit(name, 0.8)) word.textContent = word.dataset.short; // the name matters more than the reason
    fitName(name, 0.8);
  }
}

function counter({ code, name, state, reason }) {
  const { word, picture } = COUNTER_STATES[state];
  const off = state === "break" || state === "closed";
  const said = state === "break" && reason ? reason : word;
  return h(
    "li", { class: off ? "off" : "", "data-counter": code, "data-state": state },
    pict(picture), h("b", { text: name }), h("em", { text: said, "data-short": word }),
  );
}

/** The sentence of the closed hall, in its own words. */
export function drawClosed(place, service) {
  place.querySelector("p").textContent = service?.why ?? "";
}

