/* Keeps a page's live part and clock as the server shows them now, without a flicker and without losing the page.
   fresh({get, parse, page, wait, every}): asks again every `every` ms, for ever; a silent server leaves what is shown.
   What a hand opened stays open, and the key that it is on stays under it. */

const KEYS = "a, button, summary, input";
const keys = (root) => [...root.querySelectorAll(KEYS)];

/** Opens in `now` whatever is open in `old`; a piece is known by the form in it. */
function keepOpen(old, now) {
  const pieces = (root, selector) => [...root.querySelectorAll(selector)].filter((one) => one.querySelector("form"));
  const form = (one) => one.querySelector("form").getAttribute("action");
  const opened = new Set(pieces(old, "details[open]").map(form));
  for (const one of pieces(now, "details")) one.toggleAttribute("open", opened.has(form(one)));
}

function swap(old, now, page) {
  keepOpen(old, now);
  if (old.innerHTML === now.innerHTML) return;
  const [at, before] = [keys(old).indexOf(page.activeElement), keys(old).length];
  const put = page.importNode(now, true);
  old.replaceWith(put);
  if (at >= 0 && keys(put).length === before) keys(put)[at].focus({ preventScroll: true });
}

export async function fresh({ get, parse, page, wait, every }) {
  for (;;) {
    await wait(every);
    const response = await get().catch(() => null); // the server is away: the next turn asks again
    if (!response || !response.ok) continue;
    const next = parse(await response.text());
    for (const id of ["live", "clock"]) {
      const [old, now] = [page.getElementById(id), next.getElementById(id)];
      if (old && now) swap(old, now, page);
    }
  }
}
