// A list that is longer than its place is turned by pages: whole pages, no scrolling, every page as full as the others.

/** Splits a list into pages of at most `most`, as even as can be. */
export function pages(list, most) {
  const count = Math.max(1, Math.ceil(list.length / most));
  const size = Math.ceil(list.length / count);
  return Array.from({ length: count }, (_, page) => list.slice(page * size, (page + 1) * size));
}

/** Calls `turn(n)` with a number that rises every `seconds`; who draws takes it modulo the number of pages. */
export function turner(turn, seconds, every = setInterval) {
  let n = 0;
  every(() => {
    n += 1;
    turn(n);
  }, seconds * 1000);
}
