/* The page of a screen that waits to be paired: asks how its code stands, renews it, and opens its screen when confirmed.
   It never leaves the page before the server has answered: a browser's own error page would not come back by itself. */

import { client } from "../api.js";
import { first } from "../dom.js";
import { follow } from "./follow.js";

const { hall, role, poll_seconds: every, ...shown } = first();
const api = client();
const code = document.getElementById("code");
const left = document.getElementById("left");
const cut = document.getElementById("cut");
const command = document.getElementById("digits");

function draw({ code: digits, seconds }) {
  if (code.dataset.code !== digits) {
    command.textContent = digits;
    code.dataset.code = digits;
    const [front, back] = code.querySelectorAll("span");
    front.textContent = digits.slice(0, 3);
    back.textContent = digits.slice(3);
  }
  const minutes = Math.ceil(seconds / 60);
  left.textContent = minutes > 1 ? `Berlaku ${minutes} menit lagi. Kode baru muncul sendiri.` : "Berlaku kurang dari satu menit. Kode baru muncul sendiri.";
}

follow({
  shown,
  ask: () => api.get(`/api/v1/halls/${hall}/pairings/${role}`),
  renew: () => api.post(`/api/v1/halls/${hall}/pairings`, { role }),
  draw,
  lost: (yes) => { cut.hidden = !yes; },
  open: () => window.location.reload(),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  every: every * 1000,
});
