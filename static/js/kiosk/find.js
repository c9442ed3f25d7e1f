/* Finding: by typing an everyday word, or by being led ("Saya tidak tahu": what about, which one, or to an officer). */

import { h, pict } from "../dom.js";
import { card, inWords, pages, turner } from "./choose.js";
import { key } from "./frame.js";

const plain = (text) => (text || "").toLowerCase().normalize("NFD").replace(/[^a-z0-9 ]+/g, " ");
const words = (text) => plain(text).split(" ").filter(Boolean);

// One letter wrong, missing or too many, or two letters swapped, in a word of five letters or more is forgiven.
function near(a, b) {
  if (a.length < 5 || Math.abs(a.length - b.length) > 1) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i += 1;
  const swapped = a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2);
  return swapped || a.slice(i + 1) === b.slice(i + 1) || a.slice(i) === b.slice(i + 1) || a.slice(i + 1) === b.slice(i);
}

function score(one, asked) {
  const places = [[one.title, 4], [one.title_en, 4], [one.synonyms.join(" "), 3], [one.subtitle, 2], [one.subtitle_en, 2], [one.title_printed, 1]];
  return asked.reduce((sum, word) => {
    const best = Math.max(...places.map(([text, worth]) => Math.max(0, ...words(text).map((have) => (have.startsWith(word) ? worth : near(word, have.slice(0, word.length + 1)) || near(word, have) ? worth / 8 : 0)))));
    return best === 0 ? -Infinity : sum + best;
  }, 0);
}

export function matching(layanan, query) {
  const asked = words(query);
  if (asked.length === 0) return [];
  return layanan.map((one) => ({ one, worth: score(one, asked) })).filter(({ worth }) => worth > 0).sort((a, b) => b.worth - a.worth).map(({ one }) => one);
}

const ROWS = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
const letter = (sign) => h("button", { type: "button", "data-do": "type", "data-value": sign, "data-fast": true, text: sign });
const wide = (act, css, ...children) => h("button", { type: "button", class: `wide ${css}`.trim(), "data-do": act, "data-fast": true }, ...children);

function keyboard(say) {
  const [first, second, third] = ROWS.map((row) => [...row].map(letter));
  return h("div", { class: "kb" }, h("div", { class: "kr" }, first), h("div", { class: "kr" }, second),
    h("div", { class: "kr" }, third, wide("erase", "", pict("balik"), say("erase"))),
    h("div", { class: "kr last" }, key("", { do: "choose" }, pict("balik"), say("back")), wide("clear", "", say("clear")),
      h("button", { type: "button", class: "wide space", "data-do": "type", "data-value": " ", "data-fast": true, text: say("space") }), key("", { do: "guide" }, pict("tanya"), say("unsure"))));
}

// At its sparest the two best stand there: another letter brings others.
const SEARCH = [{ per: 6, sub: true, time: true }, { per: 6, sub: true, time: false }, { per: 4, sub: true, time: false }, { per: 4, sub: false, time: false }, { per: 2, sub: true, time: false }, { per: 2, sub: false, time: false }, { per: 2, sub: false, time: false, turn: false }];

export const search = {
  levels: SEARCH.length,
  model: ({ query, page, large }, { layanan }) => ({ query, page, large, found: matching(layanan, query) }),
  draw({ query, found, page }, say, level) {
    const how = SEARCH[level];
    const turned = pages(found, page, how.per);
    const told = query.trim() === "" ? "" : found.length ? say("found", { n: found.length }) : say("none");
    return h("main", { class: "find" },
      h("div", { class: "ask-what" }, h("h1", { text: say("search_title") }), h("p", { class: "lead", text: told && !found.length ? say("none_more") : say("search_hint") })),
      h("div", { class: "field" }, pict("cari"), h("span", { text: query }), h("i"), h("em", { "aria-live": "polite", text: told })),
      h("div", { class: "cards res" }, turned.items.map((one) => card(one, say, how))), how.turn !== false && turner("page", turned, say), keyboard(say));
  },
};

function about(categories, layanan, say, examples) {
  return categories.map((one) => {
    const some = layanan.filter((each) => each.category === one.code).slice(0, examples).map((each) => inWords(each, "title", say.language));
    return key("card", { do: "about", value: one.code }, pict(layanan.find((each) => each.category === one.code).pictogram),
      h("span", {}, h("b", { text: inWords(one, "name", say.language) }), examples > 0 && h("em", { text: some.join(", ") })));
  });
}

// In everyday words first: the subtitle says what it is for, the title is the office's name for it.
const described = (one, say, both) => key("card said", { do: "open", value: one.code, "data-layanan": one.code }, pict(one.pictogram),
  h("span", {}, h("b", { text: inWords(one, "subtitle", say.language) || inWords(one, "title", say.language) }), both && h("em", { text: inWords(one, "title", say.language) })));

const GUIDE = [
  { per: 8, examples: 3, both: true }, { per: 6, examples: 3, both: true }, { per: 6, examples: 0, both: false },
  { per: 4, examples: 0, both: true }, { per: 2, examples: 0, both: true }, { per: 1, examples: 0, both: true },
];

export const guide = {
  levels: GUIDE.length,
  model: ({ about: chosen, page, large }, { layanan, categories }) => {
    const used = categories.filter((one) => layanan.some((each) => each.category === one.code));
    return { chosen: used.length < 2 && chosen === null ? "*" : chosen, page, large, layanan, used };
  },
  draw({ chosen, page, layanan, used }, say, level) {
    const { per, examples, both } = GUIDE[level];
    const foot = (back, more) => h("div", { class: "cta two-keys" }, back, more);
    const other = key("", { do: "about", value: "-" }, pict("tanya"), say("guide_other"));
    if (chosen === "-") {
      return h("main", { class: "told" }, pict("bel", "sign"), h("h1", { text: say("guide_staff") }), h("p", { class: "lead", text: say("guide_staff_more") }), key("go", { do: "choose" }, say("see_all")));
    }
    const first = chosen === null;
    const items = first ? used : layanan.filter((one) => chosen === "*" || one.category === chosen);
    const turned = pages(items, page, per);
    return h("main", { class: "guide" },
      h("div", { class: "ask-what" }, h("h1", { text: say(first ? "guide_about" : "guide_which") }), h("p", { class: "lead", text: say(first ? "guide_about_more" : "guide_which_more") })),
      h("div", { class: "cards", "data-count": turned.items.length }, first ? about(turned.items, layanan, say, examples) : turned.items.map((one) => described(one, say, both))), turner("page", turned, say),
      foot(key("", { do: first || used.length < 2 ? "choose" : "guide" }, pict("balik"), say("back")), other));
  },
};
