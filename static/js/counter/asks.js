// The questions about numbers and the counter. Each is built for dialogs.js and resolves to a plain value.

import { time } from "../clock.js";
import { h, pict, replace } from "../dom.js";
import { spaced } from "../number.js";
import { meant, shelf } from "./desk.js";
import { back, choices, field, key, problem, row, typedTime } from "./dialogs.js";

/** Ending with steps left asks once: "complete", "hold" or "incomplete"; the last only where the step is this clerk's. */
export const unfinished = (number, left, mine, recording) => (answer) => ({
  title: `${left} langkah belum dicatat`,
  keys: { F10: () => answer("complete"), F6: () => answer("hold"), ...(mine && { F9: () => answer("incomplete") }) },
  content: [
    h("h2", { text: `${left} langkah ${number} belum dicatat` }),
    h("p", { text: recording
      ? "Yang belum selesai tidak tercatat direkam dan dipanggil lagi hari lain. Masih di sini? Tahan nomornya."
      : "Berkasnya tetap berjalan di kantor. Orangnya menunggu berkas, atau harus membawa sesuatu?" }),
    row(key("F10", "selesai", recording ? "Selesai" : "Selesai, panggil berikutnya", () => answer("complete")), key("F6", "tahan", "Tahan, orangnya menunggu", () => answer("hold"))),
    row(mine && key("F9", "lembar", recording ? "Belum lulus" : "Belum lengkap", () => answer("incomplete")), back(answer)),
  ],
});

const BREAKS = [10, 15, 30, 60];

/** Break, close, leave or end the day: {do: "break", minutes, why}, {do: "close"}, {do: "open"}, {do: "leave"}, {do: "end"}, {do: "summary"}. */
export const rest = ({ person, busy, state, waits }) => (answer) => {
  const away = state === "closed" || state === "break";
  const why = field("Alasan istirahat, bila perlu", { placeholder: "Salat, makan siang, rapat" });
  const pause = (minutes) => ({ words: `${minutes} menit`, picture: "rehat", off: Boolean(busy) || away, value: () => answer({ do: "break", minutes, why: why.input.value.trim() }) });
  const end = [
    away ? { words: "Buka loket", picture: "selesai", value: { do: "open" } } : { words: "Tutup loket", picture: "pintu", value: { do: "close" }, off: Boolean(busy) },
    { words: state === "closed" ? "Keluar" : "Tutup loket dan keluar", picture: "pergi", value: { do: "leave" }, off: Boolean(busy) },
    { words: "Akhiri antrean hari ini", picture: "jam", value: { do: "end" }, off: !waits },
    { words: "Cetak ringkasan loket", picture: "cetak", value: { do: "summary" } },
  ];
  const { list, keys } = choices([...BREAKS.map(pause), ...end], answer, "two");
  return {
    title: "Istirahat atau tutup", keys,
    content: [
      h("h2", { text: away ? "Loket sedang tidak melayani" : "Istirahat, buka lagi dalam" }),
      person && h("p", { class: "soft", text: person.name }),
      busy && h("p", { class: "refusal" }, pict("awas"), h("span", { text: `Selesaikan ${busy} dulu.` })),
      list, !busy && !away && why.label, row(back(answer)),
    ],
  };
};

/** A number to call, typed: resolves to it. Figures alone are enough where only one number of today has them. */
export const chosen = (desk, letters) => (answer) => {
  const typed = field("Nomor tiket", { placeholder: "A024 atau 24", maxlength: 8, "data-focus": true });
  const none = problem("Ketik huruf dan angkanya, misalnya A024.");
  const more = h("div", { class: "more" });
  const built = { title: "Panggil nomor tertentu", keys: {} };
  const take = () => {
    const all = meant(desk, typed.input.value.trim(), letters);
    none.show(!all.length);
    if (all.length === 1) return answer(all[0]);
    const { list, keys } = choices(all.map((number) => ({ words: spaced(number), value: number })), answer, "two");
    replace(more, all.length > 1 && [h("p", { text: "Nomor yang mana?" }), list]);
    Object.assign(built.keys, keys);
    list.querySelector(".opt")?.focus();
    return undefined;
  };
  built.keys.F8 = take;
  return {
    ...built, enter: take,
    content: [h("h2", { text: "Panggil nomor tertentu" }), typed.label, none.said, more, row(key("F8", "bel", "Panggil", take, "strong"), back(answer))],
  };
};

/** Who was put aside: resolves to the number to go on with. */
export const aside = (desk, free) => (answer) => {
  const { held, absent } = shelf(desk);
  const waits = ({ reason, until, due }) => [reason === "returned" ? "melengkapi berkas" : "ditahan", until && (due ? `sejak ${time(until)} ditunggu` : `sampai ${time(until)}`)].filter(Boolean).join(", ");
  const missed = ({ at, comes_back: again, after_calls: after }) => [at && `tidak hadir ${time(at)}`, again && `dipanggil lagi setelah ${after} nomor`].filter(Boolean).join(", ");
  const rows = [
    ...held.map((one) => ({ words: spaced(one.number), note: `${one.title}, ${waits(one)}`, picture: "tahan", value: one.number })),
    ...absent.map((one) => ({ words: spaced(one.number), note: `${one.title}, ${missed(one)}`, picture: "pergi", value: one.number })),
  ].slice(0, 10);
  const { list, keys } = choices(rows.map((one) => ({ ...one, off: !free })), answer, "two tall");
  return {
    title: "Ditahan dan terlewat", css: "wide", keys,
    content: [
      h("h2", { text: free ? "Siapa yang sudah kembali?" : "Ditahan dan terlewat" }),
      !free && h("p", { class: "refusal" }, pict("awas"), h("span", { text: "Selesaikan nomor di tangan dulu." })),
      list,
      held.length + absent.length > rows.length && h("p", { class: "soft", text: "Nomor lain: panggil dengan kunci *." }),
      row(back(answer)),
    ],
  };
};

const HOLDS = [10, 30, 60];

/** How long a number is held: {until: "HH:MM" or null}. `plus(minutes)` gives the hall's time so much later. */
export const hold = (number, plus) => (answer) => {
  const at = field("Sampai pukul", { placeholder: "14.30", maxlength: 5 });
  const none = problem("Tulis jamnya, misalnya 14.30.");
  const { list, keys } = choices(
    [...HOLDS.map((minutes) => ({ words: `${minutes} menit`, note: `sampai ${plus(minutes).replace(":", ".")}`, picture: "jam", value: { until: plus(minutes) } })),
      { words: "Sampai orangnya kembali", picture: "tahan", value: { until: null } }],
    answer, "two",
  );
  const save = () => {
    const until = typedTime(at.input.value);
    none.show(!until);
    if (until) answer({ until });
  };
  return {
    title: `Tahan ${number}`, keys: { ...keys, F8: save }, enter: save,
    content: [h("h2", { text: `Tahan ${number} sampai kapan?` }), h("p", { text: "Nomor tetap sah dan tidak antre lagi." }), list, at.label, none.said, row(key("F8", "tahan", "Tahan", save, "strong"), back(answer))],
  };
};

/** Where a number goes: {line} or {counter}, with {why}. */
export const transfer = (number, { lines, counters, here }) => (answer) => {
  const why = field("Alasan, bila perlu");
  const give = (target) => () => answer({ target, why: why.input.value.trim() });
  const { list, keys } = choices(
    [...counters.filter(({ code }) => code !== here.code).map(({ code, name, state }) => ({ words: name, note: state === "closed" ? "tutup" : state === "break" ? "istirahat" : "buka", off: state === "closed", picture: "pindahkan", value: give({ counter: code }) })),
      ...lines.filter(({ letter }) => letter !== here.line).map(({ letter, name, waiting }) => ({ words: `Antrean ${letter}`, note: `${name}, ${waiting} menunggu`, picture: "ramai", value: give({ line: letter }) }))],
    answer, "two",
  );
  return {
    title: `Pindahkan ${number}`, css: "wide", keys,
    content: [h("h2", { text: `Pindahkan ${number} ke mana?` }), h("p", { text: "Nomornya tidak berubah." }), list, why.label, row(back(answer))],
  };
};

/** A number for somebody at the counter: {layanan, priority, people}. */
export const ticketFor = (all) => (answer) => {
  const people = field("Berapa orang", { type: "number", min: 1, max: 30, value: 1, maxlength: null });
  const priority = h("input", { type: "checkbox" });
  const pick = picker(all, "Layanan: ketik nama atau nomor urutnya");
  const save = () => pick.chosen() && answer({ layanan: pick.chosen().code, priority: priority.checked, people: Math.max(1, Number(people.input.value) || 1) });
  const turn = () => (priority.checked = !priority.checked);
  return {
    title: "Ambilkan nomor", css: "wide", keys: { F8: save, F6: turn }, enter: save,
    content: [
      h("h2", { text: "Ambilkan nomor untuk siapa?" }), pick.part,
      h("div", { class: "pair even" }, people.label, h("label", { class: "tick-row" }, priority, pict("lansia"), h("span", {}, "Prioritas ", h("kbd", { text: "F6" })))),
      row(key("F8", "tiket", "Ambil nomor dan cetak", save, "strong"), back(answer)),
    ],
  };
};

/**
 * A slip that got lost, by when and for what it was taken: resolves to {number, job}. `find(from, to, words)` asks the server
 * and gives [{number, title, issued_at, print}] or null; `mine` is the number in hand, where there is one.
 */
export const lost = ({ find, from, to, mine }) => (answer) => {
  const since = field("Dari pukul", { value: from, maxlength: 5, "data-focus": !mine });
  const until = field("Sampai pukul", { value: to, maxlength: 5 });
  const words = field("Layanan, bila diingat");
  const wrong = problem("Tulis jam seperti 09.15.");
  const more = h("div", { class: "more" });
  const built = { title: "Cetak ulang tiket", css: "wide", keys: {} };
  const show = (all) => {
    const { list, keys } = choices(all.map((one) => ({ words: spaced(one.number), note: `${one.title}, ${time(one.issued_at)}`, picture: "tiket", off: !one.print, value: { number: one.number, job: one.print?.job } })), answer, "two");
    replace(more, all.length ? list : h("p", { text: "Tidak ada tiket pada jam itu." }));
    Object.assign(built.keys, keys);
    list.querySelector(".opt")?.focus();
  };
  const look = async () => {
    const [start, end] = [typedTime(since.input.value), typedTime(until.input.value)];
    wrong.show(!start || !end);
    const found = start && end && (await find(start, end, words.input.value.trim().toLowerCase()));
    if (found) show(found.slice(0, MATCHES));
  };
  built.keys.F8 = look;
  if (mine) show([mine]);
  return {
    ...built, enter: look,
    content: [
      h("h2", { text: "Cetak ulang tiket" }), h("p", { text: "Tiket hilang dicari dari jam pengambilannya. Salinan bertanda SALINAN." }),
      h("div", { class: "trio" }, since.label, until.label, words.label), wrong.said, more, row(key("F8", "cari", "Cari", look, "strong"), back(answer)),
    ],
  };
};

const MATCHES = 8; // tickets found
const SHOWN = 6; // layanan under the field

/** Whether a layanan is meant by these words, in lower case. */
export const fits = (one, text) => [one.title, one.title_printed, one.code, ...(one.synonyms ?? [])].some((name) => name.toLowerCase().includes(text));

/** A layanan by typing: {part, chosen()}. Figures choose by the place in the list, letters by name. */
export function picker(all, words) {
  const typed = field(words, { "data-focus": true });
  const list = h("ol", { class: "found" });
  let at = null;
  const look = () => {
    const text = typed.input.value.trim().toLowerCase();
    const found = /^\d+$/.test(text) ? all.slice(Number(text) - 1, Number(text)) : all.filter((one) => fits(one, text));
    at = found[0] ?? null;
    replace(
      list,
      found.slice(0, SHOWN).map((one, index) => h("li", { class: index ? "" : "up" }, h("i", { class: "letter", text: one.line }), h("span", { text: one.title }), h("em", { text: all.indexOf(one) + 1 }))),
      !found.length && h("li", { class: "soft", text: "Tidak ada layanan dengan nama itu." }),
      found.length > SHOWN && h("li", { class: "soft" }, `dan ${found.length - SHOWN} lagi`),
    );
  };
  typed.input.addEventListener("input", look);
  look();
  return { part: h("div", { class: "picker" }, typed.label, list), chosen: () => at };
}

/** Commands by figure, and what the number pad does: resolves to the `value` chosen. `all`: as choices() takes them. */
export const overview = (title, all, pad = []) => (answer) => {
  const { list, keys } = choices(all, answer, "two");
  const legend = pad.map(([name, words]) => h("div", {}, h("dt", {}, h("kbd", { text: name })), h("dd", { text: words })));
  return { title, css: "wide", keys, content: [h("h2", { text: title }), list, pad.length > 0 && h("dl", { class: "padkeys" }, legend), row(back(answer))] };
};
