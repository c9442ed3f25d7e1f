/* One layanan: what it costs, how long it takes, who waits, what to bring (to tick off), its steps in plain words, and the
   one green key. Where the glass is too small the steps get a view of their own and the checklist turns pages. */

import { h, pict } from "../dom.js";
import { duration, estimate } from "../words.js";
import { inWords, pages, promise, turner } from "./choose.js";
import { key } from "./frame.js";

function counters(hall, letter, say) {
  const names = hall.counters.filter((one) => one.lines.includes(letter) && one.state !== "closed").map((one) => one.name);
  if (names.length === 0) return say("no_counter");
  if (names.length === 1) return names[0];
  const short = names.map((name, n) => (n && name.startsWith("Loket ") ? name.slice(6) : name));
  return `${short.slice(0, -1).join(", ")} ${say("and")} ${short[short.length - 1]}`;
}

/* The same rule as the ticket's (hall/rules/estimates.py): people before, divided by the line's open counters, times the
   minutes at the counter of THIS layanan, from 30 % less to 50 % more, in steps of five. The line's own estimate is for
   its typical layanan, and the ticket would then tell another figure. */
function range(hall, letter, waiting, minutes) {
  const open = hall.counters.filter((one) => one.lines.includes(letter) && !["closed", "break"].includes(one.state)).length;
  if (!open) return null;
  const middle = (waiting / open) * minutes;
  const from = Math.floor((middle * 0.7) / 5) * 5;
  return { from, to: Math.max(Math.ceil((middle * 1.5) / 5) * 5, from + 5) };
}

function wait(hall, letter, minutes, say) {
  const line = hall.lines.find((one) => one.letter === letter);
  const waiting = line ? line.waiting : 0;
  const about = minutes ? range(hall, letter, waiting, minutes) : line && line.estimate;
  if (!line || !about) return { label: waiting ? say("now_waiting", { n: waiting }) : say("now_nobody"), text: waiting ? say("now_unknown") : say("no_counter") };
  return waiting ? { label: say("now_waiting", { n: waiting }), text: estimate(about, say.language) } : { label: say("now_nobody"), text: say("now_first") };
}

function cost(fee, say) {
  if (fee.free === true) return { css: "free", picture: "gratis", text: say("free") };
  if (fee.free === null) return { css: "", picture: "biaya", text: say("fee_ask") };
  return { css: "", picture: "biaya", text: (inWords(fee, "text", say.language) || say("fee_paid")).replace(/\.$/, "") };
}

const fact = (css, picture, label, text) => h("div", { class: `fact ${css}`.trim() }, pict(picture), h("div", {}, h("span", { text: label }), h("b", { text })));

function row(item, ticked, say) {
  const has = ticked.includes(item.id);
  return key("", { do: "tick", value: item.id, role: "checkbox", "aria-checked": String(has) },
    h("span", { class: "box" }, pict("centang")), pict(item.pictogram, "doc"), h("span", { text: item.text }), h("em", { text: say(has ? "has" : "hasnt") }));
}

function needs({ list, ticked, needs: page }, say, per) {
  if (list.length === 0) {
    return h("section", { class: "sec-need" }, h("div", { class: "sub" }, h("h2", { text: say("bring") })),
      h("div", { class: "unsaid" }, pict("tanya"), h("p", {}, h("b", { text: say("bring_unsaid") }), say("bring_unsaid_more"))));
  }
  const shown = pages(list, page, per);
  const own = shown.items.filter((item) => !item.office);
  const office = shown.items.filter((item) => item.office);
  const block = (title, hint, items) => items.length > 0 && [h("div", { class: "sub" }, h("h2", { text: title }), hint && h("span", { text: hint })), h("div", { class: "need" }, items.map((item) => row(item, ticked, say)))];
  return h("section", { class: "sec-need" }, block(say("bring"), say("bring_tick"), own), block(say("bring_office"), own.length ? null : say("bring_tick"), office), turner("needs_page", shown, say));
}

export function stepTime(time, say) {
  if (time.kind === "minutes") return duration(time.value, say.language);
  if (time.kind === "working_days") return say("days", { n: time.value });
  return say(time.kind === "open" ? "open_time" : "time_unsaid");
}

function stepList(steps, say) {
  return h("ol", { class: "steps", start: steps.length ? steps[0].n : 1 }, steps.map((step) =>
    h("li", { class: step.by === "applicant" ? "you" : null }, h("b", { class: "n", text: String(step.n) }), h("span", { text: step.text }), h("i", { text: stepTime(step.time, say) }))));
}

function count({ list, ticked }, say) {
  if (list.length === 0) return null;
  const has = list.filter((item) => ticked.includes(item.id)).length;
  const text = has === 0 ? "" : has === list.length ? say("ready_all") : say("ready", { n: has, of: list.length });
  return h("p", { class: "miss", "aria-live": "polite" }, pict(has === list.length ? "selesai" : "kurang"), h("span", {}, text && h("b", { text: `${text} ` }), has < list.length && say("still")));
}

function feet({ reading, stale, trouble }, say) {
  const back = key("", { do: "back" }, pict("balik"), say("back"));
  if (trouble) return h("div", { class: "cta" }, back, h("p", { class: "key off", role: "status" }, pict("awas"), say("recording_stopped", { why: trouble })));
  if (reading) return h("div", { class: "cta" }, back, h("p", { class: "key off", text: say("reading") }));
  if (stale) return h("div", { class: "cta" }, back, h("p", { class: "key off", role: "status" }, pict("putus"), say("offline_take")));
  return h("div", { class: "cta" }, back, key("go", { do: "take" }, pict("tiket"), say("take")));
}

const title = (model) => h("div", { class: "head" }, pict(model.pictogram), h("div", {}, h("h1", { text: model.title }), h("p", { class: "lead", text: model.subtitle })));

function listOf(one, language) {
  const own = one.persyaratan_items.map((item, n) => ({ id: `p${n}`, text: inWords(item, "short", language) || item.text, pictogram: item.pictogram || "lembar", office: false }));
  return own.concat(one.persyaratan_office.map((text, n) => ({ id: `k${n}`, text, pictogram: "lembar", office: true })));
}

function model({ hall, code, ticked, needs: page, rows, language, large, stale }, { layanan, recording }) {
  const one = layanan.find((each) => each.code === code);
  const here = code === (recording && recording.layanan);
  return {
    letters: here && recording.letters && !stale, trouble: here && hall.recording ? hall.recording.trouble : null,
    code, large, ticked, needs: page, rows, hall: { lines: hall.lines, counters: hall.counters }, stale: Boolean(stale), reading: !hall.service.open,
    title: inWords(one, "title", language), subtitle: inWords(one, "subtitle", language), pictogram: one.pictogram, line: one.line, minutes: one.counter_minutes, fee: one.fee, promised: one.promised,
    note: inWords(one, "note", language), list: listOf(one, language),
    steps: one.steps.filter((step) => !step.after_handover).map((step, n) => ({ n: n + 1, text: inWords(step, "plain", language) || step.text, time: step.time, by: step.by })),
  };
}

// How the page gives way where the glass is small: first the left side (note, steps), then the checklist turns pages.
const LEFT = [{ note: true, rows: 99 }, { note: false, rows: 99 }, { note: false, rows: 4 }, { note: false, rows: 2 }, { note: false, rows: 0 }];
const LEVELS = [20, 6, 5, 4, 3, 2, 1].flatMap((per) => LEFT.map((left) => ({ ...left, per, bare: false }))).concat([3, 2, 1].map((per) => ({ ...LEFT[4], per, bare: true })));

const asides = (...parts) => (parts.some(Boolean) ? h("div", { class: "asides" }, parts) : null);
const noted = (text) => text && h("p", { class: "law" }, pict("awas"), h("span", { text }));

function stepsOf({ steps: all }, rows, say) {
  const whole = rows >= all.length;
  const look = key("look", { do: "steps" }, pict("lembar"), say(rows ? "all_steps" : "see_steps", { n: all.length }));
  if (!rows) return look;
  return h("section", { class: "sec-steps" }, h("h2", { text: say("steps") }), stepList(whole ? all : all.slice(0, rows), say), !whole && look);
}

export const layanan = {
  levels: LEVELS.length,
  model,
  draw(shown, say, level) {
    const how = LEVELS[level];
    const { label, text } = wait(shown.hall, shown.line, shown.minutes, say);
    const fee = cost(shown.fee, say);
    return h("main", { class: "layanan" }, title(shown),
      h("div", { class: how.bare ? "facts one" : "facts" }, fact(fee.css, fee.picture, say("fee"), how.bare ? fee.text.split(". ")[0] : fee.text), !how.bare && fact("", "jam", say("promise"), promise(shown, say) || say("promise_none")),
        fact("", "orang", label, text), !how.bare && fact("", "pintu", say("served_at"), counters(shown.hall, shown.line, say))),
      needs(shown, say, how.per), stepsOf(shown, how.rows, say), asides(how.note && noted(shown.note), count(shown, say), shown.letters && key("look", { do: "code" }, pict("surat"), say("have_letter"))), feet(shown, say));
  },
};

export const steps = {
  levels: 22,
  model,
  // Fewer steps a page first; where even four do not fit beside the note, the note stands with the checklist alone.
  draw(shown, say, level) {
    const page = pages(shown.steps, shown.rows, level < 10 ? 13 - level : Math.max(1, 22 - level));
    return h("main", { class: "layanan only" }, title(shown), level < 10 && noted(shown.note),
      h("section", { class: "sec-steps" }, h("h2", { text: say("steps") }), stepList(page.items, say)), turner("steps_page", page, say),
      h("div", { class: "cta" }, key("", { do: "needs" }, pict("balik"), say("see_needs")), feet(shown, say).lastElementChild));
  },
};
