"""Letters in and out, as the back-office SOPs that they are: their book, their lembar disposisi, their number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from hall.actions import file_papers, files, registers
from hall.actions.office import Office
from hall.errors import Refused
from hall.records import berkas as kept
from hall.records.unit_of_work import Answer, Ask, Work
from hall.rules import roles
from hall.rules.hall import Hall
from hall.rules.layanan import Step
from hall.rules.registers import INCOMING, OUTGOING, Letter, names_outgoing, takes_outgoing_number
from hall.rules.workflow import Berkas

LAYANAN: Final = {"surat-masuk": "in", "surat-keluar": "out"}
"""The codes of the two SOPs in the catalogues."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the clerk knows of a letter: the other office, and the letter's own number and day."""

    office: str
    subject: str
    number: str | None = None
    day: date | None = None
    urgency: str = "biasa"


def letter_of(layanan: str, said: Said | None) -> Letter | None:
    """The letter of a new berkas; only the two SOPs of letters have one."""
    if said is None:
        return None
    if layanan not in LAYANAN:
        raise Refused("bad_request", "Data surat hanya untuk Surat Masuk dan Surat Keluar.", field="letter")
    direction = "in" if LAYANAN[layanan] == "in" else "out"
    return Letter(direction, said.office, said.subject, said.number, said.day, said.urgency)  # type: ignore[arg-type]


def entered(work: Work, hall: Hall, value: Berkas, actor: str) -> Berkas:
    """An incoming letter gets its number of the book and its lembar disposisi, once."""
    if value.letter is None or value.letter.direction != "in" or registers.given(value, INCOMING):
        return value
    value = registers.enter(work, hall, value, INCOMING, actor)
    file_papers.print_disposition(work, hall, value, actor)
    return value


def tell(office: Office, slug: str, ask: Ask, number: str, said: Said) -> Answer:
    """What is known of the letter, said or corrected after its berkas was opened."""

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        value = files.found(work, hall, number)
        letter = letter_of(value.layanan, said)
        assert letter is not None, "something was said"
        if value.letter is not None:
            letter = replace(letter, instruction=value.letter.instruction, roles=value.letter.roles)
        kept.keep_letter(work.connection, value.id, letter)
        value = entered(work, hall, replace(value, letter=letter), ask.asker)
        files.told(work, hall, value.number, ask.asker, "letter.told")
        files.beat(work, hall)
        return files.shaped(work, hall, value)

    return office.once(slug, ask, do)


def dispose(office: Office, slug: str, ask: Ask, number: str, to: tuple[str, ...], instruction: str) -> Answer:
    """The disposisi of an incoming letter: to whom, and what is to be done. The sheet is printed with it."""
    unknown = [role for role in to if role not in roles.ROLES]
    if unknown or not to:
        raise Refused("bad_request", f"Pilih penerima disposisi: {', '.join(roles.ROLES)}.", field="roles")

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        value = files.found(work, hall, number)
        if value.letter is None or value.letter.direction != "in":
            raise Refused("wrong_state", "Catat dulu surat masuknya.")
        letter = replace(value.letter, roles=to, instruction=instruction)
        kept.keep_letter(work.connection, value.id, letter)
        value = replace(value, letter=letter)
        file_papers.print_disposition(work, hall, value, ask.asker)
        files.told(work, hall, value.number, ask.asker, "letter.disposed")
        files.beat(work, hall)
        return files.shaped(work, hall, value)

    return office.once(slug, ask, do)


def sent_out(work: Work, hall: Hall, value: Berkas, step: Step, actor: str) -> Berkas:
    """A step that sends a letter takes the outgoing number, and starts the SOP Surat Keluar where the hall has it.

    A Surat Keluar that another file started carries that file's number: one letter, one number.
    """
    if not takes_outgoing_number(step) or value.parent is not None or registers.given(value, OUTGOING):
        return value
    value = registers.enter(work, hall, value, OUTGOING, actor)
    if value.layanan == OUTGOING:
        return registers.with_agenda(work, value, value.numbers[-1].number)
    offer = hall.offers.get(OUTGOING)
    if offer is None or not names_outgoing(step):
        return value
    letter = Letter("out", "Pemohon", hall.offers[value.layanan].layanan.title)
    child = files.create(work, hall, offer, {"channel": "letter", "letter": letter}, None, value)
    registers.with_agenda(work, child, value.numbers[-1].number)
    files.told(work, hall, child.number, actor, "berkas.opened")
    return value
