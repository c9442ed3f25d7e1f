// A step's time against its standard: a word and a pattern for each level, never colour alone.

const SOON = 80; // percent

/** "4:12", from an hour on "1:04:12". */
export function clockwise(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const two = (value) => String(value).padStart(2, "0");
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** {part: percent, level: "", "t80" or "t100", word, picture}; `standard` in seconds. */
export function against(seconds, standard) {
  const part = (seconds / standard) * 100;
  const left = clockwise(Math.max(0, Math.ceil(standard - Math.max(0, seconds))));
  if (part >= 100) return { part: 100, level: "t100", word: `Lewat ${clockwise(seconds - standard)}`, picture: "awas" };
  if (part >= SOON) return { part, level: "t80", word: `Hampir habis, sisa ${left}`, picture: "jam" };
  return { part, level: "", word: `Sesuai waktu, sisa ${left}`, picture: "selesai" };
}

/** The step's standard in seconds, or null where the document gives days, an event, or nothing legible. */
export function standardSeconds(time) {
  return time && time.kind === "minutes" && time.value ? time.value * 60 : null;
}

/** The standard in the document's own words. */
export function standardWords(time) {
  return time?.text ?? "waktu tidak terbaca";
}
