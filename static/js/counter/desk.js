// What the desk means: pure reading of `desk` (the server's whole answer) for those who draw and those who press.

/** Where the work stands: "closed", "break", "free", "called" or "serving". */
export function phase(desk) {
  if (desk.ticket) return desk.ticket.state === "called" ? "called" : "serving";
  if (desk.counter.state === "closed" || desk.counter.state === "break") return desk.counter.state;
  return "free";
}

/** Of a number of perekaman: who is in hand, with the stations before and behind them; null for every other number. */
export function person(desk) {
  const people = desk.recording?.people ?? [];
  return people.find((one) => one.here) ?? people.find((one) => one.current) ?? people[0] ?? null;
}

/** How the clerk knows one of a number: by the register's name, or by their place in the family. */
export const called = (one, people) => one.name ?? (people.length > 1 ? `Orang ${among(one, people)}` : "Datang tanpa surat");

/** Where one of a number stands. */
export const stands = (one) => one.over ?? one.steps[one.current - 1].text;

/** Which of a family it is, as the board says it: "2 dari 3"; null for who came alone. */
export const among = (one, people) => (people.length > 1 ? `${people.indexOf(one) + 1} dari ${people.length}` : null);

/**
 * The SOP's steps with what happened to each: {step, run, state: "done", "left_out", "current" or "ahead"}. Once a berkas is
 * open, the steps are those of the document's version that it follows.
 */
export function steps(desk) {
  const who = person(desk);
  if (who) return who.steps.map((step) => ({ step: { ...step, time: step.standard }, run: step, state: stateOf(step, who) }));
  const printed = desk.berkas?.steps ?? desk.layanan?.steps ?? [];
  return printed.map((step) => {
    const run = desk.berkas ? step : null;
    return { step: { ...step, time: step.standard ?? step.time }, run, state: stateOf(step, desk.berkas) };
  });
}

function stateOf(step, berkas) {
  if (!berkas) return "ahead";
  if (berkas.current === step.order && berkas.state !== "void") return "current";
  // A decision may lead back: what lies after the step in hand is to be done again, whatever ran before.
  if (berkas.current !== null && step.order > berkas.current) return "ahead";
  return step.outcome === "not_needed" || step.outcome === "skipped" ? "left_out" : "done";
}

export function current(desk) {
  return steps(desk).find((each) => each.state === "current") ?? null;
}

/** A berkas that still takes outcomes. */
export function berkasRuns(desk) {
  return Boolean(desk.berkas) && desk.berkas.state !== "done" && desk.berkas.state !== "void";
}

/** The citizen has the result in hand, or was sent for what is missing: what is left is not this visit's. */
export function visitIsOver(desk) {
  if (desk.recording) return !desk.recording.people.some((one) => one.here) && !desk.recording.onward.length;
  if (!desk.berkas) return false;
  return !berkasRuns(desk) || Boolean(desk.berkas.handed_over_at) || desk.berkas.state === "returned";
}

/** How many steps of this visit are not recorded yet. */
export function stepsLeft(desk) {
  if (visitIsOver(desk)) return 0;
  if (desk.recording) return desk.recording.people.reduce((sum, one) => sum + one.steps.filter((step) => one.current && step.order >= one.current).length, 0);
  return steps(desk).filter((each) => !each.step.after_handover && (each.state === "ahead" || each.state === "current")).length;
}

export function waiting(desk) {
  return desk.lines.reduce((sum, line) => sum + line.waiting, 0);
}

/** Who is next: the server's own order where it tells it (`desk.order`), else nobody is named. */
export function nextUp(desk) {
  return desk.order?.[0] ?? null;
}

/** What the office asks for: [{text, pictogram}], its own additions last. */
export function papers(layanan) {
  if (!layanan) return [];
  const items = layanan.persyaratan_items ?? layanan.persyaratan.map((text) => ({ text, short: text, pictogram: "surat" }));
  const own = layanan.persyaratan_office.map((text) => ({ text, short: text, pictogram: "lembar" }));
  return [...items, ...own];
}

/** Who was put aside at this hall today: {held, absent}, each a list of {number, title, ...}. */
export function shelf(desk) {
  return { held: desk.held ?? [], absent: desk.absent_list ?? [] };
}

/** The berkas of the number in hand, oldest first; the one in hand is `desk.berkas`. */
export function files(desk) {
  return desk.files ?? [];
}

/** The name of the file beside the one in hand, `way` 1 to the right and -1 to the left; null where there is none. */
export function beside(desk, way) {
  const all = files(desk);
  const at = all.findIndex((file) => file.number === desk.berkas?.number);
  return all[at + way]?.number ?? null;
}

/** Whether whoever looks may record the step in hand; `desk.roles` null: a counter's screen or a program may. */
export function mayRecord(desk) {
  const { roles } = desk;
  return !roles || !desk.berkas?.recorded_by_roles || desk.berkas.recorded_by_roles.some((role) => roles.includes(role));
}

/** Only a Kasi, the Sekcam or the Camat leaves a step out. */
export const maySkip = ({ roles }) => !roles || ["kasi", "sekcam", "camat"].some((role) => roles.includes(role));

/** The step in hand is another's: the number is put aside until the file comes back. */
const elsewhere = (desk) => berkasRuns(desk) && !visitIsOver(desk) && !mayRecord(desk);

/**
 * Every key: {can, strong, title?, hint?}. Exactly one key that can be pressed is strong (filled green), or none where
 * nothing can be done but wait.
 */
export function possible(desk) {
  const now = phase(desk);
  const may = (can) => ({ can: Boolean(can), strong: false });
  const called = now === "called";
  const serving = now === "serving";
  const busy = called || serving;
  const aside = shelf(desk);
  return {
    F1: may(true),
    F2: f2(desk, now),
    F3: may(called),
    F4: may(called),
    F6: { can: busy, strong: serving && elsewhere(desk) },
    F7: may(busy),
    F8: called ? { can: true, strong: true } : serving ? f8(desk) : may(false),
    F9: may(serving && (desk.recording ? person(desk).here : berkasRuns(desk) && mayRecord(desk) && !desk.berkas.handed_over_at && desk.berkas.state !== "returned")),
    F10: may(busy),
    "*": may(now === "free"),
    "+": may(now !== "closed"),
    "/": may(aside.held.length + aside.absent.length),
    "-": may(serving),
    0: may(true),
    ".": may(true),
  };
}

function f8(desk) {
  if (desk.recording) return { can: !visitIsOver(desk), strong: !visitIsOver(desk) };
  if (!desk.berkas) return { can: true, strong: true };
  const runs = berkasRuns(desk) && mayRecord(desk);
  return { can: runs, strong: runs && !visitIsOver(desk) };
}

function f2(desk, now) {
  const count = waiting(desk);
  if (now === "closed" || now === "break") return { can: true, strong: true, hint: `${count} menunggu` };
  if (now === "called") return { can: false, strong: false };
  if (now === "serving") return { can: true, strong: visitIsOver(desk) };
  return { can: count > 0, strong: count > 0 };
}

/** The number that was typed, as tickets are written: "a24" -> "A024". Figures alone stay figures: "24" -> "024"; null: no number. */
export function typedNumber(text) {
  const found = /^([A-Za-z]?)(\d{1,5})$/.exec(text.replace(/[\s.-]/g, ""));
  return found && Number(found[2]) > 0 ? found[1].toUpperCase() + String(Number(found[2])).padStart(3, "0") : null;
}

/** The numbers that typed figures may mean: whoever the desk knows by them, else one a line of the hall. */
export function meant(desk, text, letters) {
  const typed = typedNumber(text);
  if (typed === null) return [];
  if (/^[A-Z]/.test(typed)) return [typed];
  const { held, absent } = shelf(desk);
  const known = [...desk.lines.flatMap((line) => line.next), ...(desk.order ?? []), ...held, ...absent].map(({ number }) => number);
  const fits = [...new Set(known)].filter((number) => number.slice(1) === typed);
  return fits.length ? fits : letters.map((letter) => letter + typed);
}
