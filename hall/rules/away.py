"""A session that travels: its numbers apart from the office's, its passphrase, and who was changed on both sides."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hall.errors import Refused
from hall.rules.summonses import ABSENT, ALPHABET, BEFORE_THE_DAY, CODE_LENGTH, code_from, read_code

FIRST_NUMBER: Final = 501
SPAN: Final = 500
"""Numbers of a line and day that one pack has: 501 to 1000, the next one 1001 to 1500. The office's jump over them."""
PARTS: Final = 3
SECRETS: Final = (len(ALPHABET) ** CODE_LENGTH) ** PARTS
"""How many passphrases there are: 116 bits."""


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers of a pack. `here`: this is the machine that travels with them. `session`: its code and place."""

    first: int
    last: int
    here: bool
    session: str = ""


def passphrase_from(part: Sequence[int]) -> str:
    """Three groups of eight characters without look-alikes."""
    return "-".join(code_from(number) for number in part)


def read_passphrase(typed: str) -> str:
    """The passphrase as it is used, however its case, hyphens and look-alikes were typed. Refuses `bad_request`."""
    plain = "".join(sign for sign in typed if sign.isalnum())
    parts = [read_code(plain[place : place + CODE_LENGTH]) for place in range(0, len(plain), CODE_LENGTH)]
    if len(parts) != PARTS or None in parts:
        raise Refused(
            "bad_request", "Kata kunci paket: 24 huruf dan angka, seperti tampil saat dibawa.", field="passphrase"
        )
    return "-".join(part for part in parts if part)


def opening(hall: str, data: str, antrean: str = "antrean") -> tuple[str, ...]:
    """What is typed on the laptop once the pack is open, in this order. `data`: its folder; `antrean`: the command there."""
    return (
        f"export ANTREAN_VAR={shlex.quote(data)}",
        f"{antrean} staff add USERNAME --hall {hall} --name 'NAMA' --role keeper,clerk,operator",
        f"{antrean} serve",
    )


def free_number(count: int, packs: Sequence[Range]) -> int:
    """This number or the first after it that the office may give. Refuses `quota_reached` on the laptop past its last one."""
    for pack in sorted(packs, key=lambda one: one.first):
        if pack.here and count > pack.last:
            raise Refused("quota_reached", "Nomor untuk sesi ini sudah habis. Catat orangnya di kertas.")
        if not pack.here and pack.first <= count <= pack.last:
            count = pack.last + 1
    return count


def taken_by(count: int, packs: Sequence[Range]) -> Range | None:
    """The pack that travels with this number, on the office's machine."""
    return next((pack for pack in packs if not pack.here and pack.first <= count <= pack.last), None)


def changed_twice(handed: str, here: str, there: str) -> bool:
    """Whether a letter's state contradicts: changed there, and here to something that ends it. A letter that was delivered or
    promised here meanwhile only went its way, and that nobody came there is nothing that anybody did."""
    return there not in (handed, here, ABSENT) and here != handed and here not in BEFORE_THE_DAY
