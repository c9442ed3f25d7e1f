// Numbers written by hand while the power was out: letter, figures and time, row after row, by keyboard alone. All rows are
// kept or none; a gap is named by the server.

import { hallClock, time } from "../clock.js";
import { first, h, replace } from "../dom.js";
import { number, spaced } from "../number.js";
import { commands } from "./commands.js";
import { typedTime } from "./dialogs.js";
import { hands } from "./hands.js";
import { keys } from "./keys.js";
import { places } from "./page.js";

const MOST = 100; // rows at once

const page = first();
const place = places(document);
const clock = hallClock(page.now);
const tell = commands({ hall: page.hall.slug, counter: page.counter ?? "" });
const letters = page.lines.map(({ letter }) => letter);
const c = hands({ page, place, root: tell.root, name: `${page.hall.slug}.listrik`, reread: async () => {} });

const rows = [];

/** The row after this one: same line, the next number, the same time. */
function following(row) {
  const count = Number(row?.count.value);
  return { line: row?.line.value ?? letters[0], count: count ? String(count + 1) : "", at: row?.at.value ?? time(clock.now()) };
}

function add({ line, count, at }) {
  const field = (attributes) => h("input", { type: "text", class: "in", autocomplete: "off", ...attributes });
  const row = {
    line: field({ "aria-label": "Huruf antrean", maxlength: 1, value: line }), count: field({ "aria-label": "Nomor", maxlength: 5, inputmode: "numeric", value: count }),
    at: field({ "aria-label": "Jam", maxlength: 5, value: at, placeholder: "09.15" }), mark: h("em", {}), unused: false, priority: false,
  };
  row.part = h("div", { class: "outage-row" }, h("span", { class: "soft", text: rows.length + 1 }), row.line, row.count, row.at, row.mark);
  for (const input of [row.line, row.count, row.at]) input.addEventListener("focus", () => input.select());
  rows.push(row);
  place.rows.append(row.part);
  return row;
}

const here = () => rows.find((row) => row.part.contains(document.activeElement)) ?? rows[rows.length - 1];

/** Enter goes on: to the next field, the next row, a new row. */
function onward(from) {
  const fields = rows.flatMap((row) => [row.line, row.count, row.at]);
  const next = fields[fields.indexOf(from) + 1] ?? (rows.length < MOST ? add(following(rows[rows.length - 1])).line : null);
  next?.focus();
}

function mark(row) {
  row.part.classList.toggle("unused", row.unused);
  row.mark.textContent = row.unused ? "tidak dipakai" : row.priority ? "prioritas" : "";
}

/** The rows as the server takes them, or null after the first that can't be read was shown. */
function read() {
  const said = [];
  for (const row of rows) {
    if (!row.count.value.trim()) continue;
    const [line, count, at] = [row.line.value.trim().toUpperCase(), row.count.value.trim(), typedTime(row.at.value)];
    const fine = letters.includes(line) && /^\d{1,5}$/.test(count) && at !== null;
    row.part.classList.toggle("bad", !fine);
    if (!fine) {
      c.refused(`Baris ${rows.indexOf(row) + 1}: huruf antrean ${letters.join(", ")}, nomor dengan angka, jam seperti 09.15.`);
      (letters.includes(line) ? (at === null ? row.at : row.count) : row.line).focus();
      return null;
    }
    said.push({ line, number: count, time: at, ...(row.unused && { unused: true }), ...(row.priority && { priority: true }) });
  }
  if (!said.length) c.refused("Belum ada nomor yang ditulis.");
  return said.length ? said : null;
}

async function send() {
  const said = read();
  const answers = said && (await c.done([tell.outage(said)], ([answer]) => `${answer.data.items.length} nomor masuk antrean.`));
  if (!answers?.[0]?.ok) return;
  replace(place.given, answers[0].data.items.map((one) => h(
    "li", {}, number(one.number), h("span", { class: "soft", text: one.state === "cancelled" ? "tidak dipakai" : one.written !== one.number ? `di kertas ${spaced(one.written)}` : time(one.issued_at) }),
  )));
  rows.length = 0;
  replace(place.rows);
  add(following(null)).line.focus();
}

function turn(name) {
  const row = here();
  row[name] = !row[name];
  mark(row);
}

function drop() {
  const row = here();
  const at = rows.indexOf(row);
  rows.splice(at, 1);
  row.part.remove();
  (rows[Math.min(at, rows.length - 1)] ?? add(following(null))).line.focus();
}

const does = { F6: () => turn("unused"), F7: () => turn("priority"), F8: send, F9: drop, Esc: () => place.desk.click() };

function pressed(name) {
  if (c.asking.isOpen()) return c.asking.key(name);
  if (name === "Esc" && c.box.isBusy()) return c.box.withdraw(), true;
  if (c.box.isBusy() || !does[name]) return false;
  does[name]();
  return true;
}

keys(pressed, { asking: c.asking.isOpen });
place.rows.addEventListener("keydown", (event) => {
  if (event.key === "Enter") onward(event.target);
  else if (event.key === "Escape") pressed("Esc");
});
for (const button of document.querySelectorAll("[data-key]")) button.addEventListener("click", () => pressed(button.dataset.key));
add(following(null)).line.focus();
c.goOn();
