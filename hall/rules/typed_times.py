"""Hours and days as the keeper types them: `08.00-12.00, 13.00-15.30`, `19-11-2026`, `09.30`."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Final

from hall.errors import Refused
from hall.rules.calendar import DAYS, Hours, Week

MOST_STRETCHES: Final = 4
FIRST_YEAR, LAST_YEAR = 2020, 2100
DAY_END: Final = 24 * 60
_STRETCH: Final = re.compile(r"\s*(\d{1,2})[.:](\d{2})\s*(?:-|–|sampai|s\.?d\.?)\s*(\d{1,2})[.:](\d{2})\s*")
_DAYS: Final = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y")


def read_hours(text: str, field: str, day: str) -> tuple[tuple[int, int], ...]:
    """Stretches of a day in minutes after midnight, in order; none for an empty text (no service on that day).

    Refuses `bad_request` with a sentence that names the day: unreadable, backwards, touching or too many.
    """
    if text.strip() in ("", "-", "–") or text.strip().lower() in ("tutup", "libur"):
        return ()
    stretches = [_stretch(part, field, day) for part in re.split(r"[,;]", text)]
    if len(stretches) > MOST_STRETCHES:
        raise Refused("bad_request", f"Jam {day}: paling banyak {MOST_STRETCHES} bagian.", field=field)
    for (_, closes), (opens, _) in itertools.pairwise(stretches):
        if opens <= closes:
            raise Refused("bad_request", f"Jam {day}: bagian berikutnya harus sesudah bagian sebelumnya.", field=field)
    return tuple(stretches)


def _stretch(text: str, field: str, day: str) -> tuple[int, int]:
    found = _STRETCH.fullmatch(text)
    if found is None:
        raise Refused("bad_request", f"Jam {day} tidak terbaca. Contoh: 08.00-12.00, 13.00-15.30.", field=field)
    hour, minute, to_hour, to_minute = map(int, found.groups())
    opens, closes = hour * 60 + minute, to_hour * 60 + to_minute
    if max(minute, to_minute) > 59 or not opens < closes <= DAY_END:
        raise Refused("bad_request", f"Jam {day}: jam tutup harus sesudah jam buka, paling akhir 24.00.", field=field)
    return opens, closes


def hours_text(stretches: Iterable[Hours]) -> str:
    """The stretches as they are typed; empty when there is no service."""
    return ", ".join(
        f"{stretch.opens.hour:02d}.{stretch.opens.minute:02d}-"
        + ("24.00" if stretch.closes.second else f"{stretch.closes.hour:02d}.{stretch.closes.minute:02d}")
        for stretch in stretches
    )


def week_lines(week: Week) -> list[tuple[str, str]]:
    """A week as people say it: neighbours with the same hours together, days without service left out."""
    lines: list[tuple[str, str]] = []
    for hours, days in itertools.groupby(range(7), lambda day: hours_text(week.get(day, ()))):
        first, *rest = days
        if hours:
            lines.append((DAYS[first] + (f"–{DAYS[rest[-1]]}" if rest else ""), hours))
    return lines


def read_day(text: str, field: str) -> date:
    """A day written 2026-11-19, 19-11-2026 or 19/11/2026, within this century's office."""
    for form in _DAYS:
        try:
            found = datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
        if FIRST_YEAR <= found.year <= LAST_YEAR:
            return found
    raise Refused("bad_request", "Tanggal tidak terbaca. Contoh: 19-11-2026.", field=field)


def read_clock(text: str, field: str, otherwise: int) -> int:
    """Minutes after midnight of 09.30 or 9:30; `otherwise` for an empty text."""
    if not text.strip():
        return otherwise
    found = re.fullmatch(r"\s*(\d{1,2})[.:](\d{2})\s*", text)
    minutes = -1 if found is None else int(found[1]) * 60 + int(found[2])
    if found is None or int(found[2]) > 59 or not 0 <= minutes <= DAY_END:
        raise Refused("bad_request", "Jam tidak terbaca. Contoh: 09.30.", field=field)
    return minutes


def clock_or_moment(text: str, local: datetime) -> datetime | None:
    """The moment (UTC) of a clock time on the day of `local` (14:30, 14.30), or of an RFC 3339 time; None for neither."""
    found = re.fullmatch(r"\s*([01]?\d|2[0-3])[.:]([0-5]\d)\s*", text)
    if found is not None:
        at = time(int(found[1]), int(found[2]))
        return datetime.combine(local.date(), at, local.tzinfo).astimezone(UTC)
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return None if moment.tzinfo is None else moment.astimezone(UTC)


def read_count(text: str, field: str, label: str, least: int, most: int) -> int:
    """A whole number between `least` and `most`."""
    value = int(text) if re.fullmatch(r"[0-9]{1,6}", text.strip()) else least - 1
    if not least <= value <= most:
        raise Refused("bad_request", f"{label}: angka bulat dari {least} sampai {most}.", field=field)
    return value


def read_decimal(text: str, field: str, label: str) -> float:
    """A number with comma or point and at most six decimals."""
    plain = text.strip().replace(",", ".").replace("−", "-")
    if not re.fullmatch(r"-?[0-9]{1,4}(\.[0-9]{1,6})?", plain):
        raise Refused("bad_request", f"{label} tidak terbaca. Contoh: 4,5.", field=field)
    return float(plain)


def read_inches(text: str, field: str) -> float:
    """The diagonal of a screen in inches: 7 to 100, with comma or point."""
    plain = text.strip().replace(",", ".")
    value = float(plain) if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,2})?", plain) else 0.0
    if not 7 <= value <= 100:
        raise Refused("bad_request", "Ukuran layar: 7 sampai 100 inci. Contoh: 21,5.", field=field)
    return value
