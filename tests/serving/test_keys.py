"""Personal data at rest is sealed: the database alone tells no names."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from hall.errors import ConfigError
from hall.keys import Sealed, Unreadable

NAME = "Rukmini Sekarwangi, Dusun Ngemplak"


def test_what_is_sealed_is_opened_again_by_the_same_office(tmp_path: Path) -> None:
    sealed = Sealed(tmp_path).seal(NAME)
    assert "Rukmini" not in sealed
    assert Sealed(tmp_path).open(sealed) == NAME


def test_the_same_name_twice_does_not_look_the_same(tmp_path: Path) -> None:
    office = Sealed(tmp_path)
    assert office.seal(NAME) != office.seal(NAME)


def test_the_key_is_made_on_first_use_for_its_owner_alone(tmp_path: Path) -> None:
    office = Sealed(tmp_path)
    assert list(tmp_path.iterdir()) == []
    office.seal(NAME)
    assert (tmp_path / "keys" / "personal.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["personal.key"]


def test_first_uses_at_the_same_moment_agree_on_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as people:
        sealed = list(people.map(lambda _: Sealed(tmp_path).seal(NAME), range(8)))
    assert {Sealed(tmp_path).open(each) for each in sealed} == {NAME}


def test_a_new_key_on_top_seals_and_the_old_one_still_opens(tmp_path: Path) -> None:
    old = Sealed(tmp_path).seal(NAME)
    path = tmp_path / "keys" / "personal.key"
    first = path.read_text()
    path.write_text(Fernet.generate_key().decode() + "\n" + first)
    assert Sealed(tmp_path).open(old) == NAME
    new = Sealed(tmp_path).seal(NAME)
    path.write_text(first)
    with pytest.raises(Unreadable):
        Sealed(tmp_path).open(new)


def test_the_same_text_is_known_again_by_its_mark_and_only_with_the_key(tmp_path: Path) -> None:
    office = Sealed(tmp_path / "a")
    mark = office.mark(NAME)
    assert mark == Sealed(tmp_path / "a").mark(NAME) != office.mark(NAME + " ")
    assert mark != Sealed(tmp_path / "b").mark(NAME)
    path = tmp_path / "a" / "keys" / "personal.key"
    path.write_text(Fernet.generate_key().decode() + "\n" + path.read_text())
    assert Sealed(tmp_path / "a").mark(NAME) == mark


def test_another_office_opens_nothing(tmp_path: Path) -> None:
    sealed = Sealed(tmp_path / "a").seal(NAME)
    with pytest.raises(Unreadable):
        Sealed(tmp_path / "b").open(sealed)
    with pytest.raises(Unreadable):
        Sealed(tmp_path / "a").open(sealed[:-8])


def test_a_broken_key_is_named_and_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "personal.key"
    path.parent.mkdir()
    for broken in ("", "not a key\n"):
        path.write_text(broken)
        with pytest.raises(ConfigError, match=r"personal\.key"):
            Sealed(tmp_path).seal(NAME)
        assert path.read_text() == broken
