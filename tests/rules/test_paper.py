"""How far a roll reaches, and what those who serve are told of the paper."""

from datetime import UTC, datetime

from hall.rules.paper import Roll, foretold, trouble
from hall.rules.shapes import PrinterNow

NOTED = datetime(2026, 11, 19, 1, 0, tzinfo=UTC)


def roll(printed_mm: int, *, changed: datetime | None = NOTED) -> Roll:
    return Roll(30_000, printed_mm, changed)


def test_a_rolls_end_is_foretold_by_what_was_printed_since_it_was_put_in() -> None:
    assert (roll(0).left_mm, roll(0).slips_left, roll(0).low) == (30_000, 250, False)
    assert roll(26_000).low is False
    assert roll(26_001).low is True
    assert roll(31_000).left_mm == 0, "a roll may be longer than it says"


def test_nothing_is_foretold_of_a_roll_whose_change_nobody_noted() -> None:
    unknown = roll(29_999, changed=None)
    assert (unknown.left_mm, unknown.slips_left, unknown.low) == (None, None, False)


def test_the_count_warns_where_no_sensor_does_and_never_hides_what_one_says() -> None:
    low, full = roll(29_000), roll(0)
    assert [foretold(paper, low) for paper in ("ok", "unknown", "near_end", "out")] == [
        "near_end", "near_end", "near_end", "out",
    ]  # fmt: skip
    assert [foretold(paper, full) for paper in ("ok", "unknown", "near_end", "out")] == [
        "ok", "unknown", "near_end", "out",
    ]  # fmt: skip


def printer(name: str, **changes: object) -> PrinterNow:
    return PrinterNow(name, **({"paper": "ok", "cover": "closed", "online": True} | changes))  # type: ignore[arg-type]


def test_who_serves_is_told_the_worst_first_and_nothing_when_all_is_well() -> None:
    well, low = printer("Kiosk 1"), printer("Kiosk 2", paper="near_end")
    open_cover = printer("Printer loket", cover="open")
    assert trouble([well]) is None
    assert trouble([well, low]) == ("soon", "Printer Kiosk 2: kertas hampir habis.")
    assert trouble([low, open_cover]) == (
        "late", "Printer loket: tutup terbuka. Printer Kiosk 2: kertas hampir habis.",
    )  # fmt: skip


def test_where_nothing_can_print_that_is_said_after_what_hands_can_mend() -> None:
    assert trouble([]) == ("late", "Belum ada printer. Tiket tidak dicetak. Nomor tampil di layar kiosk.")
    level, sentence = trouble([printer("Kiosk 1", paper="out"), printer("Kiosk 2", online=False)]) or ("", "")
    assert level == "late"
    assert sentence.startswith("Printer Kiosk 1: kertas habis. Printer Kiosk 2: tidak tersambung. Tiket tidak dicetak.")


def test_a_fault_without_a_sensor_of_its_own_is_told_too() -> None:
    assert trouble([printer("Kiosk 1"), printer("Kiosk 2", error="Pemotong kertas macet.")]) == (
        "late", "Printer Kiosk 2: perlu diperiksa.",
    )  # fmt: skip
