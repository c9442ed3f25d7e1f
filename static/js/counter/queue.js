// Who waits: by line at the right, in the order of calling in the middle while nobody is at the counter; and the files of
// the number in hand.

import { time } from "../clock.js";
import { h, pict, replace } from "../dom.js";
import { number } from "../number.js";
import { among, called, files, nextUp, person, stands } from "./desk.js";
import { richest } from "./page.js";

const SHOWN = 4; // tickets a line, as many as the desk brings

const minutesSince = (text, now) => Math.max(0, Math.floor((Date.parse(now) - Date.parse(text)) / 60000));
const marked = (ticket) => h("span", {}, number(ticket.number), ticket.priority && h("span", { class: "mark-p", text: "P", title: "Prioritas" }));

export function drawLines(place, desk, now) {
  const up = nextUp(desk)?.number;
  richest(place, Array.from({ length: SHOWN + 1 }, (_, less) => SHOWN - less), (most) => {
    replace(place, desk.lines.map((line) => lineOf(line, most, up, now)));
  });
}

function lineOf(line, most, up, now) {
  const shown = line.next.slice(0, most);
  const rest = line.waiting - shown.length;
  const oldest = line.oldest_minutes === null || line.oldest_minutes === undefined ? "" : `, terlama ${line.oldest_minutes} menit`;
  const words = shown.length ? `${rest} lagi${oldest}` : `${rest} menunggu${oldest}`;
  return h(
    "section", { class: "pane line", "data-line": line.letter },
    h("h3", {}, h("i", { class: "letter", text: line.letter }), line.name, h("b", { text: line.waiting })),
    shown.length > 0 && h("ol", {}, shown.map((ticket) => h(
      "li", { class: ticket.number === up ? "up" : "", "data-ticket": ticket.number },
      marked(ticket), h("span", { text: ticket.title }), h("em", { text: `${minutesSince(ticket.issued_at, now)} mnt` }),
    ))),
    rest > 0 && most > 0 && h("span", { class: "more", text: words }),
  );
}

/** The middle while the counter is free. Without the server's own order: who has waited longest, and it says so. */
export function drawOrder(place, desk, now) {
  const known = Boolean(desk.order);
  const tickets = known
    ? desk.order
    : desk.lines.flatMap((line) => line.next).sort((a, b) => Date.parse(a.issued_at) - Date.parse(b.issued_at));
  const title = known ? "Urutan panggilan" : "Paling lama menunggu";
  const recent = desk.recent ?? [];
  if (!tickets.length) {
    replace(place, h("div", { class: "empty" }, pict("selesai"), "Belum ada yang menunggu di loket ini."));
    return;
  }
  const list = h("ol", { class: "order" });
  replace(
    place, h("div", { class: "sh" }, h("h2", { text: title }), h("span", { text: known ? "prioritas lebih dulu" : "dari semua nomor loket ini" })), list,
    recent.length > 0 && h("div", { class: "sh two" }, h("h2", { text: "Baru selesai" })),
    recent.length > 0 && h("ol", { class: "order past" }, recent.slice(0, 2).map((ticket) => h(
      "li", {}, h("span", {}, number(ticket.number)), h("span", { text: ticket.title }), h("em", { text: time(ticket.ended_at) }),
    ))),
  );
  richest(list, [6, 5, 4, 3, 2, 1], (most) => replace(list, tickets.slice(0, most).map((ticket, index) => h(
    "li", { class: known && index === 0 ? "up" : "" },
    marked(ticket), h("span", { text: ticket.title }), h("em", { text: `${minutesSince(ticket.issued_at, now)} menit` }),
  ))));
}

const TABS = 6; // files or people shown at once, where they fit
const STATES = { open: "jalan", waiting: "menunggu", returned: "belum lengkap", ready: "siap diambil", done: "selesai", void: "dibatalkan" };

/** The files of the number in hand as tabs, where it has more than one; `show(berkas)` takes another in hand. */
export function drawFiles(place, desk, show) {
  const all = files(desk);
  place.hidden = all.length < 2;
  const at = Math.max(0, all.findIndex((file) => file.number === desk.berkas?.number));
  const had = document.activeElement?.dataset.file;
  fit(place, all, at, (file) => tab(file, file === all[at], show), h("kbd", { text: "← →" }));
  if (had) place.querySelector(`[data-file="${had}"]`)?.focus();
}

/** The people of a family at the stations, the one in hand marked; nothing where one came alone. */
export function drawPeople(place, desk) {
  const { people } = desk.recording, inHand = person(desk);
  place.hidden = people.length < 2;
  fit(place, people, people.indexOf(inHand), (one) => h(
    "span", { class: "tab who", role: "tab", "aria-selected": String(one === inHand) },
    h("b", { text: called(one, people) }), h("small", { text: (one.name && people.length > 1 ? `${among(one, people)} · ` : "") + stands(one) }),
  ));
}

/** As many tabs as there is room for, the one at `at` among them, and which of how many it is where some are left out. */
function fit(place, all, at, draw, ...before) {
  for (let most = Math.min(all.length, TABS); most > 0; most -= 1) {
    const from = Math.max(0, Math.min(at - Math.floor(most / 2), all.length - most));
    const rest = all.length > most && h("span", { class: "soft", text: `${at + 1} dari ${all.length}` });
    replace(place, before, all.slice(from, from + most).map(draw), rest);
    if (place.scrollWidth <= place.clientWidth) break;
  }
}

const tab = (file, here, show) => h(
  "button", { type: "button", class: "tab key", role: "tab", "data-file": file.number, "aria-selected": String(here), on: { click: () => show(file.number) } },
  h("b", { text: file.label || file.title }), h("small", { text: STATES[file.state] ?? file.state }),
);
