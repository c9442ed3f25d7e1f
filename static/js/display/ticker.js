// The running text at the foot: moves only when it is too long, and is turned by pages where movement is not wanted.

import { h } from "../element.js";

const SPEED = 90 / 1080; // heights a second: 90 px/s on 1080 lines
const PAGE = 8; // seconds

export function ticker(path, { still = matchMedia("(prefers-reduced-motion: reduce)"), every = setInterval } = {}) {
  let shown = "";
  let page = 0;

  const draw = (texts) => {
    const run = h("div", { className: "run rest" }, texts.map((text) => h("span", { textContent: text })));
    path.replaceChildren(run);
    return run;
  };

  const set = (texts) => {
    const key = JSON.stringify([texts, still.matches, innerWidth, innerHeight]);
    if (key === shown) return;
    shown = key;
    page = 0;
    if (still.matches) return void draw(texts.slice(0, 1));
    const run = draw(texts);
    if (texts.length < 2 && run.scrollWidth <= path.clientWidth) return;
    run.classList.remove("rest");
    const way = run.getBoundingClientRect().width - parseFloat(getComputedStyle(run).paddingLeft);
    run.append(...[...run.children].map((span) => span.cloneNode(true)));
    for (const copy of [...run.children].slice(texts.length)) copy.setAttribute("aria-hidden", "true");
    run.style.setProperty("--way", `${way}px`);
    run.style.setProperty("--time", `${Math.round(way / (SPEED * innerHeight))}s`);
    run.classList.add("moves");
  };

  let now = [];
  every(() => {
    if (!still.matches || now.length < 2) return;
    page = (page + 1) % now.length;
    draw([now[page]]);
  }, PAGE * 1000);
  addEventListener("resize", () => set(now));

  return {
    /** Shows these sentences, in order; the same ones again change nothing. */
    show(texts) {
      now = texts;
      set(texts);
    },
  };
}
