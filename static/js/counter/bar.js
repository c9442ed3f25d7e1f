// The bar: what state the counter is in, and what needs a hand (paper, a ticket that was not printed, the connection).

import { h, pict, replace } from "../dom.js";
import { spaced } from "../number.js";

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

/** The sentence of a printer that needs a hand, worst first: {text, bad}, or null. */
export function printerTrouble(printers) {
  const told = (printers ?? []).map(trouble).filter(Boolean).sort((a, b) => Number(b.bad) - Number(a.bad));
  if (!told.length) return null;
  return { bad: told[0].bad, text: told.length > 1 ? `${told[0].text} (+${told.length - 1})` : told[0].text };
}

function trouble({ name, paper, cover, online, text }) {
  if (paper === "out") return { bad: true, text: `${name}: kertas habis, ganti gulungan` };
  if (cover === "open") return { bad: true, text: `${name}: penutup terbuka` };
  if (online === false) return { bad: true, text: `${name}: ${text || "tidak tersambung"}` };
  if (paper === "near_end") return { bad: false, text: `${name}: kertas hampir habis` };
  return null;
}

/** The sentence of a slip that did not come out. */
export function slipTrouble(name, { ticket }) {
  const number = spaced(ticket);
  if (name === "slip.failed") return { bad: true, text: `Tiket ${number} tidak tercetak` };
  return { bad: true, text: `Tiket ${number}: belum pasti tercetak` };
}

export function drawWarning(place, warning) {
  place.hidden = !warning;
  if (!warning) return;
  place.classList.toggle("bad", warning.bad);
  replace(place, pict("cetak"), h("span", { text: warning.text }));
  place.title = warning.text;
}

/** Connected, or from when the numbers on this page are. */
export function drawLink(place, since) {
  place.classList.toggle("warn", Boolean(since));
  place.classList.toggle("bad", Boolean(since));
  replace(place, pict(since ? "putus" : "layar"), h("span", { text: since ? `Tersambung kembali… Data dari pukul ${since}` : "Tersambung" }));
}
