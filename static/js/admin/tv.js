/* The upload with its progress, and a word about what is too large before a byte is sent. Without a script the form
   itself does it. */

import { send } from "./sending.js";

function start() {
  const form = document.querySelector("form.send");
  if (!form) return;
  send({
    form,
    ask: () => new XMLHttpRequest(),
    go: (address) => window.location.assign(address),
    put: (text) => {
      const next = new DOMParser().parseFromString(text, "text/html").getElementById("main");
      if (next) document.getElementById("main").replaceWith(document.importNode(next, true));
      start();
      return next !== null;
    },
  });
}

start();
