// Makes elements for the screens that draw themselves (counter and display).

/** One element: props become properties, `data` entries data-*, other hyphened or aria names attributes; null children are left out. */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "data") Object.assign(node.dataset, value);
    else if (name in node && !name.startsWith("aria")) node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** A pictogram out of the page's own <template id="pictograms"> (Jinja wrote them there with its macro). */
export function pict(name) {
  const found = document.getElementById("pictograms").content.querySelector(`[data-pict="${name}"] svg`);
  if (!found) throw new Error(`this page has no pictogram "${name}"`);
  return found.cloneNode(true);
}

/** Shrinks a text that may not break until it fits its box; `least` is the smallest part of its size. True when it fits. */
export function fit(node, least = 0.5) {
  node.style.setProperty("--fit", "1");
  if (node.scrollWidth <= node.clientWidth) return true;
  const scale = Math.max(least, Math.floor((node.clientWidth / node.scrollWidth) * 100) / 100);
  node.style.setProperty("--fit", String(scale));
  return node.scrollWidth <= node.clientWidth;
}
