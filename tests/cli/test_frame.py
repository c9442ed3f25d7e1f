"""Every command has its help; whatever is typed wrongly is one line."""

from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from subprocess import run
from sys import executable

import pytest

from hall.cli.parser import build
from tests.cli.conftest import Keeper

CONTRACT = {
    "serve", "init", "pair", "token create", "staff add", "staff reset-password", "catalogue check",
    "catalogue import", "catalogue export", "calendar import", "printer add", "printer test", "printer probe",
    "printer logo", "printer status", "doctor", "screen display", "screen kiosk",
    "away take", "away recall", "away merge", "away open", "away pack", "away wipe",
}  # fmt: skip


def leaves(parser: ArgumentParser, path: str = "") -> Iterator[tuple[str, ArgumentParser]]:
    groups = [action for action in parser._actions if isinstance(action, _SubParsersAction)]
    for group in groups:
        for name, inner in group.choices.items():
            yield from leaves(inner, f"{path} {name}".strip())
    if not groups:
        yield path, parser


def test_the_commands_are_those_of_the_contract() -> None:
    assert {path for path, _ in leaves(build())} == CONTRACT


@pytest.mark.parametrize("path", sorted(CONTRACT))
def test_every_command_has_its_help_and_its_function(path: str, keeper: Keeper) -> None:
    shown = keeper(*path.split(), "--help")
    assert shown.status == 0
    assert shown.out.startswith(f"usage: antrean {path}")
    module, _, name = dict(leaves(build()))[path].get_default("run").partition(":")
    assert callable(getattr(import_module(module), name))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "antrean: kurang: PERINTAH. Lihat: antrean --help\n"),
        (("token", "create"), "antrean token create: kurang: --hall, --role. Lihat: antrean token create --help\n"),
        (("pair", "123456", "--hall"), "antrean pair: --hall perlu diisi. Lihat: antrean pair --help\n"),
        (
            ("init", "kerjo", "--counters", "dua"),
            "antrean init: --counters: 'dua' bukan angka. Lihat: antrean init --help\n",
        ),
        (("serve", "--fast"), "antrean: tidak dikenal: --fast. Lihat: antrean --help\n"),
    ],
)
def test_what_is_typed_wrongly_is_told_in_one_line(keeper: Keeper, words: tuple[str, ...], sentence: str) -> None:
    typed = keeper(*words)
    assert (typed.status, typed.out, typed.err) == (2, "", sentence)


def test_a_choice_that_is_unknown_names_the_known_ones(keeper: Keeper) -> None:
    typed = keeper("pair", "123456", "--hall", "h", "--role", "tv")
    assert typed.status == 2
    assert typed.err.count("\n") == 1
    assert "tv" in typed.err
    assert "display" in typed.err


def test_a_wrong_setting_is_told_in_one_line(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTREAN_PUBLIC_URL", "antrean.example")
    typed = keeper("serve")
    assert typed.status == 1
    assert typed.err == "antrean: ANTREAN_PUBLIC_URL: harus dimulai http:// atau https:// lalu nama host.\n"


def test_the_help_loads_neither_database_nor_web(tmp_path: Path) -> None:
    program = (
        "import sys, hall.cli\ntry:\n    hall.cli.main(['--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'sqlalchemy', 'flask', 'gunicorn', 'eventlet', 'pydantic'} & set(sys.modules)\nassert not heavy, heavy"
    )
    done = run([executable, "-c", program], cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_reader_that_leaves_early_causes_no_traceback(tmp_path: Path) -> None:
    done = run(
        f"(sleep 1; {executable} -m hall.cli --help) | true; (sleep 1; {executable} -m hall.cli catalogue check kerjo) | true",
        shell=True, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
