// The list "Panggilan terakhir": every number's newest call, newest first; what is being called is yellow.

import { h, pict, replace } from "../dom.js";
import { fitName } from "../fit.js";
import { number, parts } from "../number.js";

const ROWS = 4;
const ROWS_IN_A_CROWD = 6;

/** Which calls to list: `announced` are this screen's own, perhaps newer than the state; a number stands once. */
export function listed(state, announced) {
  const newest = new Map();
  for (const call of [...announced, ...state.calls].sort((a, b) => b.call_id - a.call_id)) {
    if (!newest.has(call.number)) newest.set(call.number, call);
  }
  return [...newest.values()];
}

/** A call is going on while this screen announces it, or while its counter still waits for the person. */
export function current(state, announced) {
  const calling = state.counters.filter((counter) => counter.state === "calling" && counter.ticket);
  const numbers = new Set([...announced.map((call) => call.number), ...calling.map((counter) => counter.ticket)]);
  return (call) => numbers.has(call.number);
}

export function drawCalls(list, state, announced, stale) {
  const isCurrent = current(state, announced);
  const all = listed(state, announced);
  const crowd = all.slice(0, ROWS + 1).filter(isCurrent).length > ROWS;
  list.classList.toggle("more", crowd);
  if (!all.length) {
    replace(list, h("li", { class: "none", text: "Belum ada panggilan hari ini" }));
    return;
  }
  replace(list, all.slice(0, crowd ? ROWS_IN_A_CROWD : ROWS).map((call) => row(call, !stale && isCurrent(call))));
  for (const name of list.querySelectorAll("em")) {
    fitName(name);
    // Two lines need the arrow's room: number and name still stand side by side.
    if (name.classList.contains("two")) name.previousElementSibling.remove();
  }
}

function row(call, isNew) {
  const figures = number(call.number);
  figures.dataset.figures = parts(call.number).figures.length;
  return h("li", { class: isNew ? "new" : "", "data-call": call.number }, figures, pict("panah"), h("em", { text: call.counter_name }));
}
