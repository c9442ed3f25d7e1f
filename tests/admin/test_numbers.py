"""The keeper sets the patterns of the registers and the codes of the layanan; the next number follows."""

from hall.actions import berkas, registers
from hall.actions.office import Office
from tests.admin.keeper import Keeper
from tests.office import answer, asks


def next_number(office: Office) -> str:
    wish = berkas.Opening(layanan="legalisasi-umum")
    number = answer(berkas.open_berkas(office, "kalipare", asks("berkas"), wish))["number"]
    given = answer(registers.give(office, "kalipare", asks(f"berkas/{number}/agenda-numbers"), number))
    return str(given["agenda_number"])


def test_the_next_number_follows_the_pattern_and_the_code_and_the_ones_before_stay(
    keeper: Keeper, office: Office
) -> None:
    first = next_number(office)
    page = keeper.done("numbers/agenda", {"pattern": "{running:03}/{code}/KEC/{year}"}, on="numbers")
    assert "Pola nomor disimpan" in page
    assert "Contoh: 012/474.1/KEC/2026" in page
    keeper.done("classifications/legalisasi-umum", {"classification": "470"}, on="numbers")
    assert next_number(office) == "002/470/KEC/2026"
    with office.database.reading() as connection:
        from hall.records.tables import register_entries

        assert connection.execute(register_entries.select()).first().number == first  # type: ignore[union-attr]


def test_a_pattern_whose_numbers_would_come_twice_is_told_in_place(keeper: Keeper) -> None:
    for pattern, says in (
        ("{code}/{year}", "Pola nomor harus memuat {running} dan {year}."),
        ("{running}/{tahun}/{year}", "hanya mengenal"),
        ("", "belum diisi"),
    ):
        status, said = keeper.refused("numbers/agenda", {"pattern": pattern}, on="numbers")
        assert status == 400
        assert says in said


def test_an_unknown_book_or_layanan_is_told(keeper: Keeper) -> None:
    assert keeper.refused("numbers/catatan", {"pattern": "{running}/{year}"}, on="numbers")[0] == 404
    assert keeper.refused("classifications/tidak-ada", {"classification": "1"}, on="numbers")[0] == 404
