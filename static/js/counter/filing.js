// What can be done with files away from the counter: approve many at once, wait, return, give a number, print, void; and
// name who stands in. Acts take the room's hands `c` (hands.js) with `chosen()` (the ticked files, else the one in hand),
// `file()` (the one in hand, whole), `clock()`, `tell` and `roles` (a person's own).

import { plus } from "../clock.js";
import { h, pict } from "../dom.js";
import { overview } from "./asks.js";
import { ROLES } from "./filelist.js";
import { back, choices, field, key, problem, reason, row, typedDay } from "./dialogs.js";
import { applicant, incomplete, question, waitFor } from "./files.js";
import { correct, dispose } from "./letters.js";

const WHY_VOID = ["Dibuat dua kali", "Pemohon menarik permohonan", "Salah layanan"];
const WHY_UNNUMBER = ["Salah buku atau klasifikasi", "Surat tidak jadi dikirim"];
const WHY_SKIP = ["Sudah dikerjakan sebelumnya", "Tidak berlaku untuk berkas ini", "Dikerjakan di luar kantor"];

const hand = (file) => file.steps.find((step) => step.order === file.current) ?? null;

/** What the answers of batches say together: {done: how many, failed: [{number, detail}]}. */
export function told(answers) {
  const items = answers.flatMap((answer) => (answer?.ok ? answer.data.items : []));
  return { done: items.filter(({ ok }) => ok).length, failed: items.filter(({ ok }) => !ok).map(({ number, refusal }) => ({ number, detail: refusal.detail || refusal.title })) };
}

/** Files in groups that one answer fits: those whose step asks nothing, and one group a question. */
export function groups(files) {
  const found = new Map();
  for (const file of files) {
    const asks = hand(file)?.question ?? null;
    const name = asks?.text ?? "";
    const { numbers = [], orders = [] } = found.get(name) ?? {};
    found.set(name, { step: hand(file), asks, numbers: [...numbers, file.number], orders: [...orders, file.current] });
  }
  return [...found.values()];
}

/** "Setujui / Selesai": the current step of every chosen file is done, each answered by itself. */
export async function approve(c) {
  const batches = [];
  for (const { step, asks, numbers, orders } of groups(c.chosen())) {
    const answer = asks ? await c.ask(question({ ...step, text: `${step.text} (${numbers.join(", ")})` })) : undefined;
    if (answer === null) return;
    batches.push(c.tell.batch({ numbers, orders, outcome: "done", answer }));
  }
  const answers = (await c.send(batches)) ?? [];
  const { done, failed } = told(answers);
  c.untick(failed.map(({ number }) => number));
  if (done) c.say({ done: `${done} berkas selesai langkahnya.${failed.length ? ` ${failed.length} tidak.` : ""}` });
  if (failed.length) await c.ask(refusals(failed));
}

const refusals = (failed) => (answer) => ({
  title: "Berkas yang belum dapat diselesaikan", keys: {},
  content: [
    h("h2", { text: `${failed.length} berkas belum dapat diselesaikan` }),
    h("ul", { class: "refused" }, failed.map(({ number, detail }) => h("li", {}, pict("awas"), h("b", { text: number }), h("span", { text: detail })))),
    h("p", { text: "Berkas lain yang ditandai sudah selesai langkahnya." }), row(back(answer)),
  ],
});

const record = (c, said) => c.send([c.tell.record(c.file().number, { order: c.file().current, ...said })]);

/** What is missing of the file in hand; its slip is printed by the server. */
export async function lacking(c) {
  const all = (await c.layanan()) ?? [];
  const layanan = all.find(({ code }) => code === c.file().layanan) ?? null;
  const said = await c.ask(incomplete(c.file().number, layanan, false));
  return said && c.done([c.tell.record(c.file().number, { order: c.file().current, outcome: "incomplete", missing: said.missing })], "Kekurangan dicetak.");
}

export async function waits(c) {
  const said = await c.ask(waitFor((days) => plus(c.clock(), days * 1440).slice(0, 10)));
  const until = said?.until ? { until: `${said.until}T00:00:00${c.clock().slice(-6)}` } : {};
  return said && record(c, { outcome: "waiting", note: said.note, ...until });
}

async function skip(c) {
  const why = await c.ask(reason({ title: "Lewati langkah ini?", say: hand(c.file()).text, presets: WHY_SKIP, verb: "Lewati langkah", picture: "maju" }));
  return why && record(c, { outcome: "skipped", note: why });
}

async function annul(c) {
  const why = await c.ask(reason({ title: `Batalkan berkas ${c.file().number}?`, say: "Berkas tetap tersimpan dengan alasannya, dan nomor agendanya tidak dipakai lagi.", presets: WHY_VOID, verb: "Batalkan berkas", picture: "silang" }));
  return why && c.done([c.tell.annul(c.file().number, why)], "Berkas dibatalkan.");
}

/** The latest number of the file that still counts. */
const numberOf = (file) => (file.numbers ?? []).filter(({ voided }) => !voided).at(-1) ?? null;

async function unnumber(c) {
  const given = numberOf(c.file());
  const why = await c.ask(reason({ title: `Batalkan nomor ${given.number}?`, say: `Nomornya tetap di ${given.register_text} dengan alasannya, dan tidak dipakai lagi.`, presets: WHY_UNNUMBER, verb: "Batalkan nomor", picture: "silang" }));
  return why && c.done([c.tell.voidNumber(given, why)], `Nomor ${given.number} dibatalkan.`);
}

async function who(c) {
  const person = await c.ask(applicant(c.file().applicant ?? {}));
  return person && c.done([c.tell.applicant(c.file().number, person)], "Data pemohon disimpan.");
}

/** The rest of what can be done with the file in hand. */
export async function more(c) {
  const file = c.file();
  const over = file.state === "done" || file.state === "void";
  const stands = !over && file.state !== "returned";
  const item = (words, picture, off, act, note) => ({ words, picture, off, note, value: { act } });
  const choice = await c.ask(overview(`Berkas ${file.number}`, [
    item("Ulangi langkah", "ulang", !stands, () => record(c, { outcome: "repeat" })), item("Lewati langkah", "maju", !stands, skip, "dengan alasan"),
    item("Nomor agenda", "stempel", over || Boolean(file.agenda_number), () => c.done([c.tell.agenda(file.number)], ([answer]) => `Nomor agenda ${answer.data.agenda_number}`), file.agenda_number),
    item("Cetak tanda terima", "cetak", file.state === "void", () => c.done([c.tell.receipt(file.number)], "Tanda terima dicetak.")),
    item("Cetak kekurangan", "lembar", file.state !== "returned", () => c.done([c.tell.missing(file.number)], "Kekurangan dicetak.")),
    item("Data pemohon", "orang", file.state === "void", who), item("Batalkan berkas", "silang", over, annul, "dengan alasan"),
    ...(c.letters.includes(file.layanan) ? [item("Data surat", "surat", file.state === "void", correct), item("Disposisi", "pindahkan", over || file.letter?.direction !== "in", dispose, "dicetak")] : []),
    ...(numberOf(file) ? [item("Batalkan nomor agenda", "silang", file.state === "void", unnumber, numberOf(file).number)] : []),
  ]));
  return choice && choice.act(c);
}

/** Who stands in for whom, and naming one for a role of one's own: {role, username, reason, until} or {end: id}. */
const standIn = (all, roles, today) => (answer) => {
  const ended = choices(all.map((each) => ({ words: `${each.name} a.n. ${each.role_text}`, note: [each.acts_now ? "berlaku sekarang" : "belum mulai", each.until && `sampai ${date10(each.until)}`, each.reason].filter(Boolean).join(", "), picture: "pindahkan", value: { end: each.id } })), answer, "two");
  const role = h("select", { class: "in" }, roles.map((name) => h("option", { value: name }, ROLES[name])));
  const user = field("Nama akun pengganti", { "data-focus": true, autocapitalize: "none", maxlength: 60 });
  const why = field("Alasan", { placeholder: "Dinas luar, cuti" });
  const until = field("Sampai tanggal, bila diketahui", { placeholder: "25/11/2026", maxlength: 10 });
  const none = problem("Isi nama akun dan alasan, tanggal seperti 25/11/2026.");
  const save = () => {
    const [username, text, day] = [user.input.value.trim(), why.input.value.trim(), until.input.value.trim()];
    const end = day ? typedDay(day, today) : null;
    const fine = Boolean(username && text && (!day || end));
    none.show(!fine);
    if (fine) answer({ role: role.value, username, reason: text, until: end });
  };
  return {
    title: "Pengganti", css: "wide", keys: { ...ended.keys, ...(roles.length && { F8: save }) }, enter: roles.length ? save : null,
    content: [
      h("h2", { text: "Pengganti" }),
      all.length > 0 ? [h("p", { text: "Pilih untuk mengakhiri." }), ended.list] : h("p", { text: "Belum ada pengganti." }),
      roles.length > 0 && [h("div", { class: "pair even" }, h("label", { class: "field" }, h("b", { text: "Tunjuk pengganti untuk" }), role), user.label), h("div", { class: "pair even" }, why.label, until.label)],
      none.said, row(roles.length > 0 && key("F8", "pindahkan", "Tunjuk", save, "strong"), back(answer)),
    ],
  };
};

const date10 = (text) => text.slice(0, 10).split("-").reverse().join("/");

export async function substitutes(c) {
  const all = await c.read("substitutes");
  const said = all && (await c.ask(standIn(all, c.roles.filter((role) => role in ROLES), c.clock().slice(0, 10))));
  if (!said) return null;
  if (said.end) return c.done([c.tell.endSubstitute(said.end)], "Penggantian diakhiri.");
  const { until, ...who } = said;
  const body = until ? { ...who, until: `${until}T23:59:00${c.clock().slice(-6)}` } : who;
  return c.done([c.tell.substitute(body)], "Pengganti ditunjuk.");
}

/** The applicant is here again: the file is taken up by the number they hold now. */
export async function pickUp(c) {
  const ticket = field("Nomor tiket pemohon sekarang", { placeholder: "A024", maxlength: 8, "data-focus": true });
  const said = await c.ask((answer) => {
    const save = () => ticket.input.value.trim() && answer(ticket.input.value.trim().toUpperCase());
    return {
      title: "Serahkan berkas", keys: { F8: save }, enter: save,
      content: [h("h2", { text: `Berkas ${c.file().number} diambil` }), h("p", { text: "Nomornya harus sedang dilayani di loket." }), ticket.label, row(key("F8", "maju", "Sambungkan", save, "strong"), back(answer))],
    };
  });
  return said && c.done([c.tell.pickUp(c.file().number, said)], "Berkas tersambung ke nomor itu.");
}
