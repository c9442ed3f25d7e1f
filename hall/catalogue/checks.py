"""What must hold beyond single fields: letters that can be told apart by ear, questions that lead somewhere, one code
a layanan, words that fit the kiosk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hall.catalogue.fields import Fields, Page
from hall.catalogue.values import HallPlan
from hall.rules.layanan import RETURNED, Layanan, Question, Step

LONGEST_TITLE = 30
LONGEST_SUBTITLE = 40
LONGEST_SHORT = 45
LONGEST_PLAIN = 9
"""Words of a step on the kiosk: one thought a sentence."""

LETTERS = "AMUWYZXRL"
"""Letters that stay apart when a loudspeaker says them in a full hall (measured; O also looks like a zero)."""

CLOSE_LETTERS = (frozenset("BCDEGJPTV"), frozenset("AHK"), frozenset("MN"), frozenset("FS"))

PICTOGRAMS = frozenset(
    [
        "awas",
        "foto",
        "gratis",
        "jam",
        "kerja",
        "kk",
        "ktp",
        "kursi",
        "lansia",
        "lembar",
        "lonceng",
        "nikah",
        "orang",
        "pendopo",
        "pin",
        "pindah",
        "pintu",
        "ponsel",
        "proposal",
        "ramai",
        "rekam",
        "rumah",
        "salin",
        "skck",
        "stempel",
        "suara",
        "surat",
        "tanya",
        "usaha",
        "waris",
    ]
)
"""Pictures of things (static/pictograms) that a layanan or a paper may have; the others belong to the screens."""

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def check_hall(plan: HallPlan, page: Page) -> None:
    """Faults of `hall.toml` itself."""
    if not page.table:
        return
    if plan.slug and not _NAME.fullmatch(plan.slug):
        page.fault(("slug",), 'Isian "slug" hanya boleh huruf kecil, angka, dan tanda hubung.')
    if plan.timezone and not _is_zone(plan.timezone):
        page.fault(("timezone",), f'Zona waktu "{plan.timezone}" tidak dikenal. Contoh: Asia/Jakarta, Asia/Makassar.')
    if not plan.lines:
        page.fault((), "Belum ada antrean. Tambahkan bagian [[lines]].")
    _check_letters(plan, page)
    for place, code in _repeated([category.code for category in plan.categories]):
        page.fault(("categories", place, "code"), f'Kelompok "{code}" ditulis dua kali.')


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _check_letters(plan: HallPlan, page: Page) -> None:
    letters = [line.letter for line in plan.lines]
    for place, letter in enumerate(letters):
        if letter and letter not in LETTERS:
            page.fault(
                ("lines", place, "letter"),
                f'Huruf antrean "{letter}" sulit dibedakan saat dipanggil. Pilih salah satu: {", ".join(LETTERS)}.',
            )
        twin = next((other for other in letters[:place] if _sound_close(other, letter)), None)
        if twin:
            page.fault(("lines", place, "letter"), f'Huruf antrean "{twin}" dan "{letter}" terdengar mirip.')
    for place, letter in _repeated(letters):
        page.fault(("lines", place, "letter"), f'Huruf antrean "{letter}" ditulis dua kali.')


def _sound_close(one: str, other: str) -> bool:
    return one != other and any(one in close and other in close for close in CLOSE_LETTERS)


def _repeated(names: Iterable[str]) -> list[tuple[int, str]]:
    seen: set[str] = set()
    again = []
    for place, name in enumerate(names):
        if name and name in seen:
            again.append((place, name))
        seen.add(name)
    return again


def check_plain(ours: Fields, step: Step) -> None:
    """The kiosk's own words of a step must fit one line that can be read in passing."""
    for key, words in (("plain", step.plain), ("plain_en", step.plain_en)):
        if len(words.split()) > LONGEST_PLAIN:
            ours.fault(key, f'Isian "{key}" paling banyak {LONGEST_PLAIN} kata.')


def check_together(plan: HallPlan, read: Sequence[tuple[Page, Layanan]]) -> None:
    """Faults of the layanan files against the hall and against each other."""
    codes: dict[str, str] = {}
    titles: dict[str, str] = {}
    for page, layanan in read:
        _check_code(page, layanan)
        _check_belongs(plan, page, layanan)
        _check_steps(page, layanan)
        _check_first(page, ("code",), layanan.code, codes, "Kode")
        _check_first(page, ("ours", "title"), layanan.title, titles, "Judul")
        _check_delicate(page, layanan, [other for _, other in read])


def _check_code(page: Page, layanan: Layanan) -> None:
    code = layanan.code
    if code and not _NAME.fullmatch(code):
        page.fault(("code",), f'Kode "{code}" hanya boleh huruf kecil, angka, dan tanda hubung.')
    elif code == "hall":
        page.fault(("code",), 'Kode "hall" sudah dipakai untuk berkas kantor ini sendiri.')


def _check_delicate(page: Page, layanan: Layanan, others: Sequence[Layanan]) -> None:
    """Slip and phone show a delicate layanan by its line's name: alone in a line, the line would tell."""
    shared = any(other.line == layanan.line and not other.delicate for other in others)
    if layanan.delicate and layanan.line and not shared:
        page.fault(
            ("ours", "line"),
            f'Layanan peka ini sendirian di antrean "{layanan.line}", sehingga keperluannya terbaca. '
            "Satukan dengan layanan lain.",
        )


def _check_first(page: Page, path: tuple[str, ...], value: str, seen: dict[str, str], name: str) -> None:
    if value and value in seen:
        page.fault(path, f'{name} "{value}" sudah dipakai di {seen[value]}.')
    seen.setdefault(value, page.file)


def _check_belongs(plan: HallPlan, page: Page, layanan: Layanan) -> None:
    letters = [line.letter for line in plan.lines]
    if layanan.line and letters and layanan.line not in letters:
        page.fault(("ours", "line"), f'Antrean "{layanan.line}" tidak ada. Yang ada: {", ".join(letters)}.')
    categories = [category.code for category in plan.categories]
    if layanan.category and categories and layanan.category not in categories:
        page.fault(("ours", "category"), f'Kelompok "{layanan.category}" tidak ada. Yang ada: {", ".join(categories)}.')


def _check_steps(page: Page, layanan: Layanan) -> None:
    for step in layanan.steps:
        place = ("steps", step.order - 1)
        for number, mark in enumerate(step.marks):
            if mark.column and mark.column not in layanan.document.role_columns:
                page.fault((*place, "marks", number), f'Kolom pelaksana "{mark.column}" tidak ada di dokumen ini.')
        if step.question:
            _check_question(page, (*place, "ours", "question"), step, step.question, len(layanan.steps))
    if layanan.steps and all(step.after_handover for step in layanan.steps):
        page.fault(("steps", 0), "Semua langkah bertanda sesudah penyerahan. Pemohon tidak pernah menerima hasil.")


def _check_question(page: Page, path: tuple[str | int, ...], step: Step, question: Question, last: int) -> None:
    for key, order in (("yes", question.yes), ("no", question.no)):
        if order != RETURNED and not 1 <= order <= last:
            page.fault(
                (*path, key), f"Pertanyaan menunjuk ke langkah {order}, padahal langkahnya hanya 1 sampai {last}."
            )
    if 1 <= question.yes <= step.order:
        page.fault((*path, "yes"), f"Jawaban ya harus maju ke langkah sesudah langkah {step.order}.")
