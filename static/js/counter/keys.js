// Function keys and the number pad do the work. A scanner types letters, figures of the upper row and Enter: they press
// nothing here; what it read is handed on as a whole, and where a dialog asks it goes into the dialog's field.

const SCANNER = 100; // ms: no person follows a letter with Enter or a space so quickly
const SHORTEST = 8; // a letter's code
const PAD = { NumpadMultiply: "*", NumpadAdd: "+", NumpadSubtract: "-", NumpadDivide: "/", NumpadDecimal: "." };
const TYPES = "input:not([type=checkbox]), textarea, select";

/** The key's name as it stands on a button, or null: "F2", of the pad "7" and "*", "Left", "Right", "Esc"; the upper row's figures only while `asking`. */
export function named(event, asking) {
  if (/^F([1-9]|10)$/.test(event.key) && event.key !== "F5") return event.key;
  // A field of a dialog that was closed just now may still have the focus until the page is painted.
  if (event.target.closest?.(TYPES) && !event.target.closest("dialog:not([open])")) return null;
  const digit = /^(Numpad|Digit)(\d)$/.exec(event.code);
  if (digit) return digit[1] === "Numpad" || asking ? digit[2] : null;
  if (event.code in PAD) return PAD[event.code];
  return { ArrowLeft: "Left", ArrowRight: "Right", Escape: "Esc" }[event.key] ?? null;
}

/**
 * `press(key)` is called once for every press of a key that has a name here, and says whether it used it; then the browser's
 * own use of that key is off. F-keys never reach the browser. Enter or space right after a typed character come from a
 * scanner and never press a button; `scanned(text)` gets at least eight characters that came so quickly, outside of fields.
 */
export function keys(press, { asking = () => false, scanned = () => {}, root = document, now = () => performance.now() } = {}) {
  let typed = -Infinity;
  let read = { text: "", at: -Infinity };
  function gather({ key, target }) {
    const quick = now() - read.at < SCANNER;
    if (key === "Enter" && quick && read.text.length >= SHORTEST) scanned(read.text);
    if (key.length > 1 && key !== "Shift") read = { text: "", at: -Infinity };
    else if (key.length === 1 && !target.closest?.(TYPES)) read = { text: (quick ? read.text : "") + key, at: now() };
  }

  root.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      if (!asking()) gather(event);
      if (event.shiftKey) {
        if (event.key.length === 1) typed = now(); // a scanner's capital letter
        return;
      }
      const key = named(event, asking());
      if (key) {
        const used = !event.repeat && press(key);
        if (used || key.startsWith("F")) event.preventDefault();
        return;
      }
      const presses = event.key === "Enter" || event.key === " ";
      if (presses && now() - typed < SCANNER && !event.target.closest("input[type=text]")) event.preventDefault();
      if (event.key.length === 1 && event.key !== " ") typed = now();
    },
    { capture: true },
  );
  // A button that was pressed with the mouse would otherwise be pressed again by the next Enter that comes along.
  root.addEventListener("pointerup", () => setTimeout(() => document.activeElement?.closest("button.key")?.blur()));
}
