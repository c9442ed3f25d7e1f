/* Fingers. A key carries data-do (and data-value); it acts on release, once.
   touch({root, act, held}) listens on `root`: act({do, value}) for every accepted press; held(true|false) while a finger
   lies on the glass, so that nothing is redrawn under it (a redraw between down and up would swallow the press).
   A second press within 300 ms of the last and within 12 mm of it is the same trembling finger and is not taken, except
   on the letters of the keyboard (data-fast). */

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
