/* Keeps a page's live part and clock as the server shows them now, without a flicker and without losing the page.
   fresh({get, parse, page, wait, every}): asks again every `every` ms, for ever; a silent server leaves what is shown. */

export async function fresh({ get, parse, page, wait, every }) {
  for (;;) {
    await wait(every);
    const response = await get().catch(() => null); // the server is away: the next turn asks again
    if (!response || !response.ok) continue;
    const next = parse(await response.text());
    for (const id of ["live", "clock"]) {
      const [old, now] = [page.getElementById(id), next.getElementById(id)];
      if (old && now && old.innerHTML !== now.innerHTML) old.replaceWith(page.importNode(now, true));
    }
  }
}
