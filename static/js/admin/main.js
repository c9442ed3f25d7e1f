/* The keeper's room works without a script; with one its clock goes, "Hari ini" stays fresh and a key is copied by a press. */

import { fresh } from "../fresh.js";

const live = document.querySelector("[data-live]");
if (live) {
  fresh({
    get: () => fetch(window.location.href, { credentials: "same-origin", cache: "no-store", redirect: "manual" }),
    parse: (text) => new DOMParser().parseFromString(text, "text/html"),
    page: document,
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    every: Number(live.dataset.every || 10000),
  });
}

const copy = document.getElementById("copy");
if (copy) {
  const token = document.getElementById("token");
  copy.hidden = false;
  copy.addEventListener("click", () => {
    window.getSelection().selectAllChildren(token);
    // navigator.clipboard needs a secure context, which an office's own network is not
    copy.querySelector("span").textContent = document.execCommand("copy") ? "Tersalin" : "Tekan Ctrl+C";
  });
}
