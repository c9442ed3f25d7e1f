// What the page asks of the server: every command with its address, its body and the words by which a clerk knows it.

import { spaced } from "../number.js";

const GAP = 500; // ms between two readings of the desk
const SILENT = "Server tidak menjawab. Coba lagi.";

/** The sentence to show where a command was refused, null where it was done. */
export function sentence(answer) {
  if (!answer || answer.ok) return null;
  return answer.detail || (answer.status === 0 ? SILENT : "Perintah ini tidak dapat dijalankan.");
}

/** Commands as the outbox takes them: {path, body, words}. */
export function commands({ hall, counter }) {
  const root = `/api/v1/halls/${hall}`;
  const at = (noun, words, body = {}) => ({ path: `${root}/counters/${counter}/${noun}`, body, words });
  const of = (berkas, noun, words, body = {}) => ({ path: `${root}/berkas/${berkas}/${noun}`, body, words });
  const when = (text) => (text ? { until: text } : {});
  return {
    root,
    desk: (berkas) => `${root}/counters/${counter}/desk${berkas ? `?berkas=${encodeURIComponent(berkas)}` : ""}`,
    call: (ticket) => (ticket ? at("calls", `Panggil ${spaced(ticket)}`, { ticket }) : at("calls", "Panggil berikutnya")),
    recall: () => at("recalls", "Panggil ulang"),
    begin: () => at("services", "Mulai melayani"),
    absent: () => at("absences", "Tidak hadir"),
    complete: () => at("completions", "Selesai"),
    open: () => at("openings", "Buka loket"),
    pause: (why) => at("breaks", "Istirahat", { reason: why }),
    close: () => at("closings", "Tutup loket"),
    hold: (until) => at("holds", "Tahan", when(until)),
    resume: (ticket) => at("resumptions", `Lanjutkan ${spaced(ticket)}`, { ticket }),
    transfer: (target, why) => at("transfers", "Pindahkan", why ? { ...target, reason: why } : target),
    back: (missing) => at("returns", "Nomor menunggu kelengkapan", { missing }),
    cancel: (why) => at("cancellations", "Batalkan nomor", { reason: why }),
    undo: () => at("undos", "Urungkan"),
    summary: () => at("summaries", "Cetak ringkasan loket"),
    station: (said) => at("stations", "Catat stasiun", said),
    onward: () => at("onward", "Kirim ke loket berikutnya"),
    stationAgain: (visit) => at("stations-again", "Ulangi stasiun", { visit }),
    left: (visit, why) => at("leavings", "Tidak direkam hari ini", { visit, reason: why }),
    visitor: (visit, resident) => at("visitors", "Siapa ini", { visit, resident }),
    checkIn: (coming) => ({ path: `${root}/check-ins`, body: coming, words: "Nomor untuk surat panggilan" }),
    takeover: () => at("takeovers", "Ambil alih loket"),
    ticket: (wish) => at("tickets", "Ambil nomor", wish),
    dayEnd: (why) => ({ path: `${root}/day-ends`, body: { reason: why }, words: "Akhiri antrean hari ini" }),
    copy: (job) => ({ path: `${root}/print-jobs/${job}/copies`, body: {}, words: "Cetak salinan" }),
    openBerkas: (wish) => ({ path: `${root}/berkas`, body: wish, words: "Buka berkas" }),
    record: (berkas, said) => of(berkas, "steps", "Catat langkah", said),
    agenda: (berkas) => of(berkas, "agenda-numbers", "Nomor agenda"),
    receipt: (berkas) => of(berkas, "receipts", "Cetak tanda terima"),
    missing: (berkas) => of(berkas, "missing-slips", "Cetak kekurangan"),
    pickUp: (berkas, ticket) => of(berkas, "pick-ups", "Serahkan berkas", { ticket }),
    applicant: (berkas, who) => of(berkas, "applicants", "Data pemohon", who),
    batch: (said) => ({ path: `${root}/berkas/steps-batch`, body: said, words: "Setujui" }),
    letter: (berkas, said) => of(berkas, "letters", "Data surat", said),
    dispose: (berkas, said) => of(berkas, "dispositions", "Disposisi", said),
    annul: (berkas, why) => of(berkas, "voids", "Batalkan berkas", { reason: why }),
    voidNumber: ({ register, year, running }, why) => ({ path: `${root}/registers/${register}/voids`, body: { year, running, reason: why }, words: "Batalkan nomor agenda" }),
    endSubstitute: (id) => ({ path: `${root}/substitutes/${id}/endings`, body: {}, words: "Akhiri penggantian" }),
    substitute: (who) => ({ path: `${root}/substitutes`, body: who, words: "Pengganti" }),
    outage: (rows) => ({ path: `${root}/outages`, body: { rows }, words: "Masukkan nomor tulisan tangan" }),
  };
}

/**
 * Reads the desk again: at once after a command, at most twice a second when the hall changes.
 * `load()` answers the desk, or null when there is nothing to draw; an older answer that comes late is not drawn.
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
