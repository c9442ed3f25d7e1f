// The left pane: whose turn it is, since when, and what they should have brought. A name only where the file has one.

import { time } from "../clock.js";
import { h, pict, replace } from "../dom.js";
import { number, parts, spaced } from "../number.js";
import { among, papers, person, phase, waiting } from "./desk.js";
import { richest } from "./page.js";
import { clockwise } from "./steps.js";

const STATES = {
  called: { word: "Dipanggil", picture: "bel", look: "state called" },
  serving: { word: "Dilayani", picture: "orang", look: "state" },
  free: { word: "Loket siap", picture: "selesai", look: "state" },
  break: { word: "Istirahat", picture: "rehat", look: "state away" },
  closed: { word: "Loket tutup", picture: "pintu", look: "state away" },
};

export function drawPerson(place, desk) {
  const now = phase(desk);
  const { word, picture, look } = STATES[now];
  const reason = now === "break" && desk.counter.reason ? `: ${desk.counter.reason}` : "";
  replace(
    place,
    h("div", { class: look, "data-phase": now }, pict(picture), h("span", { text: word + reason }), h("em", { "data-since": "" })),
    desk.ticket ? ticketOf(desk, now) : figures(desk),
  );
  const bring = place.querySelector(".bring ul");
  if (bring) drawPapers(bring, desk);
}

function figures(desk) {
  return h(
    "div", { class: "nums" },
    h("div", {}, h("b", { class: "num", text: waiting(desk) }), "orang menunggu"),
    h("div", {}, h("b", { class: "num", text: desk.done_today }), "selesai di loket ini"),
  );
}

function ticketOf(desk, now) {
  const { ticket, layanan, berkas } = desk;
  const large = number(ticket.number, parts(ticket.number).figures.length > 3 ? "long" : "");
  const who = now === "serving" ? person(desk) : null;
  const name = now === "serving" ? (who?.name ?? berkas?.applicant?.name) : null;
  const which = who && among(who, desk.recording.people);
  const marks = [
    now === "called" && desk.heard_at && h("span", { class: "heard", title: `pukul ${time(desk.heard_at)}` }, pict("suara"), "sudah terdengar"),
    ticket.priority && h("span", {}, h("i", { class: "mark-p", text: "P" }), "Prioritas"),
    ticket.people > 1 && !which && h("span", { text: `${ticket.people} orang` }),
    ticket.written && h("span", { text: `di kertas ${spaced(ticket.written)}` }),
    ticket.chances > 0 && h("span", { text: `pernah tidak hadir ${ticket.chances} kali` }),
  ].filter(Boolean);
  return h(
    "div", { class: "person", "data-ticket": ticket.number },
    large,
    h("div", { class: "what" }, layanan?.title ?? ""),
    (name || which) && h("div", { class: "who" }, pict("orang"), [name, which].filter(Boolean).join(", ")),
    marks.length > 0 && h("div", { class: "what-p" }, marks),
    papers(layanan).length > 0 && h("div", { class: "bring" }, h("b", { text: "Yang harus dibawa" }), h("ul", {})),
    h("dl", {}, h("dt", { text: "Ambil nomor" }), h("dd", { text: time(ticket.issued_at) }), h("dt", { "data-waited": "", text: "Menunggu" }), h("dd", { "data-waited": "", text: "0 menit" })),
  );
}

function drawPapers(list, desk) {
  const all = papers(desk.layanan);
  const box = list.parentElement;
  const ways = Array.from({ length: all.length + 1 }, (_, less) => all.length - less);
  // Where a sentence leaves no room at all, nothing is better than half a line.
  richest(box, [...ways, -1], (most) => (box.hidden = most < 0) || replace(
    list, all.slice(0, most).map((paper) => h("li", {}, pict(paper.pictogram), h("span", { text: paper.short }))),
    most < all.length && h("li", { class: "more", text: most ? `dan ${all.length - most} lagi` : `${all.length} berkas` }),
  ));
}

/** Every second: since when they are called or served, and how long they waited before. */
export function drawSince(place, { since, called, issued }) {
  const em = place.querySelector("[data-since]");
  if (em) em.textContent = since === null ? "" : clockwise(since);
  const [word, value] = place.querySelectorAll("[data-waited]");
  if (!word) return;
  word.textContent = called === null ? "" : "Menunggu";
  value.textContent = called === null ? "" : `${Math.max(0, Math.round((called - issued) / 60000))} menit`;
}
