"""What may lie in the repository, and what may not."""

import json
import re
import tomllib

from tests.house.tree import ROOT, files, names, short

TEXT = (
    ".py",
    ".js",
    ".css",
    ".html",
    ".svg",
    ".toml",
    ".md",
    ".txt",
    ".json",
    ".sh",
    ".in",
    "Makefile",
    "NOTICE",
    "/run",
)
CODE = (".py", ".js", ".css", ".html")
LOCKS = ("requirements/run.txt", "requirements/test.txt", "package-lock.json")
# A NIP: eighteen figures, often printed in groups (birth, appointment, sex, serial). Not inside a longer figure or hash.
NIP = re.compile(r"(?<![0-9A-Fa-f])(19|20)\d{6} ?(19|20)\d{4} ?[12] ?\d{3}(?![0-9A-Fa-f])")
FOREIGN_PATH = re.compile(r"(?:^|[^A-Za-z0-9_.:/])/(?:work|farm|root|home/[a-z]+)/")
UNFINISHED = re.compile(r"\b(T[O]DO|F[I]XME|X[X]X)\b|NotImpl[e]mentedError|coming s[o]on")
OLD_SPELLING = re.compile(r"(\w+ )?antr[i]an", re.IGNORECASE)


def test_lock_files_name_no_host() -> None:
    assert [name for name in LOCKS if re.search(r"https?://|--(extra-)?index-url|--find-links", _read(name))] == []


def test_every_locked_package_carries_its_hash() -> None:
    for name in LOCKS[:2]:
        pinned = re.findall(r"^\S+==\S+ \\\n    --hash=sha256:[0-9a-f]{64}", _read(name), re.MULTILINE)
        assert len(pinned) == len(re.findall(r"^[^#\s]", _read(name), re.MULTILINE)) > 20
    packages = json.loads(_read("package-lock.json"))["packages"]
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []


def test_the_lock_knows_every_dependency() -> None:
    project = tomllib.loads(_read("pyproject.toml"))["project"]
    extras = project["optional-dependencies"]
    wanted = {"run": project["dependencies"] + extras["setup"]}
    wanted["test"] = wanted["run"] + extras["test"]
    for name, dependencies in wanted.items():
        locked = {pin.partition("==")[0] for pin in _pins(name)}
        assert {re.split(r"[\[<>=!~ ;]", dependency)[0].lower() for dependency in dependencies} <= locked


def test_the_test_lock_holds_the_run_lock_whole() -> None:
    assert _pins("run") - _pins("test") == set()


def test_no_service_number_of_a_person_lies_here() -> None:
    assert [short(path) for path in files(*TEXT) if NIP.search(path.read_text())] == []


def test_no_path_of_a_builders_machine_stands_here() -> None:
    assert [short(path) for path in files(*TEXT) if FOREIGN_PATH.search(path.read_text())] == []


def test_nothing_is_left_unfinished() -> None:
    assert [short(path) for path in files(*TEXT) if UNFINISHED.search(path.read_text())] == []


def test_third_party_files_are_never_committed() -> None:
    assert [
        name for name in names() if re.search(r"\.min\.(js|css)$|\.woff2?$|(^|/)(vendor|node_modules)/", name)
    ] == []


def test_files_stay_small_enough_to_read() -> None:
    """Migrations excepted: they are written once and never touched again."""
    long = {short(path): lines for path in files(*CODE) if (lines := path.read_text().count("\n")) > 400}
    assert {name: lines for name, lines in long.items() if "/migrations/" not in name} == {}


def test_the_house_writes_antrean() -> None:
    """The old spelling stands only where an SOP document prints it: in the documents and their transcription."""
    documents = " ".join(" ".join(_read(name).split()) for name in names() if name.startswith("tests/seeds/"))
    ours = [short(path) for path in files(*TEXT) if OLD_SPELLING.search(path.read_text())]
    assert [name for name in ours if not name.startswith(("tests/", "catalogues/"))] == []
    quoted = {
        found.group() for name in ours if name.startswith("catalogues/") for found in OLD_SPELLING.finditer(_read(name))
    }
    assert {words for words in quoted if words not in documents} == set()


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _pins(lock: str) -> set[str]:
    return set(re.findall(r"^[\w.-]+==[^ ]+", _read(f"requirements/{lock}.txt"), re.MULTILINE))
