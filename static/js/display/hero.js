// The large call: the number, and where to go. The words around the number are those of the call's own sentence.

import { replace } from "../dom.js";
import { fitName } from "../fit.js";
import { number, parts } from "../number.js";

/** Splits "Nomor antrean A001, silakan menuju Loket 2" around number and counter; plain words where it has another form. */
export function around(call) {
  const text = call.speech?.text ?? "";
  const [before, after] = text.split(call.number);
  const to = after?.replace(call.counter_name, "").replace(/^[\s,.]+|[\s,.]+$/g, "");
  return { before: before?.trim() || "Nomor antrean", to: to || "silakan menuju" };
}

export function hero(root) {
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  return {
    /** Shows the call at once; its ground swaps once a second for four seconds, then rests. */
    show(call) {
      const words = around(call);
      part("before").textContent = call.recall ? "Panggilan ulang" : words.before;
      const large = number(call.number);
      large.dataset.figures = parts(call.number).figures.length;
      replace(part("number"), large);
      part("to").textContent = words.to;
      part("counter").textContent = call.counter_name;
      root.dataset.call = call.number;
      root.hidden = false;
      fitName(part("counter"), 0.6);
      root.classList.remove("fresh");
      void root.offsetWidth; // so that the next call's ground swaps from the start
      root.classList.add("fresh");
    },
    /** Takes the call away; the slides stand again. */
    rest() {
      root.hidden = true;
      delete root.dataset.call;
    },
  };
}
