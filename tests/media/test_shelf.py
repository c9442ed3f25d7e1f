"""A file on its way into the data folder: whole under its name, or not there at all."""

from pathlib import Path

from hall.media.judge import MOST_VIDEO
from hall.media.shelf import PIECE, Incoming, Shelf
from tests.media.own_files import image


def arrived(shelf: Shelf, data: bytes) -> Incoming:
    found = shelf.incoming()
    found.write(data)
    found.seek(0)
    return found


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_a_judged_file_gets_its_name_and_nothing_else_is_left(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    one = arrived(shelf, image())
    digest = shelf.judge(one)["digest"]
    shelf.keep("kerjo", one, f"{digest}.png", digest)
    one.close()
    assert files(tmp_path) == [f"{digest}.png", f"{digest}.small.jpg"]
    shelf.drop("kerjo", f"{digest}.png", digest)
    assert files(tmp_path) == []


def test_what_is_never_kept_is_gone_when_the_question_ends(tmp_path: Path) -> None:
    one = arrived(Shelf(tmp_path), image())
    assert len(files(tmp_path)) == 1
    one.close()
    assert files(tmp_path) == []


def test_what_is_too_large_is_read_to_its_end_and_kept_no_longer(tmp_path: Path) -> None:
    one = Shelf(tmp_path).incoming()
    one.write(bytes(PIECE))
    assert len(files(tmp_path)) == 1
    one.size = MOST_VIDEO
    assert [one.write(bytes(PIECE)) for _ in range(3)] == [PIECE] * 3
    assert one.too_large
    assert files(tmp_path) == []
    one.seek(0)
    one.close()
    assert files(tmp_path) == []


def test_a_disk_that_is_nearly_full_takes_none_of_it(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, reserve=10**18)
    one = arrived(shelf, image())
    assert one.full
    assert not one.too_large
    assert shelf.free() == 0
    assert files(tmp_path) == []
