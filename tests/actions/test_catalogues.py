"""A catalogue is brought in whole or not at all; berkas keep to the document under which they were opened."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import func, select

from hall.actions import setup
from hall.actions.office import Office
from hall.catalogue.faults import BrokenCatalogue
from hall.errors import Refused
from hall.records import tables as t
from tests.office import Desk, catalogue


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of Jumapolo's catalogue that a test may change."""
    copy: Path = shutil.copytree(catalogue("jumapolo"), tmp_path / "jumapolo")
    return copy


def versions(office: Office) -> int:
    with office.database.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(t.layanan_versions)).scalar_one())


def rewrite(file: Path, old: str, new: str) -> None:
    words = file.read_text()
    assert old in words
    file.write_text(words.replace(old, new, 1))


def test_a_broken_catalogue_changes_nothing(office: Office, folder: Path) -> None:
    before, kept = office.hall("jumapolo"), versions(office)
    rewrite(folder / "kartu-keluarga.toml", 'line = "A"', 'line = "U"')
    rewrite(folder / "ktp-elektronik.toml", 'line = "A"', 'line = "Q"')
    with pytest.raises(BrokenCatalogue):
        setup.import_catalogue(office, "jumapolo", folder)
    office.forget("jumapolo")
    assert office.hall("jumapolo").offers == before.offers
    assert versions(office) == kept


def test_the_same_catalogue_again_is_no_news(office: Office, folder: Path) -> None:
    kept = versions(office)
    assert setup.import_catalogue(office, "jumapolo", folder) == 0
    assert versions(office) == kept


def test_a_new_version_leaves_old_berkas_on_their_old_steps(office: Office, folder: Path) -> None:
    desk = Desk(office)
    old = desk.berkas(layanan="kartu-keluarga")
    first = old["steps"][0]["text"]
    rewrite(folder / "kartu-keluarga.toml", first, "Langkah yang baru")
    assert setup.import_catalogue(office, "jumapolo", folder) == 1
    new = desk.berkas(layanan="kartu-keluarga")
    assert new["steps"][0]["text"].startswith("Langkah yang baru")
    assert desk.step(old["number"])["steps"][0]["text"] == first
    assert desk.step(new["number"])["steps"][0]["text"].startswith("Langkah yang baru")


def test_a_layanan_that_vanished_is_switched_off_and_its_berkas_go_on(office: Office, folder: Path) -> None:
    desk = Desk(office)
    opened = desk.berkas(layanan="surat-rekomendasi")
    (folder / "surat-rekomendasi.toml").unlink()
    setup.import_catalogue(office, "jumapolo", folder)
    with pytest.raises(Refused) as caught:
        desk.issue("surat-rekomendasi")
    assert caught.value.code == "layanan_inactive"
    assert desk.step(opened["number"])["current"] == 2
    assert desk.issue()["number"] == "A001"


def test_another_hall_is_not_touched(office: Office, folder: Path) -> None:
    before = office.hall("barito-kuala")
    (folder / "surat-rekomendasi.toml").unlink()
    setup.import_catalogue(office, "jumapolo", folder)
    office.forget("barito-kuala")
    assert office.hall("barito-kuala") == before


def test_a_hall_is_set_up_once(office: Office) -> None:
    with pytest.raises(Refused) as caught:
        setup.create_hall(office, catalogue("jumapolo"))
    assert caught.value.code == "wrong_state"


def test_a_change_by_another_process_is_seen_by_the_next_command(
    office: Office, office_url: str, folder: Path, tmp_path: Path
) -> None:
    from tests.office import open_office

    desk = Desk(office)
    desk.issue("surat-rekomendasi")
    elsewhere = open_office(office_url, tmp_path)
    (folder / "surat-rekomendasi.toml").unlink()
    setup.import_catalogue(elsewhere, "jumapolo", folder)
    elsewhere.database.close()
    with pytest.raises(Refused) as caught:
        desk.issue("surat-rekomendasi")
    assert caught.value.code == "layanan_inactive"
