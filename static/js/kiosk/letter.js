/* Who was called to a recording: the code of the letter, typed or read by a scanner, and what it stands for. No name anywhere.
   scanner({root, heard}) listens for a scanner, which types quickly and ends with Enter or Tab; heard(code) gets the eight signs.
   Views: `code` (the glass has only the signs that codes use) and `letter` (its window, and how many of the family came). */

import { time } from "../clock.js";
import { h, pict } from "../dom.js";
import { key } from "./frame.js";

const SIGNS = "0123456789ACDEFGHJKMNPQRTVWXY"; // hall/rules/summonses.py: none that is read as another
const LENGTH = 8;
const PAUSE = 1500; // ms after which a half-read code is forgotten
const LOOKALIKE = { B: "8", I: "1", L: "1", O: "0", S: "5", U: "V", Z: "2" };

/**
 * The eight signs of what was typed or scanned (a letter's QR is an address that ends in #CODE), or null. A scanner that is set
 * to another keyboard types # and - as it likes: of an address its last eight signs are meant, marks between them are nothing.
 */
export function codeIn(text) {
  const plain = text.slice(text.lastIndexOf("#") + 1).replace(/[^0-9A-Za-z]/g, "").toUpperCase();
  const signs = [...(/PANGGILAN./.test(plain) ? plain.slice(-LENGTH) : plain)].map((sign) => LOOKALIKE[sign] || sign);
  return signs.length === LENGTH && signs.every((sign) => SIGNS.includes(sign)) ? signs.join("") : null;
}

export function scanner({ root, heard, clock = () => performance.now() }) {
  let text = "";
  let last = -Infinity;
  root.addEventListener("keydown", (event) => {
    if (clock() - last > PAUSE) text = "";
    last = clock();
    if (event.key === "Enter" || event.key === "Tab") {
      const code = codeIn(text);
      text = "";
      if (!code) return;
      event.preventDefault(); // it would press, or leave, whatever key has the focus
      heard(code);
    } else if (event.key.length === 1) {
      text = (text + event.key).slice(-200);
    }
  }, { capture: true });
}

const sign = (one) => h("button", { type: "button", "data-do": "sign", "data-value": one, "data-fast": true, text: one });
const rows = [SIGNS.slice(0, 10), SIGNS.slice(10, 20), SIGNS.slice(20)];
const boxes = (typed) => Array.from({ length: LENGTH }, (_, n) => h("b", { class: n === LENGTH / 2 ? "half" : null, text: typed[n] || "" }));

export const code = {
  levels: 1,
  model: ({ typed, wrong, large }) => ({ typed, wrong, large }),
  draw({ typed, wrong }, say) {
    const wide = (act, text) => h("button", { type: "button", class: "wide", "data-do": act, "data-fast": true }, text);
    return h("main", { class: wrong ? "code wrong" : "code" },
      h("div", { class: "ask-what" }, h("h1", { text: say("code_title") }), h("p", { class: "lead", role: wrong ? "alert" : null, text: say(wrong ? "code_wrong" : "code_hint") })),
      h("div", { class: "signs", "aria-label": typed }, boxes(typed)),
      h("div", { class: "kb" }, rows.map((row, n) => h("div", { class: "kr" }, [...row].map(sign), n === 2 && wide("unsign", say("erase")))),
        h("div", { class: "kr last" }, key("", { do: "choose" }, pict("balik"), say("back")))));
  },
};

const fact = (picture, text, more) => h("div", { class: "big" }, pict(picture), h("div", {}, h("b", { text }), more));

export const letter = {
  levels: 2, // then without the picture
  model: ({ letter: found, priority, stale }, { hall }) => ({ ...found, priority, zone: hall.zone, stale: Boolean(stale) }),
  draw({ from, until, place, people, late, priority, zone, stale }, say, level) {
    const take = (family, css, text) => key(css, { do: "check_in", value: family ? "family" : "one", off: stale }, pict(family ? "orang" : "tiket"), h("span", { text }));
    return h("main", { class: "told letter" },
      level === 0 && pict("surat", "sign"), h("h1", { text: say("letter_title") }),
      h("div", { class: "two" }, fact("jam", `${time(from)}\u2013${time(until)} ${zone}`, say(late ? "letter_late" : "letter_window")), fact("pintu", place, people > 1 ? say("letter_people", { n: people }) : say("letter_alone"))),
      key("prio", { do: "priority", "aria-pressed": String(priority) }, h("span", { class: "box" }, pict("centang")), h("span", {}, say("priority"), level === 0 && h("small", { text: say("priority_more") })), h("span", { class: "who" }, pict("lansia"), pict("kursi"), pict("hamil"))),
      people > 1 && take(true, "go", say("letter_family", { n: people })),
      h("div", { class: "cta" }, key("", { do: "choose" }, pict("balik"), say("back")), take(false, people > 1 ? "" : "go", say(people > 1 ? "letter_one" : "take"))));
  },
};
