"""Personal data at rest is sealed: the database alone tells no names."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from hall.keys import KeyGone, Sealed, Unreadable

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
        with pytest.raises(KeyGone, match=r"personal\.key rusak"):
            Sealed(tmp_path).seal(NAME)
        assert path.read_text() == broken


def test_a_key_that_is_lost_is_never_replaced_where_something_was_sealed(tmp_path: Path) -> None:
    office = Sealed(tmp_path)
    kept = office.seal(NAME)
    path = tmp_path / "keys" / "personal.key"
    mine = path.read_text()
    path.unlink()
    again = Sealed(tmp_path, lambda: [kept])
    for ask, text in ((again.seal, NAME), (again.open, kept), (again.mark, NAME)):
        with pytest.raises(KeyGone, match="hilang"):
            ask(text)
    assert not path.exists()
    assert "hilang" in (again.fault() or "")
    path.write_text(mine)
    path.chmod(0o600)
    assert again.open(kept) == NAME  # put back, it is taken at once
    assert again.fault() is None


def test_another_key_in_its_place_seals_nothing(tmp_path: Path) -> None:
    kept = Sealed(tmp_path / "a").seal(NAME)
    Sealed(tmp_path / "b").seal(NAME)
    other = Sealed(tmp_path / "b", lambda: ["gAAAAA-not-ours", kept])
    with pytest.raises(KeyGone, match="bukan kunci kantor ini"):
        other.seal(NAME)


def test_whoever_only_uses_the_key_makes_none(tmp_path: Path) -> None:
    with pytest.raises(KeyGone, match="hilang"):
        Sealed(tmp_path, make=False).open("x")
    assert list(tmp_path.iterdir()) == []


def test_a_key_that_others_may_read_is_closed_to_them(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    kept = Sealed(tmp_path).seal(NAME)
    path = tmp_path / "keys" / "personal.key"
    path.chmod(0o644)
    assert Sealed(tmp_path).open(kept) == NAME
    assert path.stat().st_mode & 0o777 == 0o600
    assert "could be read by others" in caplog.text


def test_a_key_of_another_user_or_one_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    Sealed(tmp_path).seal(NAME)
    path = tmp_path / "keys" / "personal.key"
    with pytest.raises(KeyGone, match=r"milik pengguna lain\. Jalankan: chown"):
        Sealed(tmp_path, user=path.stat().st_uid + 1).seal(NAME)
    path.unlink()
    path.mkdir()
    with pytest.raises(KeyGone, match="tidak dapat dibaca"):
        Sealed(tmp_path, user=0).seal(NAME)


def test_no_key_is_needed_where_nothing_is_sealed(tmp_path: Path) -> None:
    assert Sealed(tmp_path).fault() is None
    assert list(tmp_path.iterdir()) == []
