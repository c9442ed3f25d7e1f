/* How far the work on a list is, asked twice a second; when it rests, the page shows what comes next. */

import { client } from "../api.js";
import { first } from "../dom.js";

const { hall, csrf, import: begun } = first();
const api = client({ csrf });
const place = (name) => document.querySelector(`[data-place="${name}"]`);
const BUSY = { reading: "Membuka berkas", checking: "Memeriksa baris", applying: "Memasukkan" };
const SOON = 500;

function draw(seen) {
  const all = seen.state === "applying" ? seen.new + seen.changed : seen.rows;
  const bar = place("bar");
  if (seen.state === "reading" || !all) bar.removeAttribute("value");
  else bar.value = Math.min(100, (seen.done / all) * 100);
  place("said").textContent = all ? `${BUSY[seen.state]}: ${seen.done} dari ${all}` : `${BUSY[seen.state]} …`;
}

async function look() {
  const answer = await api.get(`/api/v1/halls/${hall}/people/imports/${begun.id}`);
  if (answer.ok && answer.data.state !== begun.state) {
    location.reload();
    return;
  }
  if (answer.ok) draw(answer.data);
  setTimeout(look, SOON);
}

draw(begun);
setTimeout(look, SOON);
