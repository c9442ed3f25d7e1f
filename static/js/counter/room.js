// The file room: what waits for whoever sits here, what lies ready, any file by its number. By keyboard alone: arrows walk,
// space ticks, F-keys do.

import { hallClock, plus, time } from "../clock.js";
import { first } from "../dom.js";
import { connect } from "../line.js";
import { overview } from "./asks.js";
import { commands, refresher } from "./commands.js";
import { drawFile, drawList } from "./filelist.js";
import { approve, lacking, more, pickUp, substitutes, waits } from "./filing.js";
import { hands } from "./hands.js";
import { keys } from "./keys.js";
import { enter } from "./letters.js";
import { drawLink, places } from "./page.js";
import { drawSteps, drawTimer } from "./steps.js";

const SILENCE = 5 / 60; // minutes after which line.js calls a page stale
const LISTS = { F2: ["role=me", "Tidak ada berkas yang menunggu Anda."], F4: ["state=ready", "Belum ada berkas yang siap diambil."], F6: ["", "Belum ada berkas."] };

const page = first();
const place = places(document);
const clock = hallClock(page.state.now);
const tell = commands({ hall: page.hall.slug, counter: page.counter ?? "" });
const ticked = new Set();

let list = page.number ? "find" : "F2";
let found = [];
let following = null;
let at = page.number;
let whole = null;

const c = hands({ page, place, root: tell.root, name: `${page.hall.slug}.berkas`, reread: () => refresh.now(), spoke: drawSop });
Object.assign(c, {
  tell, clock: clock.now, roles: page.person?.roles ?? [], letters: page.letters, file: () => whole,
  open(number) {
    place.find.value = number;
    return turn("find");
  },
  chosen: () => (ticked.size ? found.filter((file) => ticked.has(file.number)) : found.filter((file) => file.number === at)),
  untick(but) {
    for (const number of [...ticked]) if (!but.includes(number)) ticked.delete(number);
    draw({ found, following, whole });
  },
});

const runs = (file) => Boolean(file) && !["done", "void"].includes(file.state);

/** What each key may do now. */
function possible() {
  const some = c.chosen().some(runs);
  const one = runs(whole);
  return {
    F1: true, F2: true, F4: true, F6: true, F3: true, F7: one && whole.state !== "returned", F8: some, F9: one && whole.state !== "returned", F10: Boolean(page.person),
    "-": Boolean(whole), "+": one, "*": page.letters.length > 0, Esc: true,
  };
}

function draw(fresh) {
  ({ found, following, whole } = fresh);
  const now = clock.now();
  for (const number of [...ticked]) if (!found.some((file) => file.number === number)) ticked.delete(number);
  drawList(place.list, found, {
    at, ticked, now, take, empty: list === "find" ? "Nomor itu tidak ditemukan." : LISTS[list][1],
    tick: (number, yes) => {
      if (yes) ticked.add(number);
      else ticked.delete(number);
      drawKeys();
      place.list.querySelector(`[data-file="${number}"]`).classList.toggle("on", yes);
    },
  });
  drawFile(place.file, whole, now);
  drawSop();
  place.more.textContent = following ? "Masih ada berkas lain; cari dengan nomornya." : "";
  drawKeys();
}

/** The steps, as many as fit beside what was said. */
function drawSop() {
  place.steps.hidden = !whole;
  if (whole) drawSteps(place.steps, { berkas: whole, layanan: null });
  tick();
}

function drawKeys() {
  const can = possible();
  for (const button of document.querySelectorAll("[data-key]")) {
    const name = button.dataset.key;
    button.disabled = !can[name];
    button.setAttribute("aria-pressed", String(name === list));
  }
  const many = c.chosen().filter(runs).length;
  place["approve-words"].textContent = many > 1 ? `Setujui, selesai: ${many} berkas` : "Setujui, selesai langkah";
  document.querySelector("[data-key=F8]").classList.toggle("strong", can.F8);
}

function tick() {
  const now = clock.now();
  place.clock.textContent = time(now);
  const hand = whole?.steps.find((step) => step.order === whole.current);
  if (hand?.started) drawTimer(place.steps.querySelector("[data-timer]"), (Date.parse(now) - Date.parse(hand.started)) / 1000, hand.standard);
}

/** The list and the file in hand as they are now; null while the server is silent. */
async function load() {
  const asks = list === "find" ? `q=${encodeURIComponent(place.find.value.trim() || page.number || "")}` : LISTS[list][0];
  const answer = await c.read(`berkas?${asks}`);
  if (!answer) return null;
  if (!answer.items.some((file) => file.number === at)) at = answer.items[0]?.number ?? null;
  const one = at ? await c.read(`berkas/${encodeURIComponent(at)}`) : null;
  return { found: answer.items, following: answer.next, whole: one };
}

const refresh = refresher({ load, draw });

async function take(number) {
  if (number === at) return;
  at = number;
  for (const row of place.list.children) row.classList.toggle("up", row.dataset.file === at);
  const one = await c.read(`berkas/${encodeURIComponent(number)}`);
  if (one && one.number === at) draw({ found, following, whole: one });
}

async function turn(name) {
  list = name;
  at = null;
  ticked.clear();
  await refresh.now();
  place.list.querySelector("input")?.focus();
}

/** The room's other pages. */
async function others() {
  const page_of = (words, picture, where) => ({ words, picture, value: where });
  const where = await c.ask(overview("Halaman lain", [
    page_of("Pengaduan", "suara", "pengaduan"), page_of("Buku register", "stempel", "buku"), page_of("Laporan mingguan", "selesai", "laporan"),
    page_of("Tugas sesudah penyerahan", "centang", "tugas"), page_of("Perekaman, wajib KTP, kartu", "rekam", "perekaman"), ...(page.today ? [page_of("Layanan hari ini", "ramai", "../admin/hari-ini")] : []), page_of("Nomor tulisan tangan", "lembar", "listrik"), page_of("Loket", "orang", ""),
  ]));
  if (where !== null) location.assign(`/${page.hall.slug}/counter/${where}`.replace(/\/$/, ""));
}

const does = {
  F1: others, F2: () => turn("F2"), F4: () => turn("F4"), F6: () => turn("F6"), F3: () => place.find.select(), F7: () => waits(c), F8: () => approve(c),
  F9: () => lacking(c), F10: () => substitutes(c), "-": () => more(c), "+": () => pickUp(c), "*": () => enter(c), Esc: () => place.desk.click(),
};

function pressed(name) {
  if (c.asking.isOpen()) return c.asking.key(name);
  if (name === "Esc" && c.box.isBusy()) return c.box.withdraw(), true;
  if (c.box.isBusy() || !does[name]) return false;
  if (possible()[name]) does[name]();
  return true;
}

keys(pressed, { asking: c.asking.isOpen });
for (const button of document.querySelectorAll("[data-key]")) button.addEventListener("click", () => pressed(button.dataset.key));
place.find.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && place.find.value.trim()) turn("find");
  if (event.key === "ArrowDown" || event.key === "Escape") place.list.querySelector("input")?.focus();
});
place.list.addEventListener("keydown", (event) => {
  const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const boxes = [...place.list.querySelectorAll("input")];
  const next = boxes[boxes.indexOf(document.activeElement) + way];
  if (!way || !next) return;
  event.preventDefault();
  next.focus();
});

const line = connect({
  namespace: "/counter",
  auth: { hall: page.hall.slug },
  version: page.state.version,
  state: (fresh) => {
    clock.set(fresh.now);
    refresh.soon();
  },
  refused: () => refresh.soon(),
  stale: (yes) => {
    document.body.classList.toggle("is-stale", yes);
    drawLink(place.link, yes ? time(plus(clock.now(), -SILENCE)) : "");
    if (yes) return;
    c.box.hurry();
    refresh.soon();
  },
});

setInterval(tick, 1000);
addEventListener("pagehide", () => line.close());
drawLink(place.link, "");
drawKeys();
tick();
refresh.now().then(() => place.list.querySelector("input")?.focus());
c.goOn();
