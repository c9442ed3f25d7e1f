/* A ticket's number as people see it: letter, gap of 0.2 em, figures ("A 024"); never broken, never with a hyphen.
   parts("A024") -> {letter: "A", figures: "024"}
   spaced("A024") -> "A 024" with a space that does not break (for text and aria-label)
   number("A024", css = "") -> <span class="num">A<i></i>024</span>, read aloud as "A 024" */

import { h } from "./dom.js";

export function parts(text) {
  const found = /^([A-Z]+)(\d+)$/.exec(text);
  return found ? { letter: found[1], figures: found[2] } : { letter: "", figures: text };
}

export function spaced(text) {
  const { letter, figures } = parts(text);
  return letter ? `${letter}\u00a0${figures}` : figures;
}

export function number(text, css = "") {
  const { letter, figures } = parts(text);
  return h("span", { class: `num ${css}`.trim(), role: "img", "aria-label": spaced(text) }, letter, letter && h("i"), figures);
}
