/* The hall at rest: welcome, closed, and cut off from the server. Each view: {levels, model(state, kiosk), draw(model, say, level)}. */

import { h, pict } from "../dom.js";
import { key } from "./frame.js";

const count = (items, of) => items.reduce((sum, item) => sum + of(item), 0);
export const waitingOf = (hall) => count(hall.lines, (line) => line.waiting);
export const openOf = (hall) => count(hall.counters, (one) => (one.state === "closed" || one.state === "break" ? 0 : 1));

const picture = () => document.getElementById("pendopo").content.cloneNode(true);
const fact = (picto, figure, words) => h("li", {}, pict(picto), h("b", { class: "num", text: String(figure) }), h("span", { text: words }));
const tongue = (language, text) => key("", { do: "start", value: language, lang: language }, text);
const tongues = () => h("div", { class: "langs" }, tongue("id", "Bahasa Indonesia"), tongue("en", "English"));

function welcome({ waiting, open, until, greeting, free, rule }, say) {
  return h("main", { class: "attract", "data-do": "start" },
    h("div", { class: "hello" }, h("h1", { text: say("welcome") }), greeting && h("p", { class: "local", lang: greeting.lang, text: greeting.text })),
    h("ul", { class: "now3" }, fact("orang", waiting, say("waiting")), fact("pintu", open, say("open_counters")), until && fact("jam", until, say("closes"))),
    h("div", { class: "scene", "data-free": true }, picture()),
    h("div", { class: "start" },
      key("go", { do: "start" }, pict("sentuh"), h("span", { text: say("start") })),
      tongues(),
      free && h("p", { class: "lead free-note" }, pict("gratis"), h("span", { text: say("free_note") })),
      rule && h("p", { class: "lead free-note" }, pict("lansia"), h("span", { text: rule }))));
}

function closed({ why }, say, level) {
  return h("main", { class: "closed" },
    h("div", { class: "hello" }, pict("pintu", "door"), h("h1", { text: say("closed") }), why && h("p", { class: level ? "lead" : "local", text: why })),
    level < 2 && h("p", { class: "lead keep", text: say("read_keep") }),
    h("div", { class: "scene", "data-free": true }, picture()),
    h("div", { class: "start" }, key("go", { do: "start" }, pict("lembar"), h("span", { text: say("read_needs") })), tongues()));
}

function cut(say) {
  return h("main", { class: "closed", role: "status" },
    h("div", { class: "hello" }, pict("putus", "door"), h("h1", { text: say("cut") }), h("p", { class: "local", text: say("cut_more") })),
    h("p", { class: "lead keep", text: say("cut_paper") }),
    h("div", { class: "scene", "data-free": true }, picture()));
}

export const rest = {
  levels: 3, // closed: the reason smaller, then it alone
  model: ({ hall, stale, language }, { layanan, rule, greeting }) => ({
    stale: Boolean(stale), open_hall: hall.service.open, why: hall.service.why, until: hall.service.until,
    waiting: waitingOf(hall), open: openOf(hall), greeting, rule: rule && rule[language], free: layanan.some((one) => one.fee.free === true),
  }),
  draw(model, say, level) {
    if (model.stale) return cut(say);
    return model.open_hall ? welcome(model, say) : closed(model, say, level);
  },
};
