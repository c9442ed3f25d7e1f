/* What stands still on every view: head with hall and clock, help bar, the idle question.
   head(hall, say, at, stale) · bar(state, say) · question(seconds, whole, say) give elements;
   key(css, {do, value, …}, ...children) is the raised button that all views use. */

import { h, pict } from "../dom.js";
import { date, time } from "../clock.js";

export function key(css, { do: act, value, off = false, ...rest }, ...children) {
  return h("button", { type: "button", class: `key ${css}`.trim(), "data-do": act, "data-value": value, "aria-disabled": off ? "true" : null, ...rest }, ...children);
}

export function head(hall, say, at, stale) {
  if (stale) {
    return [
      pict("putus", "mark"),
      h("div", {}, h("b", { text: say("reconnecting") }), h("span", { text: say("reconnecting_more", { time: time(stale) }) })),
      h("div", { class: "when" }, h("b", { class: "clock", text: `${time(at)} ${hall.zone}` })),
    ];
  }
  return [
    pict("pendopo", "mark"),
    h("div", {}, h("b", { text: hall.name }), hall.regency !== hall.name && h("span", { text: hall.regency })),
    h("div", { class: "when" }, h("b", { class: "clock", text: `${time(at)} ${hall.zone}` }), h("span", { text: date(at, say.language) })),
  ];
}

const help = (act, picture, text, more = {}) => h("button", { type: "button", "data-do": act, ...more }, pict(picture), h("span", { text, lang: more.lang }));

export function bar(state, say) {
  return [
    help("language", "bola", say("other_language"), { lang: state.language === "id" ? "en" : "id" }),
    help("large", "besar", say("large"), { "aria-pressed": String(state.large) }),
    help("contrast", "kontras", say("contrast"), { "aria-pressed": String(state.contrast) }),
    help("low", "turun", say("low"), { "aria-pressed": String(state.low), class: "reach" }),
  ];
}

function ring(part) {
  const around = 2 * Math.PI * 45;
  const place = h("div", { class: "turns" });
  place.innerHTML = `<svg viewBox="0 0 100 100" aria-hidden="true"><circle class="all" cx="50" cy="50" r="45"/><circle class="left" cx="50" cy="50" r="45" stroke-dasharray="${(around * part).toFixed(1)} ${around.toFixed(1)}" transform="rotate(-90 50 50)"/></svg>`;
  return place.firstElementChild;
}

export function question(seconds, whole, say) {
  return h("div", { class: "ask", role: "alertdialog", "aria-modal": "true", "aria-labelledby": "still" },
    h("h1", { id: "still", text: say("still_here") }),
    h("div", { class: "ring" }, ring(seconds / whole), h("b", { text: String(seconds) })),
    h("p", { class: "lead", text: say("leave_in", { n: seconds }) }),
    key("go", { do: "stay" }, say("stay")),
    key("quiet", { do: "leave" }, say("leave")));
}
