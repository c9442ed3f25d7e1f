// Lists in their places. One that is longer than its place is turned by pages: whole pages, no scrolling, every page as full
// as the others. Nodes are filled anew, not made anew: a TV that is left on for a week keeps the ones of its first day.

import { fitName } from "../fit.js";

let epoch = 0; // what was fitted to another window, or to letters that had not come yet, is fitted again

/** Splits a list into pages of at most `most`, as even as can be. */
export function pages(list, most) {
  const count = Math.max(1, Math.ceil(list.length / most));
  const size = Math.ceil(list.length / count);
  return Array.from({ length: count }, (_, page) => list.slice(page * size, (page + 1) * size));
}

/** How many a place holds in this layout: the style sheet says it, as --most or another name. */
export function room(place, name = "--most") {
  return Number(getComputedStyle(place).getPropertyValue(name)) || 1;
}

/** One node for each item, in order: nodes that stand there are filled anew, only missing ones are made. */
export function rows(place, items, make, fill) {
  while (place.children.length > items.length) place.lastElementChild.remove();
  while (place.children.length < items.length) place.append(make());
  items.forEach((item, at) => fill(place.children[at], item));
}

/** Writes a text; the same text again changes nothing. */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Draws another pictogram of the sprite. */
export function redraw(svg, name) {
  svg.firstElementChild.setAttribute("href", `#p-${name}`);
}

/** Fits a name to its place (fit.js), once for each text and each `key` that its place depends on; unseen it is left alone. */
export function fitted(node, key = "", fit = fitName) {
  if (!node.getClientRects().length) return;
  const now = `${epoch} ${key} ${node.textContent}`;
  if (node.dataset.fitted === now) return;
  node.dataset.fitted = now;
  fit(node);
}

/** The window or the letters changed: everything is fitted again when it is next drawn. */
export function refit() {
  epoch += 1;
}
