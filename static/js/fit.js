/* Makes a text that may not break fit its box.
   fit(element, least = 0.6) -> bool: sets --fit on the element (the style sheet multiplies its font size by it) to the
     largest part of 1 at which nothing sticks out, never under `least`; false when even that is too wide. */

export function fit(element, least = 0.6) {
  element.style.setProperty("--fit", "1");
  for (let turn = 0; turn < 3 && element.scrollWidth > element.clientWidth; turn += 1) {
    const now = Number(element.style.getPropertyValue("--fit"));
    const scale = Math.floor(now * (element.clientWidth / element.scrollWidth) * 100) / 100;
    element.style.setProperty("--fit", String(Math.max(least, scale)));
  }
  return element.scrollWidth <= element.clientWidth;
}
