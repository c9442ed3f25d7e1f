"""People of the register as lists, their own page, exports and the copy for themselves show them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from hall.rules.documents import Column, Document, Table, long_day
from hall.rules.hall import Hall
from hall.rules.residents import STATES, Resident, age_on, early, eligible, eligible_from, masked

EXPORT: Final = (
    ("Nomor", 0.6), ("Nama", 2.2), ("Tanggal lahir", 1), ("Status", 0.9), ("Desa", 1.3), ("Telepon", 1.2), ("NIK", 1.5),
    ("Nomor KK", 1.5), ("Wajib sejak", 1), ("Keadaan", 1.2), ("Direkam", 1), ("Diambil", 1),
)  # fmt: skip


def listed(value: Resident, today: date) -> dict[str, Any]:
    """Somebody in a list: the first letters of a name, nothing by which they could be reached."""
    return {
        "number": value.number,
        "name": masked(value.name),
        "village": value.village,
        "age": age_on(value.born_on, today),
        "married": value.married,
        "eligible_from": eligible_from(value.born_on, value.married).isoformat(),
        "eligible": eligible(value.born_on, value.married, today),
        "early": early(value.born_on, today),
        "state": value.state,
        "state_text": STATES[value.state],
        "has_contact": value.contact is not None,
        "has_family": value.family is not None,
        "revision": value.revision,
    }


def whole(value: Resident, today: date, summonses: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Somebody whose page a clerk opened."""
    return listed(value, today) | {
        "name": value.name,
        "born_on": value.born_on.isoformat(),
        "contact": value.contact,
        "nik": value.nik,
        "family": value.family,
        "reason": value.reason,
        "recorded_on": None if value.recorded_on is None else value.recorded_on.isoformat(),
        "collected_on": None if value.collected_on is None else value.collected_on.isoformat(),
        "summonses": list(summonses),
    }


def export(hall: Hall, people: Sequence[Resident], today: date, about: str) -> Document:
    """The list for the office's own use."""
    columns = tuple(Column(title, share) for title, share in EXPORT)
    return Document(
        office=hall.name, regency=hall.regency, title="Daftar wajib KTP", period=f"{about}, per {long_day(today)}",
        tables=(Table(columns, tuple(_cells(value) for value in people), empty="Tidak ada orang pada daftar ini."),),
        notes=("Memuat data pribadi. Simpan di tempat terkunci, hapus bila tidak dipakai lagi.",),
    )  # fmt: skip


def copy(hall: Hall, told: dict[str, Any], today: date) -> Document:
    """All that is kept of one person, for that person."""
    words = {
        "number": "Nomor pada daftar", "name": "Nama", "born_on": "Tanggal lahir", "married": "Kawin atau pernah kawin",
        "village": "Desa", "contact": "Telepon", "nik": "NIK", "family": "Nomor KK", "eligible_from": "Wajib KTP sejak",
        "state_text": "Keadaan", "reason": "Alasan", "recorded_on": "Direkam pada", "collected_on": "Diambil pada",
    }  # fmt: skip
    rows = tuple((words[name], _said(told[name])) for name in words)
    calls = tuple((str(one["call"]), one["code"], one["state"]) for one in told["summonses"])
    return Document(
        office=hall.name, regency=hall.regency, title="Data Anda pada daftar wajib KTP",
        period=f"per {long_day(today)}", landscape=False,
        tables=(
            Table((Column("Data", 1), Column("Isi", 2)), rows),
            Table((Column("Panggilan ke", 1), Column("Kode", 1), Column("Keadaan", 1)), calls, title="Surat panggilan",
                  empty="Belum pernah dipanggil."),
        ),
        notes=("Foto, sidik jari dan iris tidak disimpan pada sistem antrean ini.",),
    )  # fmt: skip


def _cells(value: Resident) -> tuple[str, ...]:
    return (
        str(value.number), value.name, _day(value.born_on), "Kawin" if value.married else "", value.village,
        value.contact or "", value.nik or "", value.family or "", _day(eligible_from(value.born_on, value.married)),
        STATES[value.state], _day(value.recorded_on), _day(value.collected_on),
    )  # fmt: skip


def _day(day: date | None) -> str:
    return "" if day is None else f"{day:%d-%m-%Y}"


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "Ya" if value else "Tidak"
    return "-" if value is None else str(value)
