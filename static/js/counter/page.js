// The page's fixed parts: where things stand, the keys with their words, and how a list fits without scrolling.

import { pict, replace, h } from "../dom.js";
import { spaced } from "../number.js";
import { nextUp, phase, possible, visitIsOver, waiting } from "./desk.js";

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
  if (!desk.berkas) return ["maju", "Buka langkah SOP"];
  if (desk.berkas.state === "returned") return ["centang", "Sudah dilengkapi, lanjutkan"];
  if (desk.berkas.state === "done") return ["centang", "Semua langkah selesai"];
  return ["centang", visitIsOver(desk) ? "Selesai langkah kantor" : "Selesai langkah"];
}

/** A refusal stands in place until the next press; null takes it away. */
export function drawRefusal(place, sentence) {
  place.refusal.hidden = !sentence;
  replace(place.refusal, pict("awas"), h("span", { text: sentence ?? "" }));
}

/** Draws with each of `ways` in turn, richest first, until `place` does not overflow; answers the one that was kept. */
export function richest(place, ways, draw) {
  for (const way of ways) {
    draw(way);
    if (place.scrollHeight <= place.clientHeight) return way;
  }
  return ways[ways.length - 1];
}
