"""The register of wajib KTP: who must hold a KTP-el and from when, what is kept of a person, and how it is shown.

UU 24/2013, article 63: citizens who are 17, are married, or have been. A year of life is over when its last day is; whoever
was born on 29 February has lived 17 years when 28 February is over, so on 1 March (docs/decisions/0023). Nothing is handed
over before that day, however early it was recorded (from 16 on).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from hall.errors import Refused
from hall.rules.access import is_one_line, plain_text

AGE: Final = 17
EARLY_AGE: Final = 16
FIRST_YEAR: Final = 1900
NAME_MOST, VILLAGE_MOST, CONTACT_MOST, REASON_MOST = 120, 60, 40, 200
STATES: Final = {
    "unrecorded": "Belum rekam", "recorded": "Sudah rekam", "printing": "Dicetak", "ready": "Siap diambil",
    "collected": "Sudah diambil", "unable": "Tidak dapat direkam", "moved": "Pindah", "died": "Meninggal",
}  # fmt: skip
NEEDS_REASON: Final = frozenset({"unable"})
OVER: Final = frozenset({"collected", "moved", "died"})
"""States in which nobody is summoned any more; a year later the person leaves the register."""


@dataclass(frozen=True, slots=True)
class Resident:
    """A person on the register. `number` is the office's own count, good for addresses; `family` is the number of the family
    card. What names the person is sealed in the store and never printed by accident."""

    id: int
    number: int
    name: str = field(repr=False)
    born_on: date = field(repr=False)
    married: bool
    village: str
    contact: str | None = field(default=None, repr=False)
    nik: str | None = field(default=None, repr=False)
    family: str | None = field(default=None, repr=False)
    state: str = "unrecorded"
    reason: str | None = None
    recorded_on: date | None = None
    collected_on: date | None = None
    revision: int = 1


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be summoned, without a name. `calls_before`: how many calls they did not come to."""

    id: int
    village: str
    family_mark: str | None
    born_on: date
    calls_before: int


def birthday(born_on: date, age: int) -> date:
    """The first day on which somebody is that old: for 29 February, in a year without it, 1 March."""
    try:
        return born_on.replace(year=born_on.year + age)
    except ValueError:
        return date(born_on.year + age, 3, 1)


def eligible_from(born_on: date, married: bool) -> date:
    """From which day on the card is theirs: the 17th birthday; whoever is or was married waits for none."""
    return born_on if married else birthday(born_on, AGE)


def eligible(born_on: date, married: bool, on_day: date) -> bool:
    """Whether they are wajib KTP on that day, and a card may be handed over."""
    return eligible_from(born_on, married) <= on_day


def early(born_on: date, on_day: date) -> bool:
    """Whether they may be recorded on that day although the card comes later: 16 or older."""
    return birthday(born_on, EARLY_AGE) <= on_day


def age_on(born_on: date, on_day: date) -> int:
    """Whole years of life; never below 0."""
    years = on_day.year - born_on.year
    return max(0, years - (1 if on_day < birthday(born_on, years) else 0)) if years > 0 else 0


def born_until(age: int, on_day: date) -> date:
    """The latest day of birth of everybody who is at least that old on that day."""
    try:
        return on_day.replace(year=on_day.year - age)
    except ValueError:
        return date(on_day.year - age, 2, 28)


def masked(name: str) -> str:
    """A name as lists show it: "S*** A***"."""
    return " ".join(f"{word[0]}***" for word in name.split())


def even_name(name: str) -> str:
    """A name as it is compared: without accents, dots and capitals, one space between words."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[^\w\s]|_", " ", plain.replace("'", "").replace("’", "")).casefold().split())


_SOUNDS: Final = (
    ("oe", "u"),
    ("dj", "j"),
    ("tj", "c"),
    ("nj", "ny"),
    ("sj", "sy"),
    ("kh", "h"),
    ("ch", "h"),
    ("th", "t"),
)
_MUHAMMAD: Final = frozenset({"m", "md", "moh", "moch", "much", "muh", "mohamad", "muhamad", "mohamed", "muhamed"})


def name_words(name: str) -> frozenset[str]:
    """The words by which a name is found, as they sound: Soekarno is Sukarno, Moch. is Muhammad, Annisa is Anisa."""
    return frozenset(_sound(word) for word in even_name(name).split())


def _sound(word: str) -> str:
    if word in _MUHAMMAD:
        return "muhamad"
    for written, sounds in _SOUNDS:
        word = word.replace(written, sounds)
    word = re.sub(r"(.)\1", r"\1", word)
    return "muhamad" if word in _MUHAMMAD else word


def person_text(name: str, born_on: date, nik: str | None = None) -> str:
    """What a person is known by without a NIK: name and day of birth. `nik` tells apart two who share both."""
    return f"person:{even_name(name)}:{born_on.isoformat()}:{nik or ''}"


def nik_text(nik: str) -> str:
    """What the mark of a NIK is made of."""
    return f"nik:{nik}"


def family_text(family: str) -> str:
    """What the mark of a family card is made of."""
    return f"family:{family}"


def figures(text: str) -> str:
    """A number as it is kept: spreadsheets and people write spaces, dots and dashes into it, and ' before it."""
    return re.sub(r"[\s.\-']", "", text)


def check_name(text: str) -> str:
    """A name as it is kept. Refuses `bad_request`."""
    name = " ".join(plain_text(" ".join(text.split()), "name", "Nama", most=NAME_MOST).split())
    if not even_name(name) or not any(sign.isalpha() for sign in name):
        raise Refused("bad_request", "Nama tidak berisi huruf.", field="name")
    return name


def check_born(born_on: date, today: date) -> date:
    """A day of birth that can be. Refuses `bad_request`."""
    if born_on > today:
        raise Refused("bad_request", "Tanggal lahir ada di masa depan.", field="born_on")
    if born_on.year < FIRST_YEAR:
        raise Refused("bad_request", f"Tanggal lahir sebelum tahun {FIRST_YEAR}.", field="born_on")
    return born_on


def check_nik(text: str | None) -> str | None:
    """A NIK, or None where there is none. Refuses what has not 16 figures."""
    return _sixteen(text, "nik", "NIK")


def check_family(text: str | None) -> str | None:
    """The number of a family card, or None. Refuses what has not 16 figures."""
    return _sixteen(text, "family", "Nomor KK")


def _sixteen(text: str | None, name: str, label: str) -> str | None:
    number = figures(text or "")
    if not number:
        return None
    if not (len(number) == 16 and number.isascii() and number.isdigit()):
        raise Refused("bad_request", f"{label} harus 16 angka.", field=name)
    return number


def check_contact(text: str | None) -> str | None:
    """A telephone number or whatever else reaches the person, or None."""
    found = " ".join((text or "").split())
    return plain_text(found, "contact", "Kontak", most=CONTACT_MOST) if found else None


def check_village(text: str, field: str = "village") -> str:
    """The village's name, as the register groups by it: one spelling of spaces and capitals, "Desa" left out.

    Whoever asks by village asks with it too: "DESA CONTOH" is Contoh. A name as it is kept stays as it is.
    """
    name = " ".join(text.split())
    name = re.sub(r"^((desa|kelurahan|kel\.|ds\.)\s+)+", "", name, flags=re.IGNORECASE)
    name = plain_text(name, field, "Desa", most=VILLAGE_MOST)
    return name.title() if name.isupper() or name.islower() else name


def check_state(state: str, reason: str | None) -> tuple[str, str | None]:
    """A state with its reason. Refuses unknown ones, and `unable` without a reason."""
    if state not in STATES:
        raise Refused("bad_request", f"Keadaan itu tidak dikenal. Pilih: {', '.join(STATES)}.", field="state")
    said = " ".join((reason or "").split())
    if not is_one_line(said) or len(said) > REASON_MOST:
        raise Refused("bad_request", f"Alasan paling banyak {REASON_MOST} huruf.", field="reason")
    if state in NEEDS_REASON and not said:
        raise Refused("bad_request", "Tulis alasannya.", field="reason")
    return state, said or None
