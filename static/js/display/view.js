// The TV's glass: everything that is drawn, and when. What comes from the server and what is said is main.js's.

import { date, plus, time } from "../clock.js";
import { fit } from "../fit.js";
import { drawCalls, hero, listed } from "./calls.js";
import { deck, heldUp } from "./deck.js";
import { atRest, drawClosed, drawCounters, drawLines, partOf } from "./hall.js";
import { fitted, refit } from "./pages.js";
import { ticker } from "./ticker.js";

const TURN = 10; // seconds of a page of lines and counters
const LEAST_MARGIN = 1.6; // per cent: also a TV that cuts nothing off has an edge
const SILENCE = 5 / 60; // minutes after which line.js calls a screen stale
const DRIFT = 600; // seconds between two steps of two pixels, against burn-in
const PATH = [[0, 0], [2, 0], [2, 2], [0, 2], [-2, 2], [-2, 0], [-2, -2], [0, -2], [2, -2]];

/** `page` is the page's first state, `clock` the hall's; `every` is setInterval unless a test says otherwise. */
export function view(page, clock, every = setInterval) {
  const body = document.body;
  const place = (name) => document.querySelector(`[data-place="${name}"]`);
  const text = ticker(place("ticker"));
  const call = hero(place("call"), () => ({ english: page.settings.english }));
  let state = partOf(page.state, page.part);
  let announced = [];
  let since = ""; // the time of the last word of the server, while it is silent
  let films = null;
  let loading = false;
  let seconds = 0;

  const stage = deck(place("slides"), {
    layout: () => page.layout, last: (now) => listed(now, announced)[0], now: clock.now, film: () => films,
  });

  /** The office's files need their own script: only where there are any. */
  function media() {
    if (films) films.set(state.media ?? []);
    else if (state.media?.length && page.layout === "slides" && !loading) {
      loading = true;
      import("./media.js").then(
        ({ media: player }) => {
          films = player(place("slides"), { volume: () => page.settings.film_volume, next: () => stage.next() });
          draw();
        },
        () => (loading = false), // the wire was cut just now: the next state tries again
      );
    }
  }

  function lists() {
    const turn = Math.floor(seconds / TURN);
    if (page.layout !== "calls") drawLines(place("lines"), state.lines, turn);
    drawCounters(place("counters"), state.counters, turn);
  }

  const calls = () => drawCalls(place("calls"), place("no-calls"), state, announced, since !== "");

  function draw() {
    const resting = atRest(state);
    body.classList.toggle("is-shut", resting);
    place("shut").hidden = !resting;
    drawClosed(place("shut"), state.service);
    media();
    stage.draw(state);
    calls();
    lists();
    text.show([state.recording?.trouble && heldUp(state.recording.trouble), state.notice, ...page.running_text].filter(Boolean));
  }

  function tick() {
    const now = clock.now();
    const [day, rest] = date(now).split(", ");
    for (const node of document.querySelectorAll("[data-clock]")) if (node.textContent !== time(now)) node.textContent = time(now);
    if (place("date").textContent !== rest) {
      place("day").textContent = day;
      place("date").textContent = rest;
    }
    seconds += 1;
    if (seconds % TURN === 0) lists();
    if (seconds % DRIFT === 0) drift();
    stage.tick();
  }

  function drift() {
    const [dx, dy] = PATH[(seconds / DRIFT) % PATH.length];
    body.style.setProperty("--dx", `${dx}px`);
    body.style.setProperty("--dy", `${dy}px`);
  }

  function dress() {
    body.dataset.layout = page.layout;
    body.style.setProperty("--m", String(Math.max(LEAST_MARGIN, page.margin)));
  }

  function again() {
    refit();
    for (const line of document.querySelectorAll(".hall > *")) fitted(line, "", (box) => fit(box, 0.5));
    call.again();
    draw();
  }

  dress();
  every(tick, 1000);
  tick();
  again();
  document.fonts.ready.then(again);
  addEventListener("resize", again);

  return {
    /** A newer state of the whole hall, and the calls that this screen announces now. */
    draw(fresh, open) {
      state = partOf(fresh, page.part);
      announced = open;
      draw();
    },
    /** The announced calls changed. */
    announce(open) {
      announced = open;
      calls();
    },
    show(said) {
      stage.pause();
      call.show(said);
    },
    rest() {
      call.rest();
      stage.resume();
    },
    /** The server is silent, or speaks again: no yellow, and from when the numbers are. */
    stale(yes) {
      since = yes ? time(plus(clock.now(), -SILENCE)) : "";
      body.classList.toggle("is-stale", yes);
      place("head").hidden = yes;
      place("stale").hidden = !yes;
      for (const node of document.querySelectorAll("[data-since]")) node.textContent = since;
      place("calls-title").textContent = yes ? `Panggilan sampai pukul ${since}` : "Panggilan terakhir";
      calls();
    },
    /** The keeper changed something: `fresh` is the page as it is now, with its slides. */
    renew(fresh, slides) {
      for (const old of place("slides").querySelectorAll('[data-page="slide"]')) old.remove();
      place("dots").before(...slides);
      Object.assign(page, { ...fresh, settings: { ...page.settings, ...fresh.settings } });
      dress();
      again();
    },
  };
}
