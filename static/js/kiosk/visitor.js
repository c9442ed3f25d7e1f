/* The visitor: fingers on the glass, and nobody there.
   touch({root, act, held}) listens on `root`. A key carries data-do (and data-value) and acts on release, once:
     act({do, value}) for every accepted press; held(true|false) while a finger lies on the glass, so that nothing is
     redrawn under it (a redraw between down and up would swallow the press). A second press within 300 ms of the last and
     within 12 mm of it is the same trembling finger and is not taken, except on the letters of the keyboard (data-fast).
   idle({state, tell, seconds, answer}) -> {touched(), whole()}: after `seconds` without a touch the kiosk asks, counts down
     `answer` seconds and starts over, everything forgotten. A ticket whose slip came out leaves by itself after 25 s, told
     in words; a ticket without a slip waits for the question. Times are doubled in large text: who reads slowly gets longer. */

const TREMBLE = 300;
const NEAR_MM = 12;
const LONGEST = 3000; // a sleeve on the glass must not stop the drawing for ever

export function touch({ root, act, held, mm = () => 4, clock = () => performance.now() }) {
  let last = { at: -Infinity, x: 0, y: 0 };
  let resting = 0;

  const trembling = (event) =>
    event.detail !== 0 && clock() - last.at < TREMBLE && Math.hypot(event.clientX - last.x, event.clientY - last.y) < NEAR_MM * mm();

  root.addEventListener("pointerdown", () => {
    held(true);
    clearTimeout(resting);
    resting = setTimeout(() => held(false), LONGEST);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    root.addEventListener(end, () => {
      clearTimeout(resting);
      setTimeout(() => held(false), 0); // the click comes right after the release
    });
  }
  root.addEventListener("click", (event) => {
    const key = event.target.closest("[data-do]");
    if (!key || key.getAttribute("aria-disabled") === "true") return;
    if (!("fast" in key.dataset) && trembling(event)) return;
    last = { at: clock(), x: event.clientX, y: event.clientY };
    act({ do: key.dataset.do, value: key.dataset.value });
  });
  root.addEventListener("contextmenu", (event) => event.preventDefault());
}

const TICKET = 25;

export function idle({ state, tell, seconds, answer, every = (fn, ms) => setInterval(fn, ms), clock = () => performance.now() }) {
  let touchedAt = clock();

  function left(limit) {
    return Math.ceil(limit * (state().large ? 2 : 1) - (clock() - touchedAt) / 1000);
  }

  function leaves({ view, slip }) {
    return view === "given" && (slip === "printed" || slip === "accepted");
  }

  function look() {
    const now = state();
    if (now.view === "rest" || now.view === "asking") {
      touchedAt = clock();
    } else if (leaves(now)) {
      const rest = left(TICKET);
      if (rest <= 0) tell({ do: "leave" });
      else if (rest <= TICKET - 5 && rest !== now.leaving) tell({ do: "leaving", value: rest });
    } else {
      const rest = left(seconds + answer);
      const whole = answer * (now.large ? 2 : 1);
      if (rest <= 0) tell({ do: "leave" });
      else if (rest <= whole && rest !== now.idle) tell({ do: "idle", value: rest });
    }
  }

  every(look, 200);
  return {
    touched() {
      touchedAt = clock();
      if (state().leaving !== null) tell({ do: "leaving", value: null });
    },
    whole: () => answer * (state().large ? 2 : 1),
  };
}
