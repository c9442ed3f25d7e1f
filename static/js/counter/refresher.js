// Fetches the desk again: at once after a command, at most twice a second when the hall changes.

const GAP = 500; // ms

/** `load()` answers the desk or null; only the newest answer is drawn, however late an older one comes. */
export function refresher({ load, draw, now = () => performance.now(), later = setTimeout }) {
  let asked = 0;
  let drawn = 0;
  let last = -Infinity;
  let planned = false;

  async function fetchNow() {
    last = now();
    asked += 1;
    const mine = asked;
    const desk = await load();
    if (desk === null || mine < drawn) return;
    drawn = mine;
    draw(desk);
  }

  return {
    now: fetchNow,
    soon() {
      if (planned) return;
      planned = true;
      later(() => {
        planned = false;
        fetchNow();
      }, Math.max(0, last + GAP - now()));
    },
  };
}
