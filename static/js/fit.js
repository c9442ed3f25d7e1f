/* Makes a text fit its box: the style sheet multiplies its font size by --fit.
   fit(element, least = 0.6) -> bool: one line; the largest --fit up to 1 at which nothing sticks out, never under `least`;
     false when even that is too wide.
   fitName(element, least = 0.7): one line as above; else class "two" (the style sheet lets it break, and sets it smaller)
     and as small as its parent's box then needs. */

const STEP = 0.05;
const SMALLEST = 0.4;

export function fit(element, least = 0.6) {
  element.style.setProperty("--fit", "1");
  for (let turn = 0; turn < 3 && element.scrollWidth > element.clientWidth; turn += 1) {
    const now = Number(element.style.getPropertyValue("--fit"));
    const scale = Math.floor(now * (element.clientWidth / element.scrollWidth) * 100) / 100;
    element.style.setProperty("--fit", String(Math.max(least, scale)));
  }
  return element.scrollWidth <= element.clientWidth;
}

export function fitName(element, least = 0.7) {
  element.classList.remove("two");
  if (fit(element, least)) return;
  element.classList.add("two");
  const box = element.parentElement;
  for (let scale = 1; scale >= SMALLEST; scale -= STEP) {
    element.style.setProperty("--fit", scale.toFixed(2));
    if (element.scrollWidth <= element.clientWidth && element.offsetHeight <= box.clientHeight) return;
  }
}

/** Makes a text of several lines fit its own box and its parent's: the largest --fit up to 1 at which both hold all of it. */
export function shrink(element) {
  const box = element.parentElement;
  for (let scale = 1; scale >= SMALLEST; scale -= STEP) {
    element.style.setProperty("--fit", scale.toFixed(2));
    if (element.scrollWidth <= element.clientWidth && element.scrollHeight <= element.clientHeight + 1 && box.scrollHeight <= box.clientHeight + 1) return; // 1: rounding
  }
}
