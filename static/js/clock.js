/* The hall's time, without Intl (old browsers lack month names and zones): an RFC 3339 text of the server carries the
   hall's offset, and that offset is all that is needed.
   wall("2026-11-19T09:42:00+07:00") -> {hour, minute, second, day, date, month, year, offset, at} (`at` in ms since 1970)
   time("…+07:00") -> "09.42"            date("…", language = "id") -> "Kamis, 19 November 2026"
   hallClock(now, elapsed = performance.now) -> {set(now), now() -> RFC 3339 text in the hall's offset}: the server's clock
     carried on by the screen's own counter, so that a wrong clock in the screen's computer does not matter.
   plus("…+07:00", minutes) -> the text that many minutes later. */

const DAYS = {
  id: ["Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"],
  en: ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
};
const MONTHS = {
  id: ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"],
  en: ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
};
const two = (value) => String(value).padStart(2, "0");

function offsetMinutes(text) {
  const found = /([+-])(\d\d):(\d\d)$/.exec(text);
  return found ? (found[1] === "-" ? -1 : 1) * (Number(found[2]) * 60 + Number(found[3])) : 0;
}

export function wall(text) {
  const at = Date.parse(text);
  const offset = offsetMinutes(text);
  const there = new Date(at + offset * 60000);
  return {
    hour: there.getUTCHours(), minute: there.getUTCMinutes(), second: there.getUTCSeconds(), day: there.getUTCDay(),
    date: there.getUTCDate(), month: there.getUTCMonth() + 1, year: there.getUTCFullYear(), offset, at,
  };
}

function written(at, offset) {
  const sign = offset < 0 ? "-" : "+";
  const size = Math.abs(offset);
  const there = new Date(at + offset * 60000).toISOString().slice(0, 19);
  return `${there}${sign}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

export function time(text) {
  const { hour, minute } = wall(text);
  return `${two(hour)}.${two(minute)}`;
}

export function date(text, language = "id") {
  const { day, date: number, month, year } = wall(text);
  return `${DAYS[language][day]}, ${number} ${MONTHS[language][month - 1]} ${year}`;
}

export function plus(text, minutes) {
  const { at, offset } = wall(text);
  return written(at + minutes * 60000, offset);
}

export function hallClock(start, elapsed = () => performance.now()) {
  let known = wall(start);
  let since = elapsed();
  return {
    set(text) {
      known = wall(text);
      since = elapsed();
    },
    now: () => written(known.at + (elapsed() - since), known.offset),
  };
}
