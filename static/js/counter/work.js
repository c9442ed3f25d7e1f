// What a press means now. One command at a time: a second press while one runs does nothing.
//
// Every act takes the desk's hands `c`: `desk()` and `hall()` (hall.state) as last read, `tell` (commands.js), `ask` (dialogs.js),
// `send(commands)` -> their answers, `done(commands, words)` the same and says `words` where all went well, `refused(words)`,
// `layanan()` the hall's list, `read(path)` anything of the hall or null, `clock()` the hall's time, `go(place)` leaves the page, `show(berkas)` takes a file in hand.

import { plus, time } from "../clock.js";
import { spaced } from "../number.js";
import { aside, chosen, fits, hold, lost, overview, rest, ticketFor, transfer, unfinished } from "./asks.js";
import { berkasRuns, beside, current, person, phase, possible, stepsLeft, waiting } from "./desk.js";
import { reason } from "./dialogs.js";
import { fileMenu, incomplete, listed, question } from "./files.js";

const WHY_CANCEL = ["Salah ambil nomor", "Pemohon pulang", "Nomor ganda"];
const WHY_END = ["Jam pelayanan selesai", "Layanan terganggu", "Listrik padam"];
const NAMED = 30; // numbers that the end of a day names
const PAD = [
  ["1 … 0", "pilih"], ["↑ ↓", "pindah"], ["← →", "berkas di sebelahnya"], ["Esc", "tutup, urungkan"],
];

const number = (c) => spaced(c.desk().ticket.number);
const one = (c, command) => c.send([command]);

async function next(c) {
  const now = phase(c.desk());
  if (now === "closed" || now === "break") return one(c, c.tell.open());
  if (now === "free") return one(c, c.tell.call());
  const choice = await ending(c, stepsLeft(c.desk()));
  // When nobody waits, ending alone is what was wanted.
  return choice === "complete" ? c.send([c.tell.complete(), ...(waiting(c.desk()) > 0 ? [c.tell.call()] : [])]) : null;
}

/** Of a number of perekaman whom nobody recorded yet would be lost with it: asked first. */
async function finish(c) {
  const left = c.desk().recording && phase(c.desk()) === "serving" ? stepsLeft(c.desk()) : 0;
  return (await ending(c, left)) === "complete" ? one(c, c.tell.complete()) : null;
}

/** What the clerk wants with a number of which so much is left; what is not "complete" is done already. */
async function ending(c, left) {
  const choice = left ? await c.ask(unfinished(number(c), left, possible(c.desk()).F9.can, Boolean(c.desk().recording))) : "complete";
  if (choice === "incomplete") await lacking(c);
  if (choice === "hold") await put(c);
  return choice;
}

async function step(c) {
  const { ticket, berkas, recording } = c.desk();
  if (recording) return station(c);
  const opening = c.tell.openBerkas({ ticket: ticket.number });
  if (phase(c.desk()) === "called") return c.send([c.tell.begin(), ...(berkasRuns(c.desk()) ? [] : [opening])]);
  if (!berkas) return one(c, opening);
  const { step: hand } = current(c.desk());
  const answer = hand.question ? await c.ask(question(hand)) : undefined;
  return answer === null ? null : one(c, c.tell.record(berkas.number, { order: berkas.current, outcome: "done", answer }));
}

/** The station is passed; the server sends the number on where nothing is left to do here. */
function station(c) {
  if (phase(c.desk()) === "called") return one(c, c.tell.begin());
  const who = person(c.desk());
  return one(c, who.here ? c.tell.station({ visit: who.visit, station: who.station, outcome: "pass" }) : c.tell.onward());
}

/** What is missing is kept with the step, and the server prints it for the applicant; the number may stay good for today. */
async function lacking(c) {
  if (c.desk().recording) return (await import("./stations.js")).notPassed(c);
  const { berkas, layanan } = c.desk();
  const who = number(c);
  const said = await c.ask(incomplete(who, layanan));
  if (!said) return null;
  const record = c.tell.record(berkas.number, { order: berkas.current, outcome: "incomplete", missing: said.missing });
  if (said.then === "on") return c.done([record], "Kekurangan dicetak.");
  // The slip says whether the number is still good: so an ended number ends first.
  if (said.then === "over") return c.done([c.tell.complete(), record], `Kekurangan ${who} dicetak.`);
  return c.done([record, c.tell.back(said.missing)], `Kekurangan ${who} dicetak. Nomornya tetap, tidak antre lagi.`);
}

async function put(c) {
  const said = await c.ask(hold(number(c), (minutes) => time(plus(c.clock(), minutes)).replace(".", ":")));
  return said && one(c, c.tell.hold(said.until));
}

async function move(c) {
  const { ticket, counter } = c.desk();
  const said = await c.ask(transfer(number(c), { ...c.hall(), here: { code: counter.code, line: ticket.line } }));
  return said && one(c, c.tell.transfer(said.target, said.why));
}

async function callChosen(c) {
  const who = await c.ask(chosen(c.desk(), c.hall().lines.map(({ letter }) => letter)));
  return who && one(c, c.tell.call(who));
}

async function give(c) {
  const all = await listed(c);
  const wish = all && (await c.ask(ticketFor(all)));
  return wish && c.done([c.tell.ticket(wish)], ([answer]) => `Nomor ${spaced(answer.data.number)} diambilkan, tiketnya dicetak.`);
}

async function takeUp(c) {
  const who = await c.ask(aside(c.desk(), phase(c.desk()) === "free"));
  return who && one(c, c.tell.resume(who));
}

async function cancel(c) {
  const say = "Nomor berakhir dan tidak dipanggil lagi.";
  const why = await c.ask(reason({ title: `Batalkan ${number(c)}?`, say, presets: WHY_CANCEL, verb: "Batalkan nomor", picture: "silang" }));
  return why && one(c, c.tell.cancel(why));
}

/** The slip of the number in hand, or a lost one of today found by its time and layanan. */
async function reprint(c) {
  const { ticket, layanan } = c.desk();
  const find = async (from, to, words) => {
    const all = words ? await listed(c) : [];
    const code = all?.find((one) => fits(one, words))?.code;
    const found = await c.read(`tickets?from=${from}&to=${to}${code ? `&layanan=${code}` : ""}`);
    return found?.items ?? null;
  };
  const hour = (minutes) => time(plus(c.clock(), minutes));
  const slip = await c.ask(lost({ find, from: hour(-60), to: hour(0), mine: ticket && { ...ticket, title: layanan.title } }));
  return slip && c.done([c.tell.copy(slip.job)], `Salinan tiket ${spaced(slip.number)} dicetak.`);
}

async function pause(c) {
  const { ticket, counter } = c.desk();
  const waits = c.hall().lines.some((line) => line.waiting);
  const wish = await c.ask(rest({ person: c.person, busy: ticket ? number(c) : "", state: counter.state, waits }));
  return wish && { open: () => one(c, c.tell.open()), close: () => one(c, c.tell.close()), break: stop, leave, end, summary }[wish.do](c, wish);
}

function stop(c, { minutes, why }) {
  const again = `buka lagi ${time(plus(c.clock(), minutes))}`;
  return one(c, c.tell.pause(why ? `${why}, ${again}` : again));
}

async function leave(c) {
  const answers = c.desk().counter.state === "closed" ? [] : await one(c, c.tell.close());
  if (answers?.every((answer) => answer?.ok)) c.go("out");
}

const summary = (c) => c.done([c.tell.summary()], "Ringkasan loket hari ini dicetak.");

/** The end of a day: who still waits stands there, and one reason ends them all; the waiting room's screen tells it. */
async function end(c) {
  const left = await c.read("day-ends");
  if (!left) return null;
  if (!left.may_end || !left.items.length) return c.refused(left.why_not ?? "Tidak ada yang masih menunggu hari ini.");
  const who = left.items.slice(0, NAMED).map((one) => spaced(one.number)).join(", ");
  const rest = left.items.length > NAMED ? ` dan ${left.items.length - NAMED} lagi` : "";
  const say = `${left.items.length} nomor belum dilayani: ${who}${rest}. Semuanya berakhir, dan layar ruang tunggu memberitahukannya.`;
  const why = await c.ask(reason({ title: "Akhiri antrean hari ini?", say, presets: WHY_END, verb: "Akhiri antrean", picture: "pintu" }));
  return why && c.done([c.tell.dayEnd(why)], "Antrean hari ini diakhiri.");
}

/** F1: everything that a clerk can do, also for keyboards without a number pad. */
async function all(c) {
  const can = possible(c.desk());
  const item = (words, picture, pad, value, off = pad ? !can[pad].can : false) => ({ words, picture, note: pad && `kunci ${pad === "-" ? "−" : pad}`, value: { value }, off });
  const choice = await c.ask(overview("Semua perintah", [
    item("Panggil nomor tertentu", "bel", "*", callChosen), item("Ambilkan nomor", "tiket", "+", give),
    item("Ditahan dan terlewat", "tahan", "/", takeUp), item("Berkas nomor ini", "surat", "-", fileMenu),
    item("Batalkan nomor", "silang", null, cancel, !c.desk().ticket), item("Cetak ulang tiket", "salin", null, reprint),
    item("Istirahat atau tutup", "rehat", "0", pause), item("Nomor tulisan tangan", "lembar", null, () => c.go("listrik")),
    item("Halaman berkas", "stempel", ".", () => c.go("berkas")), item("Pengaduan", "suara", null, () => c.go(c.desk().ticket ? `pengaduan/baru?ticket=${c.desk().ticket.number}` : "pengaduan")),
    item(c.sound.on() ? "Matikan bunyi" : "Hidupkan bunyi", "bel", null, () => c.sound.turn()),
    item("Buku, laporan, tugas", "stempel", null, () => c.go("buku")),
    ...(c.records ? [item("Surat panggilan perekaman", "surat", null, letter), item("Perekaman, wajib KTP, kartu", "rekam", null, () => c.go("perekaman"))] : []),
  ], PAD));
  return choice && choice.value(c);
}

/** Somebody stands at the counter with a letter of summons; `scanned`: its code, where a scanner read it. */
export const letter = async (c, scanned = "") => (await import("./stations.js")).letter(c, scanned);

const DOES = {
  F1: all, F2: next, F3: (c) => one(c, c.tell.recall()), F4: (c) => one(c, c.tell.absent()), F6: put, F7: move, F8: step, F9: lacking,
  F10: finish, "*": callChosen, "+": give, "/": takeUp, "-": async (c) => (c.desk().recording ? (await import("./stations.js")).personMenu(c) : fileMenu(c)), 0: pause, ".": (c) => c.go("berkas"),
};
const WAYS = { Left: -1, Right: 1 };

/** An F-key, a key of the pad, or the button that carries it; what cannot be done now does nothing. Says whether the key is ours. */
export function press(c, key) {
  if (key in WAYS) {
    const other = beside(c.desk(), WAYS[key]);
    if (other) c.show(other);
    return other !== null;
  }
  if (!DOES[key]) return false;
  if (possible(c.desk())[key].can) DOES[key](c);
  return true;
}

/** Takes the last command of this counter back. */
export const undo = (c) => c.done([c.tell.undo()], c.desk().undo.text);
