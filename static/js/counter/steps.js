// The SOP at the counter: what is done, the step in hand with its time, what comes. Words as printed.

import { date } from "../clock.js";
import { h, pict, replace } from "../dom.js";
import { steps } from "./desk.js";
import { richest } from "./page.js";

const SOON = 80; // percent
const AHEAD = 3; // steps ahead that stand behind a folded SOP, as many as fit

export function drawSteps(list, desk) {
  const all = steps(desk);
  const runs = all.some((each) => each.state === "current");
  const most = all.length;
  const open = [{ fold: false, ahead: most }, { fold: false, ahead: most, dense: true }, { fold: true, ahead: most }];
  const few = [];
  for (let ahead = runs ? AHEAD : most - 1; ahead >= 0; ahead -= 1) few.push({ fold: true, ahead }, { fold: true, ahead, dense: true });
  richest(list, [...open, ...few], (way) => {
    list.classList.toggle("dense", Boolean(way.dense));
    replace(list, rows(all, way));
  });
}

function rows(all, { fold, ahead }) {
  const past = all.filter((each) => each.state === "done" || each.state === "left_out");
  const before = fold && past.length > 1 ? [folded(past)] : past.map(pastRow);
  const hand = all.filter((each) => each.state === "current").map(currentRow);
  const coming = all.filter((each) => each.state === "ahead");
  const rest = coming.length - ahead;
  const after = coming.slice(0, ahead).map(aheadRow);
  return [before, hand, after, rest > 0 && h("li", { class: "more", text: hand.length || before.length ? `${rest} langkah lagi` : `dan ${rest} langkah lagi` })];
}

const sign = (each) => each.step.no ?? String(each.step.order);
const by = (step) => step.roles.join(", ");

function folded(past) {
  const minutes = past.reduce((sum, each) => sum + (each.run?.minutes ?? 0), 0);
  return h(
    "li", { class: "done" },
    h("span", { class: "no" }, pict("centang")), h("span", { text: `${past.length} langkah selesai` }), h("i", { text: clockwise(minutes * 60) }),
  );
}

function pastRow(each) {
  const leftOut = each.state === "left_out";
  const took = leftOut ? "tidak perlu" : `${clockwise((each.run.minutes ?? 0) * 60)} dari ${standardWords(each.step.time)}`;
  return h(
    "li", { class: leftOut ? "done left-out" : "done", "data-step": each.step.order },
    h("span", { class: "no" }, pict(leftOut ? "silang" : "centang")), h("span", { text: each.step.text }), h("i", { text: took }),
  );
}

function aheadRow(each) {
  return h(
    "li", { "data-step": each.step.order },
    h("span", { class: "no", text: sign(each) }),
    h("span", {}, each.step.text, by(each.step) && h("span", { class: "by", text: by(each.step) })),
    h("i", { text: standardWords(each.step.time) }),
  );
}

function currentRow(each) {
  const missing = each.run?.missing ?? [];
  const returned = each.run?.outcome === "incomplete";
  const waits = each.run?.outcome === "waiting";
  return h(
    "li", { class: "cur", "data-step": each.step.order, "aria-current": "step" },
    h("span", { class: "no", text: sign(each) }),
    h("span", { class: "txt" }, each.step.text, by(each.step) && h("span", { class: "by", text: by(each.step) })),
    null,
    need(each.step),
    each.step.question && h("div", { class: "ask" }, pict("tanya"), each.step.question.text),
    returned && lacking("Belum lengkap.", missing.length ? `Dibawa kembali: ${missing.join("; ")}` : "Pemohon melengkapi berkas."),
    waits && lacking("Menunggu.", [each.run.note, each.run.until && `sampai ${date(each.run.until)}`].filter(Boolean).join(", ")),
    !returned && !waits && timer(each.step.time),
  );
}

/** What the step asks for and what comes of it, as printed. */
function need({ requirement, output }) {
  const said = [requirement && `Perlu: ${requirement}`, output && `Hasil: ${output}`].filter(Boolean);
  return said.length > 0 && h("span", { class: "need", text: said.join(" · ") });
}

const lacking = (head, words) => h("div", { class: "lacking" }, h("b", { text: `${head} ` }), words);

/** The timer's parts, with words in them so that the list is measured at its real height; a step may not have begun. */
function timer(time) {
  const measured = standardSeconds(time) !== null;
  return h(
    "div", { class: "timer", "data-timer": "" },
    h("span", { class: "num tm", text: "0:00" }), h("span", { class: "of", text: standardText(time) }),
    measured && h("span", { class: "tag", text: "Belum mulai" }), measured && h("div", { class: "meter" }, h("b"), h("u")),
  );
}

/** The time of the step in hand, drawn anew every second: a word and a pattern for each level, never colour alone. */
export function drawTimer(place, seconds, time) {
  if (!place) return;
  const standard = standardSeconds(time);
  const measured = standard ? against(seconds, standard) : null;
  place.className = `timer ${measured?.level ?? ""}`.trim();
  place.querySelector(".tm").textContent = clockwise(seconds);
  place.querySelector(".of").textContent = standardText(time);
  if (!measured) return;
  place.querySelector(".meter b").style.setProperty("--part", String(measured.part));
  const tag = place.querySelector(".tag");
  if (tag.dataset.word !== measured.word) {
    tag.dataset.word = measured.word;
    replace(tag, pict(measured.picture), measured.word);
  }
}

function standardText(time) {
  const standard = standardSeconds(time);
  return standard ? `waktu standar ${clockwise(standard)}` : `waktu standar: ${standardWords(time)}`;
}

/** "4:12", from an hour on "1:04:12". */
export function clockwise(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const two = (value) => String(value).padStart(2, "0");
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** {part: percent, level: "", "t80" or "t100", word, picture}; `standard` in seconds. */
export function against(seconds, standard) {
  const part = (seconds / standard) * 100;
  const left = clockwise(Math.max(0, Math.ceil(standard - Math.max(0, seconds))));
  if (part >= 100) return { part: 100, level: "t100", word: `Lewat ${clockwise(seconds - standard)}`, picture: "awas" };
  if (part >= SOON) return { part, level: "t80", word: `Hampir habis, sisa ${left}`, picture: "jam" };
  return { part, level: "", word: `Sesuai waktu, sisa ${left}`, picture: "selesai" };
}

/** The step's standard in seconds, or null where the document gives days, an event, or nothing legible. */
export function standardSeconds(time) {
  return time && time.kind === "minutes" && time.value ? time.value * 60 : null;
}

/** The standard in the document's own words. */
export function standardWords(time) {
  return time?.text ?? "waktu tidak terbaca";
}
