// The running text at the foot: moves only when it is too long, and is turned by pages where movement is not wanted.

import { h } from "../dom.js";

const SPEED = 90 / 1080; // heights a second: 90 px/s on 1080 lines
const PAGE = 8; // seconds

export function ticker(path, { still = matchMedia("(prefers-reduced-motion: reduce)"), every = setInterval } = {}) {
  let texts = [];
  let pages = [];
  let page = 0;
  let shown = "";

  const draw = (wanted) => {
    const run = h("div", { class: "run rest" }, wanted.map((text) => h("span", { text })));
    path.replaceChildren(run);
    return run;
  };
  const fits = (wanted) => draw(wanted).scrollWidth <= path.clientWidth;

  const set = () => {
    const key = JSON.stringify([texts, still.matches, path.clientWidth]);
    if (key === shown) return;
    shown = key;
    page = 0;
    pages = still.matches ? texts.flatMap((text) => split(text, fits)) : [];
    if (pages.length) draw([pages[0]]);
    else if (texts.length > 1 || !fits(texts)) move(draw(texts));
  };

  every(() => {
    if (pages.length < 2) return;
    page = (page + 1) % pages.length;
    draw([pages[page]]);
  }, PAGE * 1000);
  new ResizeObserver(set).observe(path);

  return {
    /** Shows these sentences, in order; the same ones again change nothing. */
    show(fresh) {
      texts = fresh;
      set();
    },
  };
}

/** A second copy follows the first, so that the end runs into the beginning. */
function move(run) {
  run.classList.remove("rest");
  const way = run.getBoundingClientRect().width - parseFloat(getComputedStyle(run).paddingLeft);
  const copies = [...run.children].map((span) => span.cloneNode(true));
  for (const copy of copies) copy.setAttribute("aria-hidden", "true");
  run.append(...copies);
  run.style.setProperty("--way", `${way}px`);
  run.style.setProperty("--time", `${Math.round(way / (SPEED * innerHeight))}s`);
  run.classList.add("moves");
}

/** Breaks a sentence that is too long for the place between words, as seldom as can be. */
function split(text, fits) {
  const parts = [];
  for (const word of text.split(/\s+/)) {
    const longer = parts.length ? `${parts[parts.length - 1]} ${word}` : word;
    if (parts.length && fits([longer])) parts[parts.length - 1] = longer;
    else parts.push(word);
  }
  return parts;
}
