"""How a screen is, by its own word and by its silence: decided from values alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, Literal, NamedTuple, cast
from zoneinfo import ZoneInfo

from hall.rules.access import Device, is_one_line
from hall.rules.calendar import clock_text, date_text

Sound = Literal["on", "refused", "failed", "off"]
Level = Literal["ok", "soon", "late", "unknown"]

SOUNDS: Final = ("on", "refused", "failed", "off")
SILENT_AFTER: Final = timedelta(seconds=10)
"""A screen reports every two seconds: five of them missing mean that it is away."""
SILENT_ELSEWHERE: Final = timedelta(minutes=3)
"""What another process hears is kept once a minute."""
STATE_WITHIN: Final = timedelta(seconds=5)
"""So soon every screen shows a state that was sent; who reports an older one then is behind."""
SILENT: Final = "Diam"
LONGEST: Final = 60
MOST_FIELDS: Final = 12
_KEPT_FIELDS: Final = ("zone", "version", "stale", "sound", "visible", "assets", "leads")


@dataclass(frozen=True, slots=True)
class Report:
    """A screen's word about itself.

    `version`: of the state that it shows; `sound`: None where it has none to make; `visible`: its window is on the glass;
    `assets`: the release of its page's files; `zone`: the TV's, where it has one; `leads`: it is the voice of its zone.
    """

    version: int = -1
    stale: bool = False
    sound: Sound | None = None
    visible: bool = True
    zone: str | None = None
    assets: str | None = None
    leads: bool = False


class Heard(NamedTuple):
    """The newest report of one connection. `asker`: device, token, person or demo browser; `namespace`: its kind."""

    sid: str
    asker: str
    namespace: str
    report: Report
    heard_at: datetime


@dataclass(frozen=True, slots=True)
class Word:
    """The newest word of a device, heard `at`. `since`: it speaks without a pause since then; `behind`: it showed an older
    state than it should; `gone`: its connection ended; `here`: heard by the very process that asks."""

    report: Report
    at: datetime
    since: datetime
    behind: bool = False
    gone: bool = False
    here: bool = True


@dataclass(frozen=True, slots=True)
class Standing:
    """How a screen is: how grave, in a word or two, since when, and what a hand should do ("" when nothing)."""

    level: Level
    words: str
    since: str
    advice: str = ""

    def of(self, name: str) -> str:
        """The sentence of a screen of this name: "TV 1 diam sejak 09.42", "TV 1: suara tertahan"."""
        return f"{name} {self.since}" if self.words == SILENT else f"{name}: {self.words.lower()}"


def read_report(body: object) -> Report | None:
    """A report as it came over the wire or out of the store; None for what is none. Unknown fields are passed over."""
    if not isinstance(body, Mapping) or len(body) > MOST_FIELDS:
        return None
    version, stale, sound = body.get("version"), body.get("stale"), body.get("sound")
    visible = body.get("visible", True)
    fit = type(version) is int and -1 <= version < 2**63 and type(stale) is bool and type(visible) is bool
    if not fit or not (sound is None or (isinstance(sound, str) and sound in SOUNDS)):
        return None
    zone, assets = body.get("zone"), body.get("assets")
    if not (_is_name(zone) and _is_name(assets)):
        return None
    leads = body.get("leads") is True
    return Report(cast(int, version), cast(bool, stale), cast("Sound | None", sound), visible, zone, assets, leads)


def _is_name(value: object) -> bool:
    return value is None or (isinstance(value, str) and len(value) <= LONGEST and is_one_line(value))


def hear(before: Word | None, report: Report, at: datetime, *, behind: bool) -> Word:
    """The word after this report: a pause begins the count of its life anew."""
    lived = before is not None and not is_silent(before, at)
    return Word(report, at, before.since if before is not None and lived else at, behind)


def is_silent(word: Word, now: datetime) -> bool:
    """Whether a device has not spoken for too long."""
    patience = SILENT_AFTER if word.here or word.gone else SILENT_ELSEWHERE
    return now - word.at > patience


def gravity(word: Word) -> tuple[object, ...]:
    """What is worth keeping at once when it changes: all but the state's version and the time."""
    return (replace(word.report, version=0), word.behind, word.gone)


def to_kept(word: Word) -> dict[str, Any]:
    """A word as the store keeps it."""
    kept = {name: getattr(word.report, name) for name in _KEPT_FIELDS}
    times = {"at": word.at.isoformat(), "since": word.since.isoformat()}
    return kept | times | {"behind": word.behind, "gone": word.gone}


def from_kept(body: object) -> Word | None:
    """The kept word; None for what cannot be read (of an older release)."""
    report = read_report(body)
    if report is None or not isinstance(body, Mapping):
        return None
    try:
        at, since = datetime.fromisoformat(str(body["at"])), datetime.fromisoformat(str(body["since"]))
    except (KeyError, ValueError):
        return None
    if at.tzinfo is None or since.tzinfo is None:
        return None
    return Word(report, at, since, body.get("behind") is True, body.get("gone") is True, here=False)


def since_text(moment: datetime, now: datetime, timezone: str) -> str:
    """The wall time, with the day when it is another: "09.42", "Kamis, 19 November 2026 pukul 09.42"."""
    zone = ZoneInfo(timezone)
    local, here = moment.astimezone(zone), now.astimezone(zone)
    same = local.date() == here.date()
    return clock_text(local) if same else f"{date_text(local.date())} pukul {clock_text(local)}"


def standing(device: Device, word: Word | None, now: datetime, timezone: str) -> Standing:
    """How a paired screen is, in words, by its newest word; of several ailments the gravest."""
    if word is None:
        return _unheard(device, now, timezone)
    if is_silent(word, now):
        return _silent(device.role, since_text(word.at, now, timezone))
    return _speaking(device.role, word, f"hidup sejak {since_text(word.since, now, timezone)}")


def _unheard(device: Device, now: datetime, timezone: str) -> Standing:
    """It was paired, or asked for its page, and never reported."""
    seen = device.seen_at or device.created_at
    if now - seen <= SILENT_ELSEWHERE:
        return Standing("unknown", "Belum melapor", "baru dipasangkan")
    return _silent(device.role, since_text(seen, now, timezone))


def _silent(role: str, since: str) -> Standing:
    if role == "counter":  # may be switched off when its clerk goes home
        return Standing("unknown", SILENT, f"diam sejak {since}")
    advice = "Periksa listrik dan kabel jaringannya. Panggilan tetap berjalan di loket."
    return Standing("late", SILENT, f"diam sejak {since}", advice)


def _speaking(role: str, word: Word, since: str) -> Standing:
    report = word.report
    if report.stale or word.behind:
        advice = "Isi layarnya tertinggal. Periksa kabel jaringannya, lalu muat ulang layarnya."
        return Standing("late", "Basi", since, advice)
    if report.sound == "refused":
        return Standing("late", "Suara tertahan", since, "Sentuh layarnya sekali, supaya suaranya keluar.")
    if report.sound == "failed":
        return Standing("late", "Tanpa suara", since, "Periksa pengeras suara dan sambungannya ke layar itu.")
    if not report.visible and role != "counter":
        advice = "Tutup jendela lain di komputer layar itu, atau nyalakan layarnya."
        return Standing("soon", "Tidak terlihat", since, advice)
    return Standing("ok", "Hidup", since)


_HEARD: Final = {"on": "bersuara", "off": "suara dimatikan", "refused": "suara tertahan", "failed": "tanpa suara"}


def facts(word: Word | None, now: datetime, assets: str) -> list[str]:
    """What else a speaking screen says of itself, for its row: how new its state and its files are, and its sound."""
    if word is None or is_silent(word, now):
        return []
    report = word.report
    said = ["isi tertinggal" if report.stale or word.behind else "isi terbaru"]
    if report.assets not in (None, assets):
        said.append("tampilan lama, dimuat ulang saat sepi")
    if report.sound is not None:
        leads = report.leads and report.sound == "on"
        said.append("penyuara panggilan" if leads else _HEARD[report.sound])
    if report.zone:
        said.append(f"bagian {report.zone}")
    return said
