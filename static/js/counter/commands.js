// What the page asks of the server: the commands of the keys, and the desk itself.
// Every command answers null, or the sentence to show in place when it was refused.

const GAP = 500; // ms between two readings of the desk
const SILENT = "Server tidak menjawab. Coba lagi.";

export function commands({ api, hall, counter }) {
  const root = `/api/v1/halls/${hall}`;
  const at = (name) => `${root}/counters/${counter}/${name}`;
  const sentence = (answer) => (answer.ok ? null : answer.detail || (answer.status === 0 ? SILENT : "Perintah ini tidak dapat dijalankan."));
  const post = async (path, body) => sentence(await api.post(path, body));

  const self = {
    call: () => post(at("calls")),
    recall: () => post(at("recalls")),
    absent: () => post(at("absences")),
    complete: () => post(at("completions")),
    open: () => post(at("openings")),
    pause: (reason) => post(at("breaks"), { reason }),
    close: () => post(at("closings")),
    openBerkas: (ticket) => post(`${root}/berkas`, { ticket }),
    record: (berkas, said) => post(`${root}/berkas/${berkas}/steps`, said),
    /** Begins, and takes up the berkas where none is open yet. */
    begin: async (ticket, hasBerkas) => (await post(at("services"))) ?? (hasBerkas ? null : self.openBerkas(ticket)),
    /** Ends this visit and calls the next; when nobody waits, ending alone is what was wanted. */
    completeAndCall: async (anybody) => (await self.complete()) ?? (anybody ? self.call() : null),
    /** The whole desk, or null while the server is silent. */
    desk: async () => {
      const answer = await api.get(at("desk"));
      return answer.ok ? answer.data : null;
    },
  };
  return self;
}

/**
 * Fetches the desk again: at once after a command, at most twice a second when the hall changes.
 * `load()` answers the desk or null; an older answer that comes late is not drawn.
 */
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
