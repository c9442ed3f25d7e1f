// The questions about files: what is missing, what a step waits for, who brought them.

import { plus } from "../clock.js";
import { h, pict } from "../dom.js";
import { overview, picker } from "./asks.js";
import { berkasRuns, current, mayRecord, maySkip, papers } from "./desk.js";
import { back, choices, field, key, problem, reason, row, typedDay } from "./dialogs.js";

const WHY_SKIP = ["Sudah dikerjakan sebelumnya", "Tidak berlaku untuk pemohon ini", "Dikerjakan di luar kantor"];

/** A question inside a step: resolves to "yes" or "no". */
export const question = (step) => (answer) => ({
  title: step.question.text,
  keys: { F8: () => answer("yes"), F9: () => answer("no") },
  content: [
    h("p", { class: "step", text: `Langkah ${step.no ?? step.order}. ${step.text}` }), h("h2", { text: step.question.text }),
    h("div", { class: "pair" }, key("F8", "centang", "Ya", () => answer("yes")), key("F9", "silang", "Tidak", () => answer("no"))),
    row(back(answer)),
  ],
});

/**
 * What is missing, ticked from the papers that the office asks for, or written: {missing, then}; `then`: the number
 * comes "back" today without waiting again, is "over", or this visit goes "on" with another file. Away from the counter
 * only what is missing counts. */
export const incomplete = (number, layanan, atCounter = true) => (answer) => {
  const all = papers(layanan);
  const rows = all.map((paper, index) => {
    const box = h("input", { type: "checkbox", value: paper.text });
    const tick = h("label", { class: "tick-row" }, box, pict(paper.pictogram), h("span", { text: paper.text }), index < 9 && h("kbd", { text: index + 1 }));
    box.addEventListener("change", () => tick.classList.toggle("on", box.checked));
    return { box, tick };
  });
  const other = field(rows.length ? "Lainnya" : "Yang harus dibawa", { id: "other" });
  const empty = problem("Centang atau tulis yang kurang.");
  (rows[0]?.box ?? other.input).setAttribute("data-focus", "");
  const save = (then) => () => {
    const missing = [...rows.filter(({ box }) => box.checked).map(({ box }) => box.value), other.input.value.trim()].filter(Boolean);
    empty.show(!missing.length);
    if (missing.length) answer({ missing, then });
  };
  const [comes, ends, goes] = [save("back"), save("over"), save("on")];
  const keys = Object.fromEntries(rows.slice(0, 9).map(({ box }, index) => [String(index + 1), () => box.click()]));
  return {
    title: "Apa yang belum lengkap?", css: all.length > 6 ? "wide" : "", keys: atCounter ? { ...keys, F8: goes, F9: comes, F10: ends } : { ...keys, F9: goes }, enter: atCounter ? comes : goes,
    content: [
      h("h2", { text: `Apa yang belum lengkap dari ${number}?` }),
      rows.length > 0 && h("div", { class: all.length > 4 ? "ticks many" : "ticks" }, rows.map(({ tick }) => tick)),
      other.label, empty.said,
      h("p", { class: "soft", text: "Kekurangan dicetak untuk pemohon." }),
      atCounter
        ? [row(key("F9", "tahan", "Kembali hari ini, nomor tetap", comes, "strong"), key("F10", "selesai", "Datang lain hari", ends)), row(key("F8", "maju", "Lanjut melayani", goes), back(answer))]
        : row(key("F9", "lembar", "Simpan", goes, "strong"), back(answer)),
    ],
  };
};

const DAYS = [1, 2, 5];
const FOR = ["Pemohon", "Hasil survei", "Disdukcapil", "Tanda tangan"];

/** What a step waits for: {note, until: "YYYY-MM-DD" or null}. `day(more)` gives the day so many days on. */
export const waitFor = (day) => (answer) => {
  const note = field("Menunggu apa", { list: "waits-for", "data-focus": true });
  const until = field("Sampai tanggal, bila diketahui", { placeholder: "25/11/2026", maxlength: 10 });
  const written = (more) => day(more).split("-").reverse().join("/");
  const pick = choices(DAYS.map((more) => ({ words: `${more} hari lagi`, note: written(more), picture: "jam", value: () => (until.input.value = written(more)) })), answer, "three");
  const none = problem("Tulis apa yang ditunggu, dan tanggal seperti 25/11/2026.");
  const save = () => {
    const [words, date] = [note.input.value.trim(), until.input.value.trim()];
    const known = date ? typedDay(date, day(0)) : null;
    const fine = Boolean(words) && (!date || known !== null);
    none.show(!fine);
    if (fine) answer({ note: words, until: known });
  };
  return {
    title: "Menunggu", keys: { ...pick.keys, F8: save }, enter: save,
    content: [
      h("h2", { text: "Langkah ini menunggu apa?" }), note.label, h("datalist", { id: "waits-for" }, FOR.map((words) => h("option", { value: words }))), pick.list, until.label, none.said,
      row(key("F8", "jam", "Tunggu", save, "strong"), back(answer)),
    ],
  };
};

/** More files on one number: {layanan, labels}: another layanan, another person, or a bundle of so many. */
export const another = (all, mine) => (answer) => {
  const pick = picker([mine, ...all.filter(({ code }) => code !== mine.code)], "Layanan: ketik nama atau nomor urutnya");
  const label = field("Tanda pembeda, bukan nama", { placeholder: "anak kedua, RT 03", maxlength: 50 });
  const count = field("Berapa berkas (titipan)", { type: "number", min: 1, max: 50, value: 1, maxlength: null });
  const save = () => {
    const found = pick.chosen();
    const many = Math.min(50, Math.max(1, Number(count.input.value) || 1));
    const words = label.input.value.trim();
    const labels = Array.from({ length: many }, (_, at) => (many > 1 ? [words, `berkas ${at + 1} dari ${many}`].filter(Boolean).join(", ") : words));
    if (found) answer({ layanan: found.code, labels });
  };
  return {
    title: "Tambah berkas", css: "wide", keys: { F8: save }, enter: save,
    content: [
      h("h2", { text: "Tambah berkas pada nomor ini" }), pick.part, h("div", { class: "pair even" }, label.label, count.label),
      row(key("F8", "tambah", "Tambah berkas", save, "strong"), back(answer)),
    ],
  };
};

const PERSON = [["name", "Nama"], ["village", "Desa atau kelurahan"], ["address", "Alamat"], ["phone", "Nomor telepon"]];

/** The applicant, where the file needs them: {name, village, address, phone}, what was left empty left out. */
export const applicant = (known = {}) => (answer) => {
  const fields = PERSON.map(([name, words], at) => ({ name, ...field(words, { value: known?.[name] ?? "", maxlength: 120, "data-focus": at === 0 }) }));
  const none = problem("Isi setidaknya satu.");
  const save = () => {
    const who = Object.fromEntries(fields.map(({ name, input }) => [name, input.value.trim()]).filter(([, text]) => text));
    none.show(!Object.keys(who).length);
    if (Object.keys(who).length) answer(who);
  };
  return {
    title: "Data pemohon", keys: { F8: save }, enter: save,
    content: [
      h("h2", { text: "Data pemohon" }), h("p", { text: "Hanya bila berkas memerlukannya. Disimpan tersandi, tidak tampil di layar ruang tunggu." }),
      fields.map(({ label }) => label), none.said, row(key("F8", "centang", "Simpan", save, "strong"), back(answer)),
    ],
  };
};

/** The hall's layanan, or null after its refusal was said. */
export async function listed(c) {
  const all = await c.layanan();
  if (!all) c.refused("Daftar layanan belum terbaca. Coba lagi.");
  return all;
}

async function more(c) {
  const { ticket, layanan: mine } = c.desk();
  const all = await listed(c);
  const said = all && (await c.ask(another(all, all.find(({ code }) => code === mine.code) ?? mine)));
  const open = (label) => c.tell.openBerkas({ ticket: ticket.number, layanan: said.layanan, ...(label && { label }) });
  const answers = said && (await c.done(said.labels.map(open), `${said.labels.length} berkas ditambahkan.`));
  if (answers?.[0]?.ok) c.show(answers[0].data.number); // the first of a bundle comes first
}

const record = (c, said) => c.send([c.tell.record(c.desk().berkas.number, { order: c.desk().berkas.current, ...said })]);

async function waits(c) {
  const said = await c.ask(waitFor((days) => plus(c.clock(), days * 1440).slice(0, 10)));
  const until = said?.until ? { until: `${said.until}T00:00:00${c.clock().slice(-6)}` } : {};
  return said && record(c, { outcome: "waiting", note: said.note, ...until });
}

async function skip(c) {
  const why = await c.ask(reason({ title: "Lewati langkah ini?", say: current(c.desk()).step.text, presets: WHY_SKIP, verb: "Lewati langkah", picture: "maju" }));
  return why && record(c, { outcome: "skipped", note: why });
}

async function who(c) {
  const { berkas } = c.desk();
  const person = await c.ask(applicant(berkas.applicant));
  return person && c.done([c.tell.applicant(berkas.number, person)], "Data pemohon disimpan.");
}

/** A file of an earlier visit is taken up by the number in hand: found by what is typed or scanned. */
async function takeUp(c) {
  const word = field("Nomor berkas, nomor agenda, atau pindai tanda terima", { "data-focus": true, maxlength: 80 });
  const more = h("div", { class: "more" });
  const found = await c.ask((answer) => {
    const built = { title: "Berkas lama diambil", css: "wide", keys: {} };
    const look = async () => {
      const items = word.input.value.trim() ? ((await c.read(`berkas?q=${encodeURIComponent(word.input.value.trim())}`))?.items ?? []) : [];
      if (items.length === 1) return answer(items[0].number);
      const { list, keys } = choices(items.slice(0, 8).map((one) => ({ words: one.number, note: [one.title, one.label].filter(Boolean).join(", "), picture: "surat", value: one.number })), answer, "two");
      more.replaceChildren(items.length ? list : h("p", { text: "Berkas itu tidak ditemukan." }));
      Object.assign(built.keys, keys);
      return list.querySelector(".opt")?.focus();
    };
    built.keys.F8 = look;
    return { ...built, enter: look, content: [h("h2", { text: "Berkas mana yang diambil?" }), word.label, more, row(key("F8", "cari", "Cari", look, "strong"), back(answer))] };
  });
  return found && c.done([c.tell.pickUp(found, c.desk().ticket.number)], `Berkas ${found} di tangan.`);
}

/** What can be done with the file in hand, by figure. */
export async function fileMenu(c) {
  const { berkas } = c.desk();
  const runs = berkasRuns(c.desk());
  const hand = runs && berkas.state !== "returned" && mayRecord(c.desk());
  const item = (words, picture, off, act, note) => ({ words, picture, off, note, value: { act } });
  const choice = await c.ask(overview(berkas ? `Berkas ${berkas.number}` : "Berkas nomor ini", [
    item("Tambah berkas", "tambah", false, more, "layanan lain, orang lain, titipan"),
    item("Menunggu sampai", "jam", !hand, waits, "survei, Disdukcapil, pemohon"),
    item("Ulangi langkah", "ulang", !hand, () => record(c, { outcome: "repeat" })),
    item("Lewati langkah", "maju", !runs || berkas.state === "returned" || !maySkip(c.desk()), skip, "oleh Kasi, Sekcam, Camat"),
    item("Cetak tanda terima", "cetak", !berkas, () => c.done([c.tell.receipt(berkas.number)], "Tanda terima dicetak.")),
    item("Nomor agenda", "stempel", !runs || Boolean(berkas.agenda_number), () => c.done([c.tell.agenda(berkas.number)], ([answer]) => `Nomor agenda ${answer.data.agenda_number}`), berkas?.agenda_number),
    item("Cetak kekurangan", "lembar", berkas?.state !== "returned", () => c.done([c.tell.missing(berkas.number)], "Kekurangan dicetak.")),
    item("Data pemohon", "orang", !berkas, who),
    item("Buka di halaman berkas", "surat", !berkas, () => c.go(`berkas/${berkas.number}`)),
    item("Berkas lama diambil", "balik", false, takeUp, "cari nomornya atau pindai"),
  ]));
  return choice && choice.act(c);
}
