"""The walls that import contracts cannot see, and that the contracts know every room."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import PACKAGES, ROOT, files, short

CONCURRENCY = {
    "eventlet", "gevent", "greenlet", "threading", "_thread", "concurrent", "multiprocessing", "asyncio",
}  # fmt: skip


def test_only_realtime_tells_screens() -> None:
    elsewhere = [
        f"{short(path)}:{node.lineno}"
        for path in files(".py", under=PACKAGES)
        if not short(path).startswith("hall/realtime/")
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "emit"
    ]
    assert elsewhere == []


def test_only_runtime_and_serving_know_how_things_run_at_once() -> None:
    elsewhere = [
        f"{short(path)}: {name}"
        for path in files(".py", under=PACKAGES)
        if not short(path).startswith(("hall/runtime.py", "hall/serving/"))
        for name in _imports(path)
        if name.partition(".")[0] in CONCURRENCY
    ]
    assert elsewhere == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [short(path) for path in files(".py") if path.stat().st_size and not ast.get_docstring(_tree(path))]
    assert silent == []


def test_every_part_of_the_hall_stands_in_a_layer() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = " ".join(next(contract["layers"] for contract in contracts if contract["type"] == "layers"))
    known = {word.strip("()") for word in layers.split()}
    parts = {
        f"hall.{path.relative_to(ROOT / 'hall').parts[0].removesuffix('.py')}" for path in files(".py", under=("hall",))
    }
    assert parts - {"hall.__init__"} - known == set()


def test_no_test_is_skipped_and_nothing_is_patched() -> None:
    forbidden = {"pytest": {"skip", "xfail", "importorskip"}, "mark": {"skip", "skipif", "xfail"}, "mock": {"patch"}}
    faults = [
        f"{short(path)}:{node.lineno}"
        for path in files(".py")
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Attribute)
        and node.attr in forbidden.get(ast.unparse(node.value).rpartition(".")[2], set())
    ]
    assert faults == []


def test_no_fault_is_swallowed_in_silence() -> None:
    silent = [
        f"{short(path)}:{node.lineno}"
        for path in files(".py", under=PACKAGES)
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
        and isinstance(node.body[0], ast.Pass)
    ]
    assert silent == []


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=short(path))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module
