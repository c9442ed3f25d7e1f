/* Keeps the camat's page of today live: it is read anew when the hall's state changes, and every ten seconds; when the
   server is silent the page says from when its figures are. Without this script it is the same page, once. */

import { first, replace } from "../dom.js";
import { connect } from "../line.js";
import { draw, hhmm } from "./overview.js";

const EVERY = 10000;
const PAUSE = 1000; // a busy hall changes many times a second, people read once
let shown = first();
let due = null;
let reading = false;
const [place, clock, cut, at] = ["today", "clock", "cut", "cut-at"].map((id) => document.getElementById(id));

function show(found) {
  shown = found;
  clock.textContent = hhmm(found.now);
  at.textContent = hhmm(found.now);
  // who follows a link by keyboard keeps their place
  const here = place.contains(document.activeElement) ? document.activeElement.dataset.figure : null;
  const open = place.querySelector("details[open]");
  replace(place, draw(found, found.hall));
  const more = place.querySelector("details");
  if (more) more.open = Boolean(open);
  if (here) place.querySelector(`[data-figure=${here}]`).focus();
}

async function read() {
  due = null;
  if (reading) return soon();
  reading = true;
  try {
    const answer = await fetch(`/api/v1/halls/${shown.hall}/today`, { credentials: "same-origin", cache: "no-store" });
    if (answer.status === 401 || answer.status === 403) window.location.reload(); // signed out: the sign-in page
    else if (answer.ok) show(await answer.json());
    cut.hidden = answer.ok;
  } catch {
    cut.hidden = false;
  } finally {
    reading = false;
  }
}

function soon() {
  if (due === null) due = setTimeout(read, PAUSE);
}

setInterval(read, EVERY);
connect({ namespace: "/counter", auth: { hall: shown.hall }, version: shown.version, state: soon, stale: (yes) => { if (yes) cut.hidden = false; else soon(); } });
