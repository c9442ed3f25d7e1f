/* A citizen's ticket, kept live. The page came whole from the server; this changes words and the root's data-state. */

import { hallClock, plus, time } from "./clock.js";
import { connect } from "./line.js";

const page = JSON.parse(document.getElementById("first").textContent);
const clock = hallClock(page.now);
const root = document.documentElement;
const part = (id) => document.getElementById(id);
let ticket = page.ticket;
let sound = null;

function draw(now) {
  root.dataset.state = now.state;
  document.title = now.state === "called" ? `${now.number} dipanggil` : `${now.number} – Antrean`;
  const counter = now.counter_name || (now.counter ? `Loket ${now.counter}` : "loket");
  for (const place of document.querySelectorAll(".counter")) place.textContent = counter;
  part("to").classList.toggle("long", counter.length > 9);
  part("ahead").textContent = now.waiting_before ? `${now.waiting_before} orang` : "Berikutnya";
  part("ahead-more").textContent = now.waiting_before ? "di depan Anda" : "giliran Anda";
  part("range").textContent = now.estimate ? `${now.estimate.from}–${now.estimate.to}` : "Tunggu";
  part("range-more").textContent = now.estimate ? "menit lagi" : "perkiraan belum ada";
  if (now.called_at) part("called").textContent = time(now.called_at);
}

// Two tones, made here: no sound file to load, and a phone allows them only after the citizen asked for them.
function ring() {
  if (!sound) return;
  for (const [at, pitch] of [[0, 660], [0.5, 523], [1.4, 660], [1.9, 523]]) {
    const tone = sound.createOscillator();
    const loud = sound.createGain();
    tone.frequency.value = pitch;
    loud.gain.setValueAtTime(0.4, sound.currentTime + at);
    loud.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + at + 0.8);
    tone.connect(loud).connect(sound.destination);
    tone.start(sound.currentTime + at);
    tone.stop(sound.currentTime + at + 0.8);
  }
  if (navigator.vibrate) navigator.vibrate([400, 200, 400]);
}

function hear(fresh) {
  const again = fresh.state === "called" && (ticket.state !== "called" || fresh.called_at !== ticket.called_at);
  ticket = { ...ticket, ...fresh };
  draw(ticket);
  if (again) ring();
}

function askForSound(button) {
  const Sound = window.AudioContext || window.webkitAudioContext;
  if (!Sound) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    sound = sound ? void sound.close() : new Sound();
    button.setAttribute("aria-pressed", String(Boolean(sound)));
    button.lastElementChild.textContent = sound ? "Bunyi menyala saat giliran Anda" : "Bunyikan saat giliran saya";
  });
}

connect({
  namespace: "/ticket",
  auth: { token: ticket.token },
  messages: { "ticket.state": hear },
  stale(yes) {
    part("cut").hidden = !yes;
    part("cut-at").textContent = time(plus(clock.now(), -5 / 60));
  },
});

const look = () => (part("clock").textContent = `${time(clock.now())} ${page.hall.zone}`);

askForSound(part("sound"));
setInterval(look, 1000);
draw(ticket);
