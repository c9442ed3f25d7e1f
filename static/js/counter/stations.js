// Perekaman at the counter: what to do when a station was not passed, and with the person in hand. A name comes from the
// register alone; nothing of the body is ever typed here. Loaded when it is first needed: most counters never record anybody.

import { time } from "../clock.js";
import { h, pict } from "../dom.js";
import { spaced } from "../number.js";
import { sentence } from "./commands.js";
import { among, called, person, stands } from "./desk.js";
import { back, choices, field, key, problem, reason, row } from "./dialogs.js";

const WHY_LEFT = ["Pulang sebelum selesai", "Tidak ikut datang", "Sakit"];

/** Not passed: again, or it cannot be done with this person: {outcome: "repeat"} or {outcome: "unable", reason}. */
const outcome = (name, unable) => (answer) => {
  const why = field("Alasan lain", { maxlength: 200 });
  const none = problem("Pilih atau tulis alasannya.");
  const cannot = (words) => ({ words, picture: "silang", value: { outcome: "unable", reason: words } });
  const { list, keys } = choices([{ words: "Ulangi stasiun ini", picture: "ulang", value: { outcome: "repeat" } }, ...unable.map(cannot)], answer, "two tall");
  const other = () => {
    const text = why.input.value.trim();
    none.show(!text);
    if (text) answer({ outcome: "unable", reason: text });
  };
  return {
    title: `${name}: belum lulus`, css: "wide", keys: { ...keys, F8: other }, enter: other,
    content: [
      h("h2", { text: `${name}: belum lulus` }), h("p", { text: "Tidak dapat direkam: orangnya masuk daftar kunjungan rumah, stasiun lain dilewati." }),
      list, why.label, none.said, row(key("F8", "silang", "Tidak dapat direkam", other), back(answer)),
    ],
  };
};

/** F9 of a number of perekaman. */
export async function notPassed(c) {
  const who = person(c.desk());
  const { people, unable } = c.desk().recording;
  const said = await c.ask(outcome([who.steps[who.current - 1].text, among(who, people)].filter(Boolean).join(", "), unable));
  return said && c.send([c.tell.station({ visit: who.visit, station: who.station, ...said })]);
}

/** Who came without a letter: the number in the register of wajib KTP. */
const numbered = (answer) => {
  const typed = field("Nomor di daftar wajib KTP", { placeholder: "Misalnya 1204", maxlength: 9, inputmode: "numeric", "data-focus": true });
  const none = problem("Ketik nomornya, hanya angka.");
  const take = () => {
    const number = Number(typed.input.value.trim());
    none.show(!Number.isInteger(number) || number < 1);
    if (Number.isInteger(number) && number > 0) answer(number);
  };
  return {
    title: "Siapa orang ini?", keys: { F8: take }, enter: take,
    content: [h("h2", { text: "Siapa orang ini?" }), h("p", { text: "Cari orangnya di halaman Wajib KTP, lalu ketik nomornya di sini." }), typed.label, none.said, row(key("F8", "centang", "Simpan", take, "strong"), back(answer))],
  };
};

async function name(c, who) {
  const number = await c.ask(numbered);
  return number && c.done([c.tell.visitor(who.visit, number)], "Orangnya dikenali.");
}

async function leave(c, who) {
  const why = await c.ask(reason({ title: "Tidak direkam hari ini?", say: "Orangnya dipanggil lagi pada hari lain.", presets: WHY_LEFT, verb: "Catat", picture: "pergi" }));
  return why && c.done([c.tell.left(who.visit, why)], "Dicatat. Orangnya masuk daftar panggilan berikutnya.");
}

/** The people of the number, and what can be done with each. */
export async function personMenu(c) {
  const { people } = c.desk().recording;
  const one = people.length > 1 ? await c.ask(chosen(people)) : people[0];
  if (!one) return null;
  const chose = await c.ask((answer) => {
    const { list, keys } = choices([
      { words: "Ulangi stasiun terakhir", note: "hasilnya salah dicatat", picture: "ulang", off: !one.tried, value: { does: () => c.done([c.tell.stationAgain(one.visit)], "Stasiun terakhir diulang.") } },
      { words: "Tidak direkam hari ini", note: "pulang, tidak ikut, sakit", picture: "pergi", off: one.state !== "open", value: { does: () => leave(c, one) } },
      { words: "Siapa orang ini", note: "datang tanpa surat", picture: "orang", off: one.resident !== null, value: { does: () => name(c, one) } },
      { words: "Buka papan perekaman", picture: "layar", value: { does: () => c.go("papan") } },
    ], answer, "two tall");
    return { title: "Orang ini", css: "wide", keys, content: [h("h2", { text: [called(one, people), one.name && among(one, people)].filter(Boolean).join(", ") }), list, row(back(answer))] };
  });
  return chose && chose.does();
}

const chosen = (people) => (answer) => {
  const { list, keys } = choices(people.map((one) => ({ words: called(one, people), note: [one.name && among(one, people), stands(one)].filter(Boolean).join(", "), picture: "orang", value: one })), answer, "two tall");
  return { title: "Siapa?", css: "wide", keys, content: [h("h2", { text: "Siapa dari nomor ini?" }), list, row(back(answer))] };
};

const OTHER_DAY = { too_early: "Beri hari lain", too_late: "Beri hari lain", wrong_state: "Buka panggilannya" };
const UNKNOWN = "Kode itu tidak ada di surat panggilan mana pun. Periksa lagi hurufnya.";

/** The code of a letter, by scanner or hand; `why`: what was said of the one before, with the way to another day. */
const coded = (code, why) => (answer) => {
  const typed = field("Kode di surat panggilan", { placeholder: "4K7P-9XRD", "data-focus": true });
  const take = () => typed.input.value.trim() && answer({ code: typed.input.value.trim() });
  const other = why && OTHER_DAY[why.code] && (() => answer({ other: code }));
  const late = why && why.code === "too_late";
  return {
    title: "Surat panggilan perekaman", keys: { F8: take, ...(other && { F7: other }) }, enter: take,
    content: [
      h("h2", { text: "Surat panggilan perekaman" }),
      why ? h("p", { class: "refusal", role: "alert" }, pict("surat"), h("span", { text: why.code === "not_found" ? UNKNOWN : sentence(why) })) : h("p", { text: "Pindai QR surat itu, atau ketik kodenya lalu Enter." }),
      typed.label, row(key("F8", "cari", "Lihat surat", take, late ? "" : "strong"), other && key("F7", "surat", OTHER_DAY[why.code], other, late ? "strong" : ""), back(answer)),
    ],
  };
};

/** What the letter stands for, before its number is taken: nobody's name, as at the kiosk. */
const appointment = ({ from, until, place, people, late }, zone) => (answer) => {
  const priority = h("input", { type: "checkbox" });
  const turn = () => (priority.checked = !priority.checked);
  const take = (family) => () => answer({ family, priority: priority.checked });
  const all = people > 1;
  return {
    title: "Jadwal hari ini", keys: { F8: take(all), F6: turn, ...(all && { F9: take(false) }) },
    content: [
      h("h2", { text: `Jadwal hari ini, ${time(from)}\u2013${time(until)} ${zone}` }),
      h("p", { text: [place, late && "sudah lewat, dilayani bersama yang lain", all && `${people} orang sekeluarga dijadwalkan`].filter(Boolean).join(". ") }),
      h("label", { class: "tick-row" }, priority, pict("lansia"), h("span", {}, "Prioritas ", h("kbd", { text: "F6" }))),
      row(key("F8", "tiket", all ? `Datang ${people} orang` : "Ambil nomor dan cetak", take(all), "strong"), all && key("F9", "orang", "Datang sendiri", take(false)), back(answer)),
    ],
  };
};

/** Somebody with a letter stands at the counter: their number, or why there is none and another day. */
export async function letter(c, scanned) {
  let said = scanned ? { code: scanned } : await c.ask(coded());
  while (said && said.code) {
    const { code } = said;
    const got = await c.api.post(`${c.tell.root}/check-ins/looks`, { code });
    if (got.ok) {
      const coming = await c.ask(appointment(got.data, c.form.zone));
      return coming && c.done([c.tell.checkIn({ code, ...coming })], ([answer]) => `Nomor ${spaced(answer.data.number)} diambilkan, tiketnya dicetak.`);
    }
    said = await c.ask(coded(code, got));
  }
  return said && opened(c.form, said.other);
}

/** The person of the letter, on the page that gives another day; a form, because a code stands in no address. */
function opened({ csrf, room }, code) {
  const hidden = (name, value) => h("input", { type: "hidden", name, value });
  const form = h("form", { method: "post", action: `${room}/perekaman/surat`, hidden: true }, hidden("csrf", csrf), hidden("code", code));
  document.body.append(form);
  form.submit();
}
