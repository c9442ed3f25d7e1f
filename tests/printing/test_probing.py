"""What a probe finds out, what it says that it cannot know, and the profile it writes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hall import config
from hall.cli import doctor
from hall.errors import Refused
from hall.printing.device_lock import device_lock
from hall.printing.probing import NO_WIRE, ONE_WAY, probe, write_profile
from printer_drivers import Cause, PrinterUrlError, read_url
from printer_drivers.profiles import look_in
from tests.full_disk import no_file_grows_beyond
from tests.printer_drivers.simulated import SimulatedPrinter
from tests.printer_drivers.simulated_line import LinePrinter


@pytest.fixture
def var(tmp_path: Path) -> Iterator[Path]:
    """A data folder whose profiles are known to addresses."""
    look_in(tmp_path / "profiles")
    yield tmp_path
    look_in(tmp_path / "gone")


def test_probing_tells_paper_and_cover_and_prints_nothing() -> None:
    with SimulatedPrinter(mode="near_end") as device:
        answer, rows, _ = probe(device.url)
        assert (answer.good, dict(rows)["kertas"]) == (True, "hampir habis")
        device.mode = "paper_out"
        answer, rows, _ = probe(device.url)
        assert (answer.good, dict(rows)["kertas"]) == (False, "habis")
        assert (device.printable, device.tickets, device.torn) == (0, [], [])


def test_an_epson_is_known_by_its_name_and_by_what_it_confirms() -> None:
    with SimulatedPrinter() as device:
        answer, rows, found = probe(device.url + "&qr=raster")
    told = dict(rows)
    assert answer.good
    assert (told["menjawab"], told["model"]) == ("ya", "EPSON TM-T82X 1.02")
    assert told["konfirmasi"] == "GS ( H ya, GS r ya"
    assert told["disarankan"] == "profile=epson-80&status=1&confirm=pid"
    assert found is not None
    assert found.queries == (1, 2, 3, 4)


def test_a_printer_of_180_dpi_gets_its_own_profile() -> None:
    with SimulatedPrinter(model=b"TM-T88III") as device:
        assert dict(probe(device.url)[1])["disarankan"].startswith("profile=epson-180dpi&")


def test_a_board_that_prints_what_it_does_not_know_still_prints_nothing() -> None:
    with SimulatedPrinter(model=None) as device:
        _, rows, found = probe(f"tcp://127.0.0.1:{device.port}?connect=3")
        assert (found and found.echoes, dict(rows)["konfirmasi"]) == (None, "GS ( H tidak dicoba, GS r tidak")
        assert dict(rows)["disarankan"] == "profile=generic-80&status=1&confirm=none"
        assert (device.tickets, device.torn) == ([], [])


def test_of_a_one_way_printer_it_says_what_cannot_be_known(tmp_path: Path) -> None:
    with LinePrinter(tmp_path, mode="mute") as device:
        answer, rows, _ = probe(f"serial://{device.path}?profile=generic-58&connect=0.5")
        assert (answer.good, answer.sentence) == (True, ONE_WAY)
        assert dict(rows)["disarankan"] == "profile=generic-58&status=0&confirm=none"
        assert device.printable == 0


def test_of_a_device_without_a_wire_it_says_so() -> None:
    answer, rows, found = probe("memory:")
    assert answer.sentence.endswith(NO_WIRE)
    assert (found, "menjawab" in dict(rows)) == (None, False)


def test_a_device_in_use_is_not_disturbed() -> None:
    with SimulatedPrinter() as device, device_lock(read_url(device.url)):
        assert Cause.IN_USE.sentence in probe(device.url)[0].sentence
        assert device.queries == 0


def test_a_wrong_address_is_refused() -> None:
    with pytest.raises(PrinterUrlError):
        probe("lpt1:")


def test_what_was_found_is_written_as_a_profile_that_addresses_can_name(var: Path) -> None:
    with SimulatedPrinter() as device:
        url = f"tcp://127.0.0.1:{device.port}?width=58&qr=raster"
        path = write_profile("kiosk-pintu", url, probe(url)[2], var)
    assert path == var / "profiles/kiosk-pintu.toml"
    profile = read_url("tcp://p?profile=kiosk-pintu").profile
    assert (profile.name, profile.dots, profile.qr) == ("kiosk-pintu", 384, "raster")
    assert (profile.status, profile.confirm, profile.cutter) == (True, "pid", "partial")
    assert "TM-T82X" in path.read_text()


def test_a_profile_is_never_overwritten_and_takes_no_name_of_ours(var: Path) -> None:
    with SimulatedPrinter() as device:
        found = probe(device.url)[2]
        write_profile("satu", device.url, found, var)
        for name, word in (("satu", "sudah ada"), ("epson-80", "bawaan"), ("../satu", "huruf kecil")):
            with pytest.raises(Refused, match=word):
                write_profile(name, device.url, found, var)


def test_a_full_disk_leaves_no_half_of_a_profile(var: Path) -> None:
    """Half a profile would make every address that names it a wrong one, and stand in the way of the next try."""
    with SimulatedPrinter() as device:
        found = probe(device.url)[2]
    with no_file_grows_beyond(40), pytest.raises(Refused, match="ruang disk"):
        write_profile("satu", device.url, found, var)
    assert write_profile("satu", device.url, found, var).exists()


def test_nothing_is_written_about_a_printer_that_is_not_there(var: Path) -> None:
    url = "tcp://printer-yang-tidak-ada.invalid"
    with pytest.raises(Refused, match="tidak ada profil"):
        write_profile("satu", url, probe(url)[2], var)
    assert not (var / "profiles").exists()


def test_the_doctor_names_a_profile_that_is_wrong(var: Path) -> None:
    (var / "profiles").mkdir()
    (var / "profiles/salah.toml").write_text("dots = 577")
    (found,) = doctor.own_profiles(config.load({"ANTREAN_VAR": str(var)}))
    assert (found.kind, "kelipatan 8" in found.sentence) == ("bad", True)
