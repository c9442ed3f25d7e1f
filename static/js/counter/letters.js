// Letters in and out: entered as the files of their own SOP, corrected, and an incoming one passed on. Acts take the file
// room's hands `c` with `letters` (codes of the hall's SOPs of letters), `clock()` and `open(number)`, which takes a file in hand.

import { h } from "../dom.js";
import { ROLES } from "./filelist.js";
import { back, choices, field, key, problem, row, typedDay } from "./dialogs.js";

const KINDS = { "surat-masuk": ["Surat masuk", "surat", "Dari siapa"], "surat-keluar": ["Surat keluar", "pergi", "Kepada siapa"] };
const URGENCY = ["biasa", "segera", "penting", "rahasia"];
const INSTRUCTIONS = ["Tindak lanjuti", "Pelajari dan beri saran", "Hadiri", "Koordinasikan", "Siapkan jawaban", "Arsipkan"];
const TO = ["sekcam", "kasi", "operator", "clerk"];

const written = (day) => day.split("-").reverse().join("/");

/** What stands on a letter: {office, subject, urgency, number, day}; `known` as it was entered before. */
export const letter = (code, known, today) => (answer) => {
  const [title, picture, whom] = KINDS[code];
  const office = field(whom, { value: known?.office ?? "", "data-focus": true });
  const subject = field("Perihal", { value: known?.subject ?? "", maxlength: 300 });
  const number = field("Nomor surat, bila ada", { value: known?.number ?? "", maxlength: 100 });
  const day = field("Tanggal surat, bila ada", { value: known?.day ? written(known.day) : "", placeholder: written(today), maxlength: 10 });
  const { list, chosen, keys } = oneOf(URGENCY, known?.urgency ?? "biasa");
  const none = problem("Isi kantor dan perihal, tanggal seperti 25/11/2026.");
  const save = () => {
    const [from, about, no, text] = [office, subject, number, day].map(({ input }) => input.value.trim());
    const on = text ? typedDay(/\d{4}$/.test(text) ? text : `${text}/${today.slice(0, 4)}`, today) : null;
    const fine = Boolean(from && about && (!text || on));
    none.show(!fine);
    if (fine) answer({ office: from, subject: about, urgency: chosen(), ...(no && { number: no }), ...(on && { day: on }) });
  };
  return {
    title, css: "wide", keys: { ...keys, F8: save }, enter: save,
    content: [
      h("h2", { text: title }), office.label, subject.label, h("div", { class: "pair even" }, number.label, day.label), list, none.said,
      row(key("F8", picture, "Simpan", save, "strong"), back(answer)),
    ],
  };
};

/** One of a few words, by F-keys from F2 on: {list, chosen(), keys}. */
function oneOf(words, first) {
  const names = ["F2", "F3", "F4", "F6"];
  const boxes = words.map((value) => h("input", { type: "radio", name: "one-of", value, checked: value === first }));
  const keys = Object.fromEntries(boxes.map((box, at) => [names[at], () => (box.checked = true)]));
  const list = h("div", { class: "ticks many" }, boxes.map((box, at) => h("label", { class: "tick-row plain" }, box, h("span", { text: words[at][0].toUpperCase() + words[at].slice(1) }), h("kbd", { text: names[at] }))));
  return { list, keys, chosen: () => boxes.find((box) => box.checked).value };
}

/** To whom an incoming letter goes and what is to be done: {roles, instruction}. */
export const disposition = (file) => (answer) => {
  const roles = ticks(TO, (role) => ROLES[role], file.letter.roles);
  const what = ticks(INSTRUCTIONS, (words) => words, INSTRUCTIONS.filter((words) => file.letter.instruction.includes(words)), TO.length);
  const own = field("Catatan", { maxlength: 200 });
  const none = problem("Pilih kepada siapa.");
  const save = () => {
    none.show(!roles.chosen().length);
    if (roles.chosen().length) answer({ roles: roles.chosen(), instruction: [...what.chosen(), own.input.value.trim()].filter(Boolean).join(", ") });
  };
  return {
    title: "Disposisi", css: "wide", keys: { ...roles.keys, ...what.keys, F8: save }, enter: save,
    content: [
      h("h2", { text: `Disposisi ${file.agenda_number ?? file.number}` }), h("b", { text: "Diteruskan kepada" }), roles.list, h("b", { text: "Harap" }), what.list,
      own.label, none.said, row(key("F8", "cetak", "Simpan dan cetak", save, "strong"), back(answer)),
    ],
  };
};

/** Boxes to tick by figure, the first with the figure after `skip`: {list, chosen(), keys}. */
function ticks(values, words, ticked, skip = 0) {
  const boxes = values.map((value) => h("input", { type: "checkbox", value, checked: ticked.includes(value) }));
  const names = values.map((_, at) => String((skip + at + 1) % 10));
  const list = h("div", { class: "ticks many" }, boxes.map((box, at) => h("label", { class: "tick-row plain" }, box, h("span", { text: words(values[at]) }), h("kbd", { text: names[at] }))));
  boxes[0].toggleAttribute("data-focus", !skip);
  return { list, keys: Object.fromEntries(boxes.map((box, at) => [names[at], () => box.click()])), chosen: () => boxes.filter((box) => box.checked).map(({ value }) => value) };
}

/** A letter that came or goes: its file is opened, it gets its number, and the lembar disposisi of an incoming one is printed. */
export async function enter(c) {
  const code = c.letters.length > 1 ? await c.ask(which(c.letters)) : c.letters[0];
  const said = code && (await c.ask(letter(code, null, c.clock().slice(0, 10))));
  if (!said) return;
  const answers = await c.done([c.tell.openBerkas({ layanan: code, channel: "letter", letter: said })], ([answer]) => {
    const { agenda_number: agenda, number } = answer.data;
    return code === "surat-masuk" ? `Surat masuk ${agenda ?? number} tercatat. Lembar disposisi dicetak.` : `Surat keluar tercatat sebagai berkas ${number}.`;
  });
  if (answers?.[0]?.ok) await c.open(answers[0].data.number);
}

const which = (codes) => (answer) => {
  const { list, keys } = choices(codes.map((code) => ({ words: KINDS[code][0], picture: KINDS[code][1], value: code })), answer, "two");
  return { title: "Surat baru", keys, content: [h("h2", { text: "Surat baru" }), list, row(back(answer))] };
};

/** What stands on the letter in hand is corrected. */
export async function correct(c) {
  const file = c.file();
  const said = await c.ask(letter(file.layanan, file.letter, c.clock().slice(0, 10)));
  return said && c.done([c.tell.letter(file.number, said)], "Data surat disimpan.");
}

/** The incoming letter in hand is passed on. */
export async function dispose(c) {
  const file = c.file();
  const said = await c.ask(disposition(file));
  return said && c.done([c.tell.dispose(file.number, said)], "Disposisi dicetak.");
}
