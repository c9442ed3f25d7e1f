// The list "Panggilan terakhir": every number's newest call, newest first; what is being called is yellow.

import { h, pict } from "../dom.js";
import { fitName } from "../fit.js";
import { number, parts } from "../number.js";
import { fitted, room, rows, write } from "./pages.js";

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

/** Draws the list; `none` is what stands in its place before the day's first call. */
export function drawCalls(list, none, state, announced, stale) {
  const isCurrent = current(state, announced);
  const all = listed(state, announced);
  const few = room(list);
  const crowd = all.slice(0, few + 1).filter(isCurrent).length > few;
  list.classList.toggle("more", crowd);
  list.hidden = !all.length;
  none.hidden = all.length > 0;
  rows(list, all.slice(0, crowd ? room(list, "--most-in-a-crowd") : few), row, (node, call) => fill(node, call, !stale && isCurrent(call), crowd));
}

const row = () => h("li", {}, h("span", { class: "no" }), pict("panah"), h("em"));

function fill(node, call, isNew, crowd) {
  const [large, arrow, name] = node.children;
  node.className = isNew ? "new" : "";
  if (node.dataset.call !== call.number) {
    node.dataset.call = call.number;
    large.dataset.figures = parts(call.number).figures.length;
    large.replaceChildren(number(call.number));
  }
  write(name, call.counter_name);
  fitted(name, `${crowd} ${large.dataset.figures}`, (box) => {
    arrow.removeAttribute("hidden");
    fitName(box);
    // Two lines need the arrow's room: number and name still stand side by side.
    if (box.classList.contains("two")) arrow.setAttribute("hidden", "");
  });
}
