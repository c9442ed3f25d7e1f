// What stands on the stage between calls: pages that change by a cut, each with its own time. A call covers them all.

import { h } from "../dom.js";
import { fit, shrink } from "../fit.js";
import { time, wall } from "../clock.js";
import { drawCall } from "./calls.js";
import { fitted, pages, room, rows, write } from "./pages.js";

const SECONDS = 12;
const BOARDS_EVERY = 5; // pages of the office's own between two turns of the boards: at most a minute
const NOTICE_EVERY = 2; // while a notice holds, every second page is it
const MOST_DOTS = 12;

/** What the public reads while recording stands still; `trouble` is the cause. */
export const heldUp = (trouble) => `Perekaman terganggu: ${trouble}`;

const entry = (key, node, draw = () => {}, seconds = SECONDS) => ({ key, node, draw, seconds });

/** The pages of this moment, in their order: `own` ones with the boards among them, and a notice before every second one. */
export function ordered(own, boards, notices) {
  const mixed = [];
  own.forEach((page, at) => {
    mixed.push(page);
    if ((at + 1) % BOARDS_EVERY === 0 || at === own.length - 1) mixed.push(...boards);
  });
  if (!own.length) mixed.push(...boards);
  if (!notices.length) return mixed;
  return mixed.flatMap((page, at) => (at % NOTICE_EVERY ? [page] : [notices[(at / NOTICE_EVERY) % notices.length], page]));
}

/**
 * `root` holds the pages; `last(state)` gives the newest call, `now()` the hall's time, `film` {list(), prepare, show, hide,
 * pause, play, stuck} the office's media, null until they are loaded. `layout()` is the screen's layout.
 */
export function deck(root, { layout, last, now, film = () => null }) {
  const one = (name) => root.querySelector(`[data-page="${name}"]`);
  const part = (node, name) => node.querySelector(`[data-part="${name}"]`);
  const dots = root.querySelector(`[data-place="dots"]`);
  let state = null;
  let shown = null;
  let since = 0;
  let at = -1;
  let still = false; // a call covers the stage
  let coming = null; // a file that is being loaded

  function own() {
    if (state.service && !state.service.open) return [entry("closed", one("closed"), drawShut)];
    const slides = [...root.querySelectorAll(`[data-page="slide"]`)].map((node, index) => entry(`slide ${index}`, node, draw));
    if (layout() === "slides") return [...slides, ...media()];
    const call = last(state);
    return call ? [entry("last", one("last"), (node) => drawCall(node, call, { before: "Terakhir dipanggil", to: "menuju" }), 2 * SECONDS)] : slides.slice(0, 1);
  }

  function drawShut(node) {
    write(part(node, "why"), state.service.why ?? "");
    draw(node);
  }

  function media() {
    const player = film();
    if (!player) return [];
    return player.list().map((item) => ({ ...entry(`medium ${item.url}`, one("medium"), () => player.show(item), item.seconds), item }));
  }

  function boards() {
    const board = one("ready");
    const found = state.ready?.length ? pages(state.ready, room(root, "--numbers")) : [];
    const ready = found.map((numbers, page) => entry(`ready ${page}`, board, (node) => drawReady(node, numbers, page, found.length)));
    return state.recording ? [...ready, entry("recording", one("recording"), drawRecording)] : ready;
  }

  function drawReady(node, numbers, page, count) {
    write(part(node, "page"), count > 1 ? `${page + 1} dari ${count}` : "");
    const list = part(node, "numbers");
    list.dataset.rows = numbers.length > 8 ? "many" : numbers.length > 4 ? "few" : "fewest";
    rows(list, numbers, () => h("li", { class: "num" }, h("span"), h("b")), (row, text) => {
      const cut = text.lastIndexOf("-") + 1; // "2026-00012": the running number is what people look for
      write(row.children[0], text.slice(0, cut));
      write(row.children[1], text.slice(cut));
      fitted(row, list.dataset.rows, (box) => fit(box, 0.4));
    });
  }

  function drawRecording(node) {
    const { title, line, place, until, waiting, trouble } = state.recording;
    write(part(node, "title"), title);
    write(part(node, "place"), place);
    write(part(node, "until"), `Sampai pukul ${time(until)}`);
    write(part(node, "waiting"), `Antrean ${line}: ${waiting} menunggu`);
    write(part(node, "trouble"), trouble ? heldUp(trouble) : "");
    part(node, "trouble-box").hidden = !trouble;
    node.classList.toggle("troubled", Boolean(trouble));
    draw(node);
  }

  function notices() {
    const moment = wall(now()).at;
    return (state.notices ?? [])
      .filter((notice) => wall(notice.from).at <= moment && moment < wall(notice.until).at)
      .map((notice) => entry(`notice ${notice.from} ${notice.title}`, one("notice"), (node) => {
        node.dataset.kind = notice.kind;
        write(part(node, "title"), notice.title);
        write(part(node, "text"), notice.text);
        write(part(node, "until"), `Sampai pukul ${time(notice.until)}`);
        draw(node);
      }));
  }

  /** Long words become smaller until they fit; what is not seen cannot be measured and is fitted when it stands. */
  function draw(node) {
    for (const line of node.querySelectorAll("h1, li > span:last-child, .kick")) fitted(line, "", (box) => fit(box, 0.5));
    for (const words of node.querySelectorAll(".words, .trouble span")) fitted(words, node.className, shrink);
  }

  function stand(next) {
    const was = shown;
    shown = next;
    since = performance.now();
    for (const node of root.children) if (node.dataset.page) node.hidden = node !== next.node;
    if (was?.item && !next.item) film().hide();
    next.draw(next.node);
  }

  /** The next page; a file is shown when it is loaded, and left out when it cannot be. */
  function turn(all = list()) {
    const gone = shown && all[at]?.key !== shown.key; // what stood here is listed no more: another has moved up into its place
    at = (gone ? at : at + 1) % all.length;
    const next = all[at];
    drawDots(all);
    if (!next.item || next.key === shown?.key) return stand(next);
    coming = next;
    root.dataset.coming = next.item.url;
    return film().prepare(next.item).then((well) => {
      if (coming !== next) return;
      coming = null;
      delete root.dataset.coming;
      if (still) at -= 1;
      else if (well) stand(next);
      else turn();
    });
  }

  const list = () => ordered(own(), boards(), notices());

  function drawDots(all) {
    const many = all.length > 1 && all.length <= MOST_DOTS;
    dots.hidden = !many;
    rows(dots, many ? all : [], () => h("i"), (dot, page) => dot.classList.toggle("on", page === all[at]));
  }

  function due() {
    return performance.now() - since >= shown.seconds * 1000 || (shown.item && film().stuck());
  }

  const api = {
    /** A newer state: what stands is drawn anew, or gives way when it holds no more. */
    draw(fresh) {
      state = fresh;
      if (still) return;
      const all = list();
      const same = all[at]?.key === shown?.key ? all[at] : all.find((page) => page.key === shown?.key);
      if (!same) {
        coming = null;
        turn(all);
        return;
      }
      at = all.indexOf(same);
      drawDots(all);
      if (same.item) return;
      shown = same;
      same.draw(same.node);
    },
    /** Every second. */
    tick() {
      if (!state || still || coming || !shown) return;
      const holds = !shown.key.startsWith("notice") || notices().some((notice) => notice.key === shown.key);
      if (!holds || due()) turn();
    },
    /** Goes on at once: a film ended or a file failed. */
    next() {
      if (!still && !coming) turn();
    },
    /** A call covers the stage. */
    pause() {
      still = true;
      root.hidden = true;
      if (shown?.item) film().pause();
    },
    /** The stage is free again: what stood there stands for its whole time. */
    resume() {
      still = false;
      root.hidden = false;
      since = performance.now();
      if (shown?.item) film().play();
      api.draw(state);
    },
  };
  return api;
}
