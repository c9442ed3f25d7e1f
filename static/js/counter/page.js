// The page's fixed parts: where things stand, the keys with their words, what was said, how a list fits without scrolling,
// and what tells a clerk who looks elsewhere that somebody waits: the title, and a short sound of our own.

import { h, pict, replace } from "../dom.js";
import { spaced } from "../number.js";
import { files, mayRecord, nextUp, person, phase, possible, shelf, visitIsOver, waiting } from "./desk.js";

const HIGH = 880; // Hz
const LOW = 660;
const NOTE = 0.16; // seconds a note
const SETTING = "antrean.bunyi";

/** The elements marked data-place, by that name. */
export function places(root) {
  return Object.fromEntries([...root.querySelectorAll("[data-place]")].map((node) => [node.dataset.place, node]));
}

/** Words, whether it can be pressed, and which one is the green one. */
export function drawKeys(place, desk) {
  const can = possible(desk);
  for (const button of document.querySelectorAll("[data-key]")) {
    const { can: enabled, strong } = can[button.dataset.key];
    button.disabled = !enabled;
    button.classList.toggle("strong", strong);
  }
  const [title, hint, sign = "bel"] = nextWords(desk);
  replace(place["next-picture"], pict(sign));
  place["next-title"].textContent = title;
  place["next-hint"].textContent = hint;
  const [picture, words] = stepWords(desk);
  replace(place["step-words"], pict(picture), words);
  const { held, absent } = shelf(desk);
  const due = held.filter((one) => one.due).length;
  place.aside.textContent = due ? `${due} sudah waktunya, ${held.length + absent.length - due} lain` : `Ditahan ${held.length}, terlewat ${absent.length}`;
  const many = files(desk).length;
  place["fault-words"].textContent = desk.recording ? "Belum lulus" : "Belum lengkap";
  place["file-words"].textContent = desk.recording ? "Orang ini" : many > 1 ? `Berkas, ada ${many}` : "Berkas";
  place.mine.textContent = desk.waiting_for_me ? `Berkas: ${desk.waiting_for_me}${desk.overdue ? `, lewat ${desk.overdue}` : ""}` : "Berkas";
}

function nextWords(desk) {
  const now = phase(desk);
  const up = nextUp(desk);
  const count = waiting(desk);
  const who = up ? `${spaced(up.number)}, ${up.title}` : count ? `${count} menunggu` : "belum ada yang menunggu";
  if (now === "closed" || now === "break") return ["Buka loket", count ? `${count} menunggu` : "belum ada yang menunggu", "pintu"];
  if (now === "called") return ["Panggil berikutnya", `sesudah ${spaced(desk.ticket.number)} dilayani`];
  if (now === "serving") return count ? ["Selesai, panggil berikutnya", who] : ["Selesai", who, "selesai"];
  return ["Panggil berikutnya", who];
}

function stepWords(desk) {
  if (phase(desk) === "called") return ["maju", "Orangnya datang, mulai layani"];
  if (desk.recording) return stationWords(desk);
  if (!desk.berkas) return ["maju", "Buka langkah SOP"];
  if (desk.berkas.state === "returned") return ["centang", "Sudah dilengkapi, lanjutkan"];
  if (desk.berkas.state === "waiting") return ["centang", "Sudah ada, selesai langkah"];
  if (desk.berkas.state === "done") return ["centang", "Semua langkah selesai"];
  if (!mayRecord(desk)) return ["stempel", `Menunggu ${desk.berkas.holder_text ?? "pejabat lain"}`];
  return ["centang", visitIsOver(desk) ? "Selesai langkah kantor" : "Selesai langkah"];
}

/** What F8 does with a number of perekaman: the station is passed, or the number goes on to another counter. */
function stationWords(desk) {
  const who = person(desk);
  if (who.here) return ["centang", `Lulus: ${who.steps[who.current - 1].text}`];
  const { onward } = desk.recording;
  return onward.length ? ["maju", `Kirim ke ${onward[0]}`] : ["centang", "Semua stasiun selesai"];
}

/** What stands between the number and the next press: {refusal, done, waits}, sentences or null. One of them at a time, the worst. */
export function drawSaid(place, { refusal = null, done = null, waits = null }) {
  place.refusal.hidden = !refusal;
  replace(place.refusal, pict("awas"), h("span", { text: refusal ?? "" }));
  const words = waits ? `Menunggu sambungan. Perintah disimpan: ${waits}` : done;
  place.told.hidden = Boolean(refusal) || !words;
  place.told.classList.toggle("waits", Boolean(waits));
  replace(place.told, pict(waits ? "putus" : "selesai"), h("span", { text: words ?? "" }), waits && h("kbd", { text: "Esc", title: "jangan kirim lagi" }));
}

const UNDONE = {
  call: "panggilan", begin: "mulai", absent: "tidak hadir", complete: "selesai", hold: "tahan", return: "pengembalian", resume: "lanjutkan",
  transfer: "pemindahan", cancel: "pembatalan",
};
const UNDO = 10; // seconds that the last command can be taken back

/** The last command with the seconds in which it can be taken back: a figure, and a bar that gets shorter. */
export function drawUndo(place, undo, left) {
  const may = Boolean(undo) && left > 0;
  place.undo.hidden = !may;
  if (!may) return;
  place["undo-words"].textContent = `Urungkan ${UNDONE[undo.command] ?? ""} ${spaced(undo.number)}`;
  place["undo-left"].textContent = `${Math.min(UNDO, Math.ceil(left))} dtk`;
  place["undo-bar"].style.setProperty("--part", String(Math.min(100, (left / UNDO) * 100)));
}

/** Draws with each of `ways` in turn, richest first, until `place` does not overflow; answers the one that was kept. */
export function richest(place, ways, draw) {
  for (const way of ways) {
    draw(way);
    if (place.scrollHeight <= place.clientHeight) return way;
  }
  return ways[ways.length - 1];
}

const STATES = {
  open: ["selesai", "Buka"],
  calling: ["bel", "Memanggil"],
  serving: ["orang", "Melayani"],
  break: ["rehat", "Istirahat"],
  closed: ["pintu", "Tutup"],
};

export function drawState(place, counter) {
  const [picture, word] = STATES[counter.state];
  replace(place, pict(picture), word);
  place.dataset.state = counter.state;
}

/** The hall's one sentence about its paper, as the bar shows it: {bad, text}, or null when all is well. */
export const paperTrouble = (paper) => (paper ? { bad: paper.level === "late", text: paper.text } : null);

/** The sentence of a slip that did not come out. */
export function slipTrouble(name, { ticket }) {
  const slip = ticket ? `Tiket ${spaced(ticket)}` : "Lembar";
  return { bad: true, text: name === "slip.failed" ? `${slip} tidak tercetak` : `${slip}: belum pasti tercetak` };
}

const HELP = { kiosk: "di kiosk: petugas yang kosong, bantu orangnya", page: "di halaman ponsel: bantu bila ia menelepon" };
const HELP_SHOWN = 120_000; // ms

/** Five wrong codes of letters a moment ago: who should go where; null when nobody needs help. */
export function wrongCodes(desk, now) {
  const found = desk.wrong_codes;
  if (!found || now - Date.parse(found.at) > HELP_SHOWN) return null;
  return { bad: true, picture: "lonceng", text: `5 kode surat salah ${HELP[found.entry]}` };
}

/** Somebody said on the board that recording is in trouble: why stands there, and in the hall. */
export const recordingTrouble = ({ recording }) => (recording && recording.trouble ? { bad: true, picture: "awas", text: "Perekaman terganggu" } : null);

export function drawWarning(place, warning) {
  place.hidden = !warning;
  if (!warning) return;
  place.classList.toggle("bad", warning.bad);
  replace(place, pict(warning.picture ?? "cetak"), h("span", { text: warning.text }));
  place.title = warning.text;
}

/** Connected, or from when the numbers on this page are. */
export function drawLink(place, since) {
  place.classList.toggle("warn", Boolean(since));
  place.classList.toggle("bad", Boolean(since));
  replace(place, pict(since ? "putus" : "layar"), h("span", { text: since ? `Tersambung kembali… Data dari pukul ${since}` : "Tersambung" }));
}

/** "(3) Loket 1" while three wait. */
export const title = (name, waits) => (waits ? `(${waits}) ${name}` : name);

/**
 * `hear(waits, free)` after every reading: rings once when the queue of a free counter was empty and is not any more. Browsers
 * let a page sound only after a press: `unlock()` is called by one. `kept` keeps whether the clerk wants it.
 */
export function bell({ kept, Sound = window.AudioContext }) {
  let context = null;
  let before = null;
  let named;

  function note(pitch, at) {
    const [tone, level] = [context.createOscillator(), context.createGain()];
    tone.frequency.value = pitch;
    level.gain.setValueAtTime(0.0001, at);
    level.gain.exponentialRampToValueAtTime(0.2, at + 0.02);
    level.gain.exponentialRampToValueAtTime(0.0001, at + NOTE);
    tone.connect(level).connect(context.destination);
    tone.start(at);
    tone.stop(at + NOTE);
  }

  const self = {
    rung: 0,
    on: () => kept.getItem(SETTING) !== "mati",
    turn: () => kept.setItem(SETTING, self.on() ? "mati" : "hidup"),
    unlock() {
      if (Sound && !context) context = new Sound();
    },
    hear(waits, free) {
      const came = before === 0 && waits > 0 && free;
      before = waits;
      if (came) self.ring();
    },
    /** Rings once for everything that has another name than the one before (null: nothing); what stood there at first is silent. */
    help(name) {
      if (name && named !== undefined && name !== named) self.ring();
      named = name ?? named ?? null;
    },
    ring() {
      if (!self.on() || !context) return;
      self.rung += 1;
      note(HIGH, context.currentTime);
      note(LOW, context.currentTime + NOTE);
    },
  };
  return self;
}
