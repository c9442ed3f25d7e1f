/* The keeper's page of the voice: hears, records and sends prompts. The server draws every row; after each change the row,
   the samples and the progress are taken from the page as it is now. */

import { h, pict } from "../dom.js";
import { canRecord, record, samples, wav } from "./recording.js";

const LONGEST = 4200; // ms: nothing longer is a prompt
const UNREADABLE = "Berkas ini tidak dapat dibaca peramban. Coba kirim sebagai WAV, MP3, atau M4A.";
const NO_MICROPHONE = "Mikrofon tidak dapat dipakai. Izinkan mikrofon di peramban, lalu ulangi.";
const NO_SERVER = "Server tidak menjawab. Ulangi sebentar lagi.";
const player = new Audio();
let playing = null;
let recording = null;

const rowOf = (element) => element.closest("[data-prompt]");
const csrf = () => document.querySelector("[name=csrf]").value;

function mark(button) {
  if (playing && playing.isConnected) playing.setAttribute("aria-pressed", "false");
  playing = button;
  if (button) button.setAttribute("aria-pressed", "true");
}

function hear(button) {
  const again = playing === button && !player.paused;
  player.pause();
  mark(null);
  if (again) return;
  mark(button);
  player.src = `${button.getAttribute("href")}?now=${Date.now()}`;
  player.play().catch(() => mark(null)); // paused by the next press
}
player.addEventListener("ended", () => mark(null));

function say(row, words) {
  for (const old of row.querySelectorAll(".refusal")) old.remove();
  if (words) row.append(h("p", { class: "refusal", role: "alert" }, pict("awas"), h("span", { text: words })));
}

/** Sends samples of a prompt; resolves to null, or to the sentence of a refusal. */
async function send(key, mono) {
  const form = new FormData();
  form.set("csrf", csrf());
  form.set("sound", wav(mono), "sound.wav");
  const answer = await fetch(`${location.pathname}/clips/${key}`, { method: "POST", body: form, headers: { Accept: "application/json" } }).catch(() => null);
  if (answer === null) return NO_SERVER;
  if (answer.ok) return null;
  const told = await answer.json().catch(() => ({})); // a proxy's own page
  return told.detail || NO_SERVER;
}

/** The page as it is now: these rows and what follows from all of them. */
async function redraw(keys) {
  const answer = await fetch(location.pathname, { credentials: "same-origin", cache: "no-store" }).catch(() => null);
  if (!answer || !answer.ok) return window.location.reload(); // says what is wrong: signed out, or no server
  const now = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const id of [...keys, "draft", "progress"]) {
    const [old, fresh] = [document.getElementById(id), now.getElementById(id)];
    if (old && fresh) old.replaceWith(document.importNode(fresh, true));
  }
  return ready();
}

async function take(row, mono) {
  const key = row.dataset.prompt;
  row.classList.add("busy");
  const words = mono.length ? await send(key, mono) : "Terlalu pendek, ulangi.";
  row.classList.remove("busy");
  if (words) return say(row, words);
  await redraw([key]);
  hear(document.getElementById(key).querySelector("[data-hear]"));
  return next(key);
}

/** Whoever records goes on with the next prompt by the same key. */
function next(key) {
  const buttons = [...document.querySelectorAll("[data-record]:not([hidden])")].filter((button) => button.offsetParent);
  const at = buttons.findIndex((button) => rowOf(button).dataset.prompt === key);
  (buttons[at + 1] || buttons[at] || document.body).focus();
}

function press(button, on) {
  button.setAttribute("aria-pressed", String(on));
  button.querySelector("span").textContent = on ? "Berhenti" : "Rekam";
}

async function toggle(button) {
  if (recording) return recording.stop();
  const row = rowOf(button);
  player.pause();
  mark(null);
  say(row, "");
  recording = { stop: () => {} }; // while the browser asks whether we may
  try {
    recording = await record(LONGEST);
  } catch {
    recording = null;
    return say(row, NO_MICROPHONE);
  }
  press(button, true);
  await take(row, await recording.done.catch(() => [])); // stopped before anything was heard
  recording = null;
  press(button, false);
  return undefined;
}

const decoded = async (file) => samples(await file.arrayBuffer()).catch(() => null);

async function sendOne(input) {
  const row = rowOf(input);
  const [file] = input.files;
  input.value = "";
  say(row, "");
  const mono = await decoded(file);
  return mono ? take(row, mono) : say(row, UNREADABLE);
}

/** "Nomor Antrean (2).m4a", "huruf a.wav" and "3.mp3" name prompts, as people call their files. */
function promptOf(name) {
  const plain = name.toLowerCase().replace(/\.[a-z0-9]+$/, "").replace(/\(\d+\)/, "").trim().replace(/[\s_]+/g, "-").replace(/^huruf-/, "letter-");
  const digits = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"];
  const word = /^\d$/.test(plain) ? digits[plain] : /^[a-z]$/.test(plain) ? `letter-${plain}` : plain;
  return [word, `id-${word}`].map((key) => document.querySelector(`[data-prompt="${CSS.escape(key)}"]`)).find(Boolean);
}

async function sendMany(input) {
  const files = [...input.files];
  const list = document.getElementById("many-said");
  const told = (name, words, css) => list.append(h("li", { class: css }, h("b", { text: name }), ` ${words}`));
  input.value = "";
  list.replaceChildren();
  const done = [];
  for (const file of files) {
    const row = promptOf(file.name);
    const mono = row && (await decoded(file));
    const words = !row ? "bukan nama kata di daftar ini." : mono ? await send(row.dataset.prompt, mono) : UNREADABLE;
    told(file.name, words || "masuk.", words ? "late" : "ok");
    if (!words) done.push(row.dataset.prompt);
  }
  if (done.length) await redraw(done);
}

function ready() {
  for (const button of document.querySelectorAll("[data-record]")) button.hidden = !canRecord();
  document.querySelector("[data-microphone]").hidden = !canRecord();
  document.querySelector("[data-no-microphone]").hidden = canRecord();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-hear], [data-record]");
  if (!button) return;
  event.preventDefault();
  if (button.dataset.record === "") toggle(button);
  else hear(button);
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-send]") && event.target.files.length) sendOne(event.target);
  if (event.target.matches("[data-many]") && event.target.files.length) sendMany(event.target);
});
ready();
