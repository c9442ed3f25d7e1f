"""`antrean printer probe`: how a printer is, what it can do, and a profile that says so. Nothing is printed."""

from __future__ import annotations

import errno
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Final

from hall.errors import Refused
from hall.printing.commands import Answer
from hall.printing.device_lock import DeviceInUse, device_lock
from printer_drivers import Address, Cause, Profile, open_driver, read_url
from printer_drivers.discovery import Findings, discover
from printer_drivers.profiles import NAME, as_toml, built_in
from printer_drivers.status import PrinterStatus, unreachable

PAPER_WORDS: Final = {"ok": "ada", "near_end": "hampir habis", "out": "habis", "unknown": "tidak diketahui"}
UNKNOWN: Final = "tidak diketahui"
YES_NO: Final = {True: "ya", False: "tidak", None: "tidak dicoba"}

# What a printer calls itself (GS I 67) -> the profile of its class; see the comments of profiles.toml.
MODELS: Final = (
    (re.compile(r"TM-T(81|88)(?!.*203)"), "epson-180dpi"),
    (re.compile(r"TM-"), "epson-80"),
    (re.compile(r"VKP|KPM"), "custom-vkp"),
)

ONE_WAY: Final = (
    "Printer ini tidak menjawab, jadi tidak dapat diketahui: modelnya, keadaan kertas dan tutupnya, ada tidaknya "
    "pemotong dan QR, dan apakah tiket benar-benar tercetak. Cetak lembar uji dan lihat kertasnya: antrean printer test."
)
NO_WIRE: Final = (
    "Lewat sambungan ini printer tidak dapat ditanya langsung: model, pemotong, QR, dan hasil cetak tidak dapat "
    "diketahui. Cetak lembar uji dan lihat kertasnya: antrean printer test."
)
BY_EYE: Final = (
    "Lebar kertas, pemotong, QR, dan huruf besar hanya terlihat di kertas: "
    "cetak lembar uji dengan antrean printer test."
)

Rows = list[tuple[str, str]]


def probe(url: str) -> tuple[Answer, Rows, Findings | None]:
    """Asks the device how it is and what it can do. Gives the answer and (label, value) rows."""
    address = read_url(url)
    driver = open_driver(address)
    found: Findings | None = None
    try:
        with device_lock(address):
            found = discover(driver)
            status = driver.probe() if found is None else found.status
    except DeviceInUse:
        status = unreachable(Cause.IN_USE)
    finally:
        driver.close()
    return Answer(status.ready, _sentence(status, found)), _rows(address, status, found), found


def _sentence(status: PrinterStatus, found: Findings | None) -> str:
    if not status.ready:
        return status.sentence
    if found is None:
        return f"{status.sentence} {NO_WIRE}"
    return f"{status.sentence} {BY_EYE}" if found.two_way else ONE_WAY


def _rows(address: Address, status: PrinterStatus, found: Findings | None) -> Rows:
    profile = address.profile
    rows = [
        ("alamat", address.url),
        ("profil", f"{profile.name}: {profile.columns} kolom, {profile.dots} titik, {profile.dpi} dpi"),
        ("tersambung", {True: "ya", False: "tidak", None: UNKNOWN}[status.online]),
        ("kertas", PAPER_WORDS[status.paper]),
        ("tutup", {True: "terbuka", False: "tertutup", None: UNKNOWN}[status.cover_open]),
        ("pemotong", {True: "macet", False: "baik", None: UNKNOWN}[status.cutter_jam]),
        ("jawaban", status.raw or "tidak ada"),
    ]
    if found is None or (status.cause is not None and not found.queries):
        return rows
    named = " ".join(filter(None, (found.maker, found.model, found.firmware)))
    fitting = profile_for(address, found)
    return [
        *rows,
        ("menjawab", "ya" if found.two_way else "tidak" if found.can_answer else "sambungan ini searah"),
        ("model", named or UNKNOWN),
        ("konfirmasi", f"GS ( H {YES_NO[found.echoes]}, GS r {YES_NO[found.processed]}"),
        ("disarankan", _as_query(fitting)),
    ]


def _as_query(profile: Profile) -> str:
    return f"profile={profile.name}&status={int(profile.status)}&confirm={profile.confirm}"


def profile_for(address: Address, found: Findings) -> Profile:
    """The profile that fits what was found: of the model's class, else of the address, else the most careful one."""
    name = next((name for shape, name in MODELS if shape.search(found.model)), None)
    if name is None:
        careful = "generic-58" if address.profile.narrow else "generic-80"
        name = address.profile.name if "profile=" in address.url else careful
    place, _, query = address.url.partition("?")
    kept = [key for key in query.split("&") if key and not key.startswith("profile=")]
    base = read_url(f"{place}?{'&'.join([f'profile={name}', *kept])}").profile
    return replace(
        base,
        status=found.two_way,
        port_status=found.port or base.port_status,
        confirm="pid" if found.echoes else "gsr" if found.processed else "none",
    )


def write_profile(name: str, url: str, found: Findings | None, var: Path) -> Path:
    """Keeps what was found as the office's own profile; the new file. Refused."""
    if not NAME.fullmatch(name):
        raise Refused("bad_request", "Nama profil hanya huruf kecil, angka, dan tanda hubung.", field="write")
    if name in built_in():
        raise Refused("bad_request", f"'{name}' sudah nama profil bawaan. Pilih nama lain.", field="write")
    if found is None or (found.status.cause is not None and not found.queries):
        raise Refused(
            "bad_request", "Tidak ada yang diketahui tentang printer ini, jadi tidak ada profil yang ditulis."
        )
    profile = profile_for(read_url(url), found)
    base = profile.name if profile.name in built_in() else "generic-58" if profile.narrow else "generic-80"
    path = var / "profiles" / f"{name}.toml"
    text = f"# Ditulis oleh: antrean printer probe. Model: {found.model or UNKNOWN}.\n{as_toml(profile, base)}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_new(path, text.encode())
    except FileExistsError as fault:
        how = f"Profil {name} sudah ada di {path}. Hapus berkas itu dulu, atau pilih nama lain."
        raise Refused("bad_request", how, field="write") from fault
    except OSError as fault:
        how = f"Profil tidak dapat ditulis di {path} ({fault.strerror}). Periksa izin folder dan ruang disk."
        raise Refused("bad_request", how, field="write") from fault
    return path


def _write_new(path: Path, text: bytes) -> None:
    """A new file, whole or not at all: half a profile would be one that every address with its name refuses."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
    try:
        if os.write(handle, text) != len(text):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(handle)
    except OSError:
        path.unlink(missing_ok=True)
        raise
    finally:
        os.close(handle)
