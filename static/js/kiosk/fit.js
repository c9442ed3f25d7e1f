/* No view ever scrolls or is cut off: a view offers itself in levels, from generous to spare, and the first that fits the
   glass is shown. fit(place, levels, draw, from = 0) calls draw(level) for each until nothing sticks out; returns the level,
   which the next drawing of the same view begins from.
   sticksOut(main) -> the first part that leaves its place, or null. Parts under [data-free] may be cut (pictures). */

const PLACES = "main, section, .pick, .cards, .side, .rest-of, .need, .steps, .start, .hello";
const BOXES = "button, .fact, .big, .take, .follow, .unsaid";
const SLACK = 1.5; // px: halves of device pixels, not text

const below = (box, part) => {
  const place = part.parentElement.matches(PLACES) && part.parentElement.getBoundingClientRect();
  return place && (box.bottom > place.bottom + SLACK || box.right > place.right + SLACK);
};

const spills = (part) => part.scrollWidth > part.clientWidth + SLACK || part.scrollHeight > part.clientHeight + 3;

export function sticksOut(main) {
  const room = main.getBoundingClientRect();
  const style = getComputedStyle(main);
  const foot = room.bottom - parseFloat(style.paddingBottom) + SLACK;
  const side = room.right - parseFloat(style.paddingRight) + SLACK;
  for (const part of main.querySelectorAll("*:not(svg):not(svg *)")) {
    if (part.closest("[data-free]")) continue;
    const box = part.getBoundingClientRect();
    if (box.height && (box.bottom > foot || box.right > side || below(box, part) || (part.matches(BOXES) && spills(part)))) return part;
  }
  return null;
}

export function fit(place, levels, draw, from = 0) {
  for (let level = from; level < levels; level += 1) {
    draw(level);
    if (level === levels - 1 || !sticksOut(place.firstElementChild)) return level;
  }
  return from;
}
