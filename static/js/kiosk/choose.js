/* Choosing: cards of layanan, six to eight a page, never a scrolling list. Categories stand as tabs only when the hall
   has more than eight layanan; what does not fit is one big button away. */

import { h, pict } from "../dom.js";
import { duration } from "../words.js";
import { key } from "./frame.js";
import { openOf, waitingOf } from "./rest.js";

export const inWords = (one, name, language) => (language === "en" && one[`${name}_en`]) || one[name];

export function promise(one, say) {
  const { shown, minutes, working_days: days, text } = one.promised;
  if (!shown || (!minutes && !days)) return null;
  if (say.language === "id") return text;
  return days ? say("days", { n: days }) : `± ${duration(minutes < 60 ? minutes : Math.round(minutes / 5) * 5, say.language)}`;
}

export function card(one, say, { sub = true, time = true } = {}) {
  const long = time && promise(one, say);
  return key("card", { do: "open", value: one.code, "data-layanan": one.code }, pict(one.pictogram),
    h("span", {}, h("b", { text: inWords(one, "title", say.language) }), sub && h("em", { text: inWords(one, "subtitle", say.language) }),
      long && h("span", { class: "time" }, pict("jam"), long)));
}

// One page of the items, and the keys that turn it.
export function pages(items, page, per) {
  const of = Math.max(1, Math.ceil(items.length / per));
  const n = Math.min(page, of - 1);
  return { items: items.slice(n * per, n * per + per), n, of };
}

export function turner(act, { n, of }, say, word = "after") {
  if (of === 1) return null;
  return h("div", { class: "turner" },
    key("", { do: act, value: Math.max(0, n - 1), off: n === 0 }, pict("balik"), say("before")),
    h("p", { "aria-live": "polite", text: say("page", { n: n + 1, of }) }),
    key("", { do: act, value: Math.min(of - 1, n + 1), off: n === of - 1 }, h("span", { text: say(word) }), pict("panah")));
}

const chip = (picture, text) => h("li", {}, pict(picture), text);

function chips({ waiting, open, until }, say) {
  return h("ul", { class: "chips" }, chip("orang", say("n_waiting", { n: waiting })), chip("pintu", say("n_open", { n: open })), until && chip("jam", say("until", { time: until })));
}

function side({ priority, rule, example, reading }, say, { whispers, law }) {
  const box = h("span", { class: "box" }, pict("centang"));
  const small = (text) => whispers && h("small", { text });
  return h("div", { class: "side" },
    key("", { do: "search" }, pict("cari"), h("span", {}, say("search"), small(say("search_more", { word: example })))),
    key("", { do: "guide" }, pict("tanya"), h("span", {}, say("unsure"), small(say("unsure_more")))),
    !reading && key("prio", { do: "priority", "aria-pressed": String(priority) }, box, h("span", {}, say("priority"), small(say("priority_more"))),
      h("span", { class: "who" }, pict("lansia"), pict("kursi"), pict("hamil"))),
    law && rule && !reading && h("p", { class: "rule", text: rule }));
}

// From generous to spare: how many cards a page, what they say, what stands around them.
const LEVELS = [
  { per: 8, sub: true, time: true, whispers: true, law: true }, { per: 8, sub: true, time: false, whispers: true, law: true },
  { per: 8, sub: true, time: false, whispers: true, law: false }, { per: 6, sub: true, time: true, whispers: true, law: true },
  { per: 6, sub: true, time: false, whispers: true, law: false }, { per: 6, sub: false, time: false, whispers: true, law: false },
  { per: 6, sub: false, time: false, whispers: false, law: false }, { per: 4, sub: false, time: false, whispers: false, law: false },
  { per: 2, sub: false, time: false, whispers: false, law: false },
];

export const choose = {
  levels: LEVELS.length,
  model: ({ hall, category, page, priority, language, large }, { layanan, categories, rule, example }) => ({
    layanan, categories: layanan.length > 8 ? categories : [], category, page, priority, large, example, rule: rule && rule[language],
    waiting: waitingOf(hall), open: openOf(hall), until: hall.service.until, reading: !hall.service.open,
  }),
  draw(model, say, level) {
    const how = LEVELS[level];
    const chosen = model.category || (model.categories[0] && model.categories[0].code);
    const all = model.categories.length ? model.layanan.filter((one) => one.category === chosen) : model.layanan;
    const page = pages(all, model.page, how.per);
    return h("main", { class: `choose ${page.items.length <= 6 ? "n6" : "n8"}` },
      h("div", { class: "ask-what" }, h("h1", { text: say("ask") }), h("p", { class: "lead", text: say("ask_more") }), chips(model, say)),
      h("div", { class: "pick" },
        model.categories.length > 0 && h("div", { class: "tabs", role: "tablist" }, model.categories.map((one) =>
          h("button", { type: "button", class: "tab", role: "tab", "data-do": "category", "data-value": one.code, "aria-selected": String(one.code === chosen), text: inWords(one, "name", say.language) }))),
        h("div", { class: "cards", "data-count": page.items.length }, page.items.map((one) => card(one, say, how))),
        turner("page", page, say, "more")),
      side(model, say, how));
  },
};
