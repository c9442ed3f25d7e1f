"""`antrean init`, `catalogue` and `calendar`: what a hall offers, and when."""

from __future__ import annotations

import re
from argparse import Namespace
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from hall.actions import setup
from hall.catalogue.faults import BrokenCatalogue, Fault
from hall.catalogue.places import bundled
from hall.catalogue.reader import check, read_hall
from hall.catalogue.values import HallCatalogue, HallLine, HallPlan
from hall.catalogue.writer import write_hall
from hall.cli import refuse, say
from hall.cli.desk import office
from hall.errors import Refused

SLUG: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
ZONES: Final = {7 * 3600: "WIB", 8 * 3600: "WITA", 9 * 3600: "WIT"}
MOST_COUNTERS: Final = 40
FIRST_FAULTS: Final = 50


def init(arguments: Namespace) -> int:
    """Makes a real hall out of a catalogue and says what comes next."""
    overrides = {name: getattr(arguments, name) for name in ("slug", "name", "regency", "timezone")}
    if overrides["slug"] and not SLUG.fullmatch(overrides["slug"]):
        raise Refused("bad_request", "--slug hanya huruf kecil, angka, dan tanda hubung, misalnya kec-kerjo.")
    if not 1 <= arguments.counters <= MOST_COUNTERS:
        raise Refused("bad_request", f"--counters harus 1 sampai {MOST_COUNTERS}.")
    if overrides["timezone"]:
        overrides["zone"] = _zone(overrides["timezone"])
    folder = _catalogue(arguments.catalogue)
    with office() as here:
        try:
            slug = setup.create_hall(here, folder, counters=arguments.counters, overrides=overrides)
        except BrokenCatalogue as fault:
            return _broken(fault.faults)
    say(f"Kantor {slug} siap. Langkah berikut:")
    say(f"  antrean staff add USERNAME --hall {slug} --name 'NAMA' --role keeper")
    say(f"  antrean printer add tcp://ALAMAT-PRINTER --hall {slug}")
    say("  antrean serve")
    return 0


def _zone(timezone: str) -> str:
    """What people call the zone; `bad_request` for one that Indonesia does not have."""
    from datetime import UTC, datetime

    try:
        offset = datetime.now(UTC).astimezone(ZoneInfo(timezone)).utcoffset()
    except (OSError, ValueError, KeyError) as fault:
        raise Refused("bad_request", f"Zona waktu '{timezone}' tidak dikenal. Contoh: Asia/Jakarta.") from fault
    seconds = int(offset.total_seconds()) if offset is not None else 0
    if seconds not in ZONES:
        raise Refused("bad_request", f"Zona waktu '{timezone}' bukan WIB, WITA, atau WIT. Contoh: Asia/Jakarta.")
    return ZONES[seconds]


def _catalogue(given: str) -> Path:
    """The folder of a catalogue: a path, or the name of a bundled one."""
    path = Path(given).expanduser()
    if (path / "hall.toml").is_file():
        return path
    try:
        return bundled(given)
    except KeyError:
        raise Refused("not_found", f"'{given}' bukan folder katalog: tidak ada hall.toml di sana.") from None


def catalogue_check(arguments: Namespace) -> int:
    """Every fault by file and line, or one line that says that the folder can be used."""
    folder = _catalogue(arguments.path)
    faults = check(folder)
    if faults:
        return _broken(faults)
    read = read_hall(folder)
    say(f"Katalog {read.hall.slug} dapat dipakai: {len(read.layanan)} layanan.")
    return 0


def _broken(faults: list[Fault] | tuple[Fault, ...]) -> int:
    for fault in faults[:FIRST_FAULTS]:
        say(str(fault))
    return refuse(f"katalog belum dapat dipakai: {len(faults)} kesalahan. Tidak ada yang diubah.")


def catalogue_import(arguments: Namespace) -> int:
    """Brings the hall to the folder's catalogue, whole or not at all."""
    folder = _catalogue(arguments.path)
    try:
        slug = arguments.hall or read_hall(folder).hall.slug
        with office() as here:
            changed = setup.import_catalogue(here, slug, folder)
    except BrokenCatalogue as fault:
        return _broken(fault.faults)
    say(f"Katalog {slug} dipakai: {changed} layanan baru atau berubah.")
    return 0


def catalogue_export(arguments: Namespace) -> int:
    """Writes the hall's catalogue as a folder that `import` reads again."""
    folder = Path(arguments.to or f"katalog-{arguments.hall}").expanduser()
    with office() as here:
        hall = here.hall(arguments.hall)
    plan = HallPlan(
        hall.slug, hall.name, hall.regency, hall.timezone, hall.zone,
        tuple(HallLine(line.letter, line.name, line.name_en) for line in hall.lines.values()),
        hall.settings.categories,
    )  # fmt: skip
    try:
        write_hall(folder, HallCatalogue(plan, tuple(offer.layanan for offer in hall.offers.values())))
    except FileExistsError as fault:
        return refuse(f"folder {folder} sudah berisi katalog lain ({fault}). Pilih folder kosong dengan --to.")
    except OSError as fault:
        return refuse(f"folder {folder} tidak dapat ditulis ({fault.strerror}).")
    say(f"{len(hall.offers)} layanan ditulis ke {folder}.")
    return 0
