// The file room's two halves: the list at the left, one file at the right.

import { time } from "../clock.js";
import { h, pict, replace } from "../dom.js";
import { number } from "../number.js";

const STATES = {
  open: ["maju", "Berjalan"], waiting: ["jam", "Menunggu"], returned: ["lembar", "Belum lengkap"], ready: ["selesai", "Siap diambil"],
  done: ["centang", "Selesai"], void: ["silang", "Dibatalkan"],
};
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"];

export const ROLES = { clerk: "Petugas loket", operator: "Operator", kasi: "Kasi", sekcam: "Sekcam", camat: "Camat" };

/** "19 Nov 09.42", today only "09.42". */
export function moment(text, now) {
  if (!text) return "";
  const [day, today] = [text.slice(0, 10), now.slice(0, 10)];
  return day === today ? time(text) : `${Number(day.slice(8))} ${MONTHS[Number(day.slice(5, 7)) - 1]} ${time(text)}`;
}

const late = (file) => file.overdue && h("span", { class: "late" }, pict("awas"), "Lewat waktu");

/** Rows to walk and tick; `at` is the one in hand, `ticked` a Set of numbers; `take` and `tick` are told of both. */
export function drawList(place, files, { at, ticked, now, take, tick, empty }) {
  const had = place.contains(document.activeElement) ? document.activeElement.dataset.number : null;
  replace(place, files.map((file) => rowOf(file, { at, ticked, now, take, tick })), !files.length && h("li", { class: "empty" }, pict("selesai"), empty));
  const again = had && (place.querySelector(`input[data-number="${had}"]`) ?? place.querySelector("input"));
  if (again) again.focus({ preventScroll: false });
}

function rowOf(file, { at, ticked, now, take, tick }) {
  const box = h("input", { type: "checkbox", "data-number": file.number, "aria-label": `Tandai ${file.number}` });
  box.checked = ticked.has(file.number);
  box.addEventListener("change", () => tick(file.number, box.checked));
  box.addEventListener("focus", () => take(file.number));
  const since = file.holder_text && `${file.holder_text} sejak ${moment(file.holder_since, now)}`;
  return h(
    "li", { class: `file ${file.number === at ? "up" : ""} ${box.checked ? "on" : ""}`.trim(), "data-file": file.number, on: { click: () => take(file.number) } },
    box, h("b", { text: file.number }), h("span", { class: "t" }, [file.title, file.label].filter(Boolean).join(", ")),
    h("small", {}, late(file), since || STATES[file.state][1], file.promised_at && `, janji ${moment(file.promised_at, now)}`),
  );
}

/** Who, what, since when; the steps are drawn by steps.js below it. */
export function drawFile(place, file, now) {
  if (!file) {
    replace(place, h("div", { class: "empty" }, pict("stempel"), "Pilih berkas di sebelah kiri, atau cari nomornya."));
    return;
  }
  const [picture, word] = STATES[file.state];
  const fact = (name, value) => value && [h("dt", { text: name }), h("dd", {}, value)];
  const numbers = (file.numbers ?? []).map((each) => `${each.register_text} ${each.number}${each.voided ? " (batal)" : ""}`).join(", ");
  replace(
    place,
    h("div", { class: "filehead" }, h("h2", { text: file.number }), h("span", { class: "st" }, pict(picture), word), late(file)),
    h("p", { class: "what", text: [file.title, file.label].filter(Boolean).join(", ") }),
    h(
      "dl", {},
      fact("Dipegang", file.holder_text && `${file.holder_text}, sejak ${moment(file.holder_since, now)}`),
      fact("Janji selesai", moment(file.promised_at, now)),
      fact("Nomor agenda", file.agenda_number || numbers), fact("Tiket", file.ticket && number(file.picked_up ?? file.ticket)),
      letterOf(file, fact), fact("Pemohon", file.applicant && [file.applicant.name, file.applicant.village].filter(Boolean).join(", ")), fact("Alasan batal", file.void_reason),
      fact("Langkah terakhir", lastOf(file, now)),
    ),
  );
}

/** A letter: the other office and what it is about, and to whom it was passed on. */
function letterOf({ letter }, fact) {
  if (!letter) return null;
  const whom = `${letter.direction === "in" ? "dari" : "kepada"} ${letter.office}`;
  const passed = [letter.roles.map((role) => ROLES[role] ?? role).join(", "), letter.instruction].filter(Boolean).join(": ");
  return [fact("Surat", [whom, letter.number].filter(Boolean).join(", ")), fact("Perihal", letter.subject), fact("Disposisi", passed)];
}

/** Who recorded the latest step, "a.n." where a substitute did. */
function lastOf(file, now) {
  const last = file.steps.filter((step) => step.finished && step.role).sort((a, b) => Date.parse(b.finished) - Date.parse(a.finished))[0];
  return last && `${last.on_behalf ? "a.n. " : ""}${ROLES[last.role] ?? last.role}, ${moment(last.finished, now)}`;
}
