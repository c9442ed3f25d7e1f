/* Words of the screens, Indonesian first, English second. A screen brings its own dictionary and gets a speaker.
   speaker({id: {key: "Halo, {name}"}, en: {...}}, language = "id") -> say(key, values = {}) -> text; say.language
     A key that the language lacks is said in Indonesian; a key that Indonesian lacks is a fault and throws.
   duration(minutes, language) -> "36 menit", "2 jam 20 menit", "½ menit"; estimate({from, to}, language) -> "25–40 menit" */

const UNITS = {
  id: { minute: "menit", hour: "jam", less: "kurang dari" },
  en: { minute: "min", hour: "hr", less: "under" },
};

export function speaker(dictionaries, language = "id") {
  const own = dictionaries[language] || {};
  const say = (key, values = {}) => {
    const text = own[key] ?? dictionaries.id[key];
    if (text === undefined) throw new Error(`no words for ${key}`);
    return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
  };
  say.language = language;
  return say;
}

export function duration(minutes, language = "id") {
  const units = UNITS[language] || UNITS.id;
  if (minutes === 0.5) return `½ ${units.minute}`;
  const whole = Math.round(minutes);
  if (whole < 60) return `${Math.max(whole, 1)} ${units.minute}`;
  const rest = whole % 60;
  return `${Math.floor(whole / 60)} ${units.hour}${rest ? ` ${rest} ${units.minute}` : ""}`;
}

export function estimate(range, language = "id") {
  const units = UNITS[language] || UNITS.id;
  if (range.from >= 120) return `${duration(range.from, language)} – ${duration(range.to, language)}`;
  if (range.from === range.to || range.from === 0) return `${range.from === range.to ? "" : `${units.less} `}${range.to} ${units.minute}`;
  return `${range.from}–${range.to} ${units.minute}`;
}
