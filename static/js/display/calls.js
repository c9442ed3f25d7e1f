// Calls: the large one, the number and where to go, in the words of its own sentence; and the list "Panggilan terakhir",
// every number's newest call, newest first; what is being called is yellow.

import { h, pict } from "../dom.js";
import { fit, fitName } from "../fit.js";
import { number, parts } from "../number.js";
import { fitted, room, rows, write } from "./pages.js";

const LONG = 28; // characters that stand in one line below the counter's name
const LEAST = 0.6; // of a counter's name in one line

/** Splits "Nomor antrean A001, silakan menuju Loket 2" around number and counter; plain words where it has another form. */
export function around(call) {
  const text = call.speech?.text ?? "";
  const [before, after] = text.split(call.number);
  const to = after?.replace(call.counter_name, "").replace(/^[\s,.]+|[\s,.]+$/g, "");
  return { before: before?.trim() || "Nomor antrean", to: to || "silakan menuju" };
}

/** "Loket 2" is counter 2; a counter with a name of its own keeps it, so that people find its sign; a very long one is above. */
export function inEnglish(name) {
  return `Please go to ${name.length > LONG ? "the place shown above" : name.replace(/^loket (?=\d+$)/i, "counter ")}`;
}

/** Fills one large call: `english` adds the English line; `before` and `to` where other words stand around the number. */
export function drawCall(root, call, { english = false, ...words } = {}) {
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const { before, to } = { ...around(call), ...words };
  const large = part("number");
  write(part("before"), call.recall && !words.before ? "Panggilan ulang" : before);
  if (root.dataset.number !== call.number) {
    root.dataset.number = call.number;
    large.replaceChildren(number(call.number));
    large.firstElementChild.dataset.figures = parts(call.number).figures.length;
  }
  write(part("to"), to);
  write(part("counter"), call.counter_name);
  write(part("english"), english ? inEnglish(call.counter_name) : "");
  part("english").hidden = !english;
  root.classList.toggle("english", english);
  if (!root.getClientRects().length) return;
  fitted(large.firstElementChild, String(english), (box) => fit(box, 0.5));
  fitted(part("counter"), String(english), (name) => {
    const box = root.querySelector(".to");
    box.classList.remove("long");
    name.classList.remove("two");
    box.classList.toggle("long", !fit(name, LEAST)); // the words beside it make room
    fitName(name, LEAST);
  });
}

export function hero(root, options) {
  let shown = null;
  return {
    /** Shows the call at once; its ground swaps once a second for four seconds, then rests. */
    show(call) {
      shown = call;
      root.dataset.call = call.number;
      root.hidden = false;
      drawCall(root, call, options());
      root.classList.remove("fresh");
      void root.offsetWidth; // so that the next call's ground swaps from the start
      root.classList.add("fresh");
    },
    /** The window or the letters changed. */
    again() {
      if (shown) drawCall(root, shown, options());
    },
    /** Takes the call away; what stands between calls is seen again. */
    rest() {
      shown = null;
      root.hidden = true;
      delete root.dataset.call;
    },
  };
}

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
