/* The visitor: fingers on the glass, and nobody there.
   touch({root, act, held}) listens on `root`. A key carries data-do (and data-value) and acts on release, once:
     act({do, value}) for every accepted press; held(true|false) while a finger lies on the glass, so that nothing is
     redrawn under it (a redraw between down and up would swallow the press). A second press within 300 ms of the last and
     within 12 mm of it is the same trembling finger and is not taken, except on the letters of the keyboard (data-fast).
   idle({state, tell, says, seconds, answer}) -> {touched(), whole()}: after `seconds` without a touch the kiosk asks, counts down
     `answer` seconds and starts over, everything forgotten. A number leaves by itself, told in words: 25 s after its slip
     came out, but 90 s where it must be written down or photographed; news of the slip begin the count anew. Times are
     doubled in large text: who reads slowly gets longer. */

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
const NOTED = 90;

export function idle({ state, tell, says, seconds, answer, every = (fn, ms) => setInterval(fn, ms), clock = () => performance.now() }) {
  let touchedAt = clock();
  let told = "";

  function left(limit) {
    return Math.ceil(limit * (state().large ? 2 : 1) - (clock() - touchedAt) / 1000);
  }

  function dwell(now) {
    const news = says(now);
    if (news !== told) touchedAt = clock();
    told = news;
    return news === "printed" || news === "accepted" ? [TICKET, TICKET - 5] : [NOTED, news === "printing" ? 0 : NOTED];
  }

  function look() {
    const now = state();
    const whole = answer * (now.large ? 2 : 1);
    if (now.view === "rest" || now.view === "asking") {
      touchedAt = clock();
    } else if (now.view === "given") {
      const [stays, says] = dwell(now);
      const rest = left(stays);
      const shown = rest <= says * (now.large ? 2 : 1) ? rest : null;
      if (rest <= 0) tell({ do: "leave" });
      else if (shown !== now.leaving) tell({ do: "leaving", value: shown });
    } else {
      const rest = left(seconds + answer);
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
