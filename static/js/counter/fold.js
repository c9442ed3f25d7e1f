// Fits a list into its place without scrolling: the richest drawing that fits is kept.

/** Draws with each of `ways` in turn, richest first, until `place` does not overflow; answers the one that was kept. */
export function richest(place, ways, draw) {
  for (const way of ways) {
    draw(way);
    if (place.scrollHeight <= place.clientHeight) return way;
  }
  return ways[ways.length - 1];
}
