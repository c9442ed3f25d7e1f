// The board works without a script; with one it stays as the server has it now.

import { fresh } from "../fresh.js";

fresh({
  get: () => fetch(window.location.pathname, { credentials: "same-origin", cache: "no-store", redirect: "manual" }),
  parse: (text) => new DOMParser().parseFromString(text, "text/html"),
  page: document,
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  every: Number(document.getElementById("live").dataset.every),
});
