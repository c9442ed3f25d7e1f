/* Small hands for drawing.
   h(tag, attributes, ...children) -> element. Attributes: `class`, `text`, `on: {event: fn}`, any other attribute by its
     name (null, undefined and false leave it out, true writes it empty). Children: nodes, strings, arrays; null is left out.
   pict(name, css = "") -> the pictogram as <svg class="p">, drawn from the page's sprite (`sprite(...)` in the template).
   first(page = document) -> a page's first state, parsed from <script id="first">.
   replace(element, ...children): the element's children become these. */

const SVG = "http://www.w3.org/2000/svg";

export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") element.textContent = value;
    else if (name === "on") for (const [event, fn] of Object.entries(value)) element.addEventListener(event, fn);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function pict(name, css = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `p ${css}`.trim());
  svg.setAttribute("viewBox", "0 0 48 48");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#p-${name}`);
  svg.append(use);
  return svg;
}

export function first(page = document) {
  return JSON.parse(page.getElementById("first").textContent);
}

export function replace(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}
