// Function keys do the work. A scanner types letters, figures and Enter: they do nothing here.

const SCANNER = 100; // ms: no person follows a letter with Enter or a space so quickly

/**
 * `press(key)` is called once for every press of one of `used` ("F2" ...); the browser's own use of those keys is off.
 * Enter or space right after a typed character come from a scanner and never press a button.
 */
export function keys(used, press, { root = document, now = () => performance.now() } = {}) {
  let typed = -Infinity;
  root.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
      if (used.includes(event.key)) {
        event.preventDefault();
        if (!event.repeat) press(event.key);
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
