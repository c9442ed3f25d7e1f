"""Profiles: those of the program, and an office's own files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from printer_drivers import PrinterUrlError, profiles, read_url
from printer_drivers.profiles import KEYS, Profile, as_toml, broken_profiles, built_in, look_in, read_profile


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """The office's own profiles."""
    look_in(tmp_path)
    yield tmp_path
    look_in(tmp_path / "gone")


@pytest.mark.parametrize("name", sorted(built_in()))
def test_every_profile_of_ours_keeps_our_own_rules(name: str) -> None:
    profile = built_in()[name]
    assert [key for key, (allowed, _) in KEYS.items() if not allowed(getattr(profile, key))] == []
    assert set(KEYS) | {"name"} == set(Profile.__dataclass_fields__)


def test_each_class_of_printers_has_the_width_of_its_paper() -> None:
    assert {name: (p.dots, p.columns) for name, p in built_in().items()} == {
        "epson-80": (576, 48), "epson-180dpi": (512, 42), "generic-80": (576, 48), "generic-58": (384, 32),
        "custom-vkp": (576, 48),
    }  # fmt: skip


def test_an_own_profile_says_only_what_differs(folder: Path) -> None:
    (folder / "loket-1.toml").write_text('based_on = "generic-58"\nmax_scale = 2\n')
    profile = read_url("memory:?profile=loket-1&cut=partial").profile
    assert (profile.name, profile.max_scale, profile.dots, profile.cutter) == ("loket-1", 2, 384, "partial")


def test_a_changed_file_is_read_again_and_a_removed_one_is_forgotten(folder: Path) -> None:
    path = folder / "loket-1.toml"
    path.write_text("max_scale = 2\n")
    assert profiles()["loket-1"].max_scale == 2
    path.write_text("max_scale = 4\n")
    os.utime(path, (1, 1))
    assert profiles()["loket-1"].max_scale == 4
    path.unlink()
    assert "loket-1" not in profiles()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("dots = 577", "kelipatan 8"),
        ("dots = true", "dots"),
        ('dots = "576"', "dots"),
        ("max_scale = 9", "max_scale"),
        ('cutter = "half"', "partial"),
        ("status = 1", "true atau false"),
        ('logo = "nv:GEDUNG"', "nv:"),
        ("colour = 1", "colour"),
        ('based_on = "loket-2"', "based_on"),
        ("dots = ", "TOML"),
    ],
)
def test_a_wrong_profile_is_refused_by_name_and_leaves_the_others(folder: Path, text: str, word: str) -> None:
    (folder / "salah.toml").write_text(text)
    (folder / "benar.toml").write_text("max_scale = 2")
    with pytest.raises(PrinterUrlError, match=r"[Ss]alah") as refusal:
        read_url("memory:?profile=salah")
    assert word in str(refusal.value)
    assert read_url("memory:?profile=benar").profile.max_scale == 2


def test_a_file_cannot_take_the_name_of_a_profile_of_ours(folder: Path) -> None:
    (folder / "epson-80.toml").write_text("dots = 384")
    assert read_url("memory:?profile=epson-80").profile == built_in()["epson-80"]
    assert broken_profiles() == {}


def test_a_file_that_cannot_be_read_is_named(folder: Path) -> None:
    (folder / "rusak.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(PrinterUrlError, match="rusak"):
        read_url("memory:?profile=rusak")


def test_an_unknown_profile_names_the_offices_own_too(folder: Path) -> None:
    (folder / "loket-1.toml").write_text("max_scale = 2")
    with pytest.raises(PrinterUrlError, match="loket-1"):
        read_url("memory:?profile=loket-9")


@pytest.mark.parametrize("base", sorted(built_in()))
def test_what_is_written_is_read_back(base: str) -> None:
    profile = read_url("memory:?profile=generic-58&confirm=gsr&dots=400&logo=nv:K1&status=1&cut=full").profile
    again = read_profile("loket-1", as_toml(profile, base))
    assert {key: getattr(again, key) for key in KEYS} == {key: getattr(profile, key) for key in KEYS}
