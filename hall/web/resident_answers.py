"""The shapes of the register. Names are whole on the page of one person alone; a command's answer has numbers only."""

from __future__ import annotations

from pydantic import Field

from hall.web.file_answers import Shape


class ListedResidentShape(Shape):
    """Somebody in a list; `name` is masked ("S*** A***"). `early`: old enough to be recorded (16), whether the card is
    theirs yet (`eligible`) or not."""

    number: int
    name: str
    village: str
    age: int
    married: bool
    eligible_from: str
    eligible: bool
    early: bool
    state: str = Field(description="unrecorded, recorded, printing, ready, collected, unable, moved or died")
    state_text: str
    has_contact: bool
    has_family: bool
    revision: int


class ResidentsShape(Shape):
    """People by number, fifty at a time; `total`: how many there are in all."""

    items: list[ListedResidentShape]
    next: int | None
    total: int


class ResidentCallShape(Shape):
    """A summons of somebody."""

    code: str
    call: int
    state: str
    created_at: str


class ResidentShape(ListedResidentShape):
    """Somebody whole. That it was read, and by whom, is kept."""

    born_on: str
    contact: str | None
    nik: str | None
    family: str | None
    reason: str | None
    recorded_on: str | None
    collected_on: str | None
    summonses: list[ResidentCallShape]


class ResidentNumberShape(Shape):
    """Whom a command was about, and the revision that the next change must name."""

    number: int
    revision: int


class ErasedResidentShape(Shape):
    """Whose data are gone."""

    number: int


class VillageCountsShape(Shape):
    """How many people of a village stand in which state."""

    village: str
    states: dict[str, int]


class ImportBegunShape(Shape):
    """A list and what is done with it now."""

    id: int
    state: str = Field(
        description="reading (its columns are looked at), mapping (say which column is what), checking, checked (apply or "
        "discard it), applying, applied, dropped or failed"
    )


class ImportColumnShape(Shape):
    """A column of the list; samples are masked."""

    heading: str
    samples: list[str]


class ImportShape(ImportBegunShape):
    """A list. `done` of `rows` are read while it is checked; of `new` and `changed` taken while it is applied."""

    name: str
    kind: str
    columns: list[ImportColumnShape]
    fields: dict[str, int]
    header: int
    village: str | None
    rows: int
    done: int
    new: int
    changed: int
    same: int
    faulty: int
    fault: str | None
    created_at: str


class ImportListShape(Shape):
    """The lists of the hall, the newest first."""

    items: list[ImportShape]


class ImportRowShape(Shape):
    """A row of the list: a fault's sentence, or the names of the fields that it changes."""

    row: int
    verdict: str
    says: str | None


class ImportRowsShape(Shape):
    """Rows of one verdict, by number."""

    items: list[ImportRowShape]
    next: int | None
