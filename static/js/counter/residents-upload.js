/* Uploading a list: straight from the file to the server, with how far it is. The page then shows the list's columns.
   The village stands in the address, the file's name (it may name somebody) in a header. */

import { requestId } from "../api.js";
import { first } from "../dom.js";

const { hall, csrf } = first();
const place = (name) => document.querySelector(`[data-place="${name}"]`);
const form = place("upload");
const file = document.getElementById("file");
const drop = form.querySelector(".drop");
const MOST = 100 * 1024 * 1024;

function refuse(sentence) {
  place("progress").hidden = true;
  place("send").disabled = false;
  place("refusal").textContent = sentence;
  place("refusal").hidden = !sentence;
}

function chosen() {
  refuse("");
  const one = file.files[0];
  place("file-name").textContent = one ? one.name : "Pilih berkas CSV atau XLSX";
  if (one && one.size > MOST) refuse("Daftar paling besar 100 MB. Bagi per desa.");
}

function told(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return {}; // a body cut off by a server that ends is no body
  }
}

function send(one, id) {
  const asked = new URLSearchParams({ request_id: id });
  const village = form.elements.village.value.trim();
  if (village) asked.set("village", village);
  const request = new XMLHttpRequest();
  request.open("POST", `/api/v1/halls/${hall}/people/imports?${asked}`);
  request.setRequestHeader("X-CSRF-Token", csrf);
  request.setRequestHeader("X-File-Name", encodeURIComponent(one.name));
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.upload.addEventListener("progress", (event) => {
    const part = event.lengthComputable ? Math.floor((event.loaded / event.total) * 100) : 0;
    form.querySelector("progress").value = part;
    place("said").textContent = part < 100 ? `${part} %` : "Disimpan …";
  });
  request.addEventListener("load", () => {
    const { id: made, detail } = told(request);
    if (made) location.assign(`/${hall}/counter/wajib-ktp/impor/${made}`);
    else refuse(detail || "Server tidak menerima berkas itu. Coba lagi.");
  });
  request.addEventListener("error", () => refuse("Sambungan terputus. Coba lagi: tidak ada yang berubah."));
  request.send(one);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const one = file.files[0];
  if (!one) refuse("Pilih berkasnya dulu.");
  if (!one || one.size > MOST) return;
  refuse("");
  place("send").disabled = true;
  place("progress").hidden = false;
  send(one, requestId());
});
file.addEventListener("change", chosen);
for (const kind of ["dragover", "drop", "dragleave"]) {
  drop.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.toggle("over", kind === "dragover");
    if (kind !== "drop" || !event.dataTransfer.files.length) return;
    file.files = event.dataTransfer.files;
    chosen();
  });
}
