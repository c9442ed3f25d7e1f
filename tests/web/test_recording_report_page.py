"""The report on recording over HTTP: page, PDF, CSV, XLSX and JSON of the same figures, and nobody's name in any of them."""

import io
from datetime import date

import pypdfium2
import pytest

from hall.web import recording_answers
from tests.recording import RecordingDay
from tests.web.conftest import House, Program
from tests.web.test_answers import holds
from tests.web.test_bad_input import problem

HALL = "barito-kuala"
AT = f"/{HALL}/counter/laporan-perekaman"
ABOUT = "?dari=2026-11-16&sampai=2026-11-22"
NAME = "Contoh Laporanwati"


@pytest.fixture(scope="module")
def day(house: House) -> RecordingDay:
    day = RecordingDay(house.office, HALL)
    day.letter(name=NAME)
    day.person(name=NAME, born_on=date(2015, 1, 1))
    return day


@pytest.fixture
def clerk(house: House, day: RecordingDay) -> Program:
    return house.program("counter", HALL)


def test_page_paper_spreadsheets_and_programs_get_the_same_figures_and_no_name(house: House, clerk: Program) -> None:
    from python_calamine import CalamineWorkbook

    page = clerk.get(AT + ABOUT)
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-store")
    table = clerk.get(f"{AT}.csv{ABOUT}")
    made = clerk.get(f"{AT}.pdf{ABOUT}&kertas=F4")
    words = "".join(sheet.get_textpage().get_text_range() for sheet in pypdfium2.PdfDocument(made.data))
    book = CalamineWorkbook.from_filelike(io.BytesIO(clerk.get(f"{AT}.xlsx{ABOUT}").data))
    cells = [
        [str(cell) for cell in row] for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()
    ]
    assert len(book.sheet_names) == 3
    assert ["Desa Contoh", "1", "0", "0,0", "0", "0", "0", "0"] in cells
    assert "Desa Contoh;1;0;0,0;0;0;0;0\r\n" in table.text
    assert "Kepala Dinas Kependudukan dan Pencatatan Sipil Kabupaten Barito Kuala" in " ".join(words.split())
    for text in (page.text, words, table.text, str(cells)):
        assert "19-11-2026" in text
        assert NAME.split()[1] not in text
    assert 'filename="laporan-perekaman-2026-11-16-2026-11-22.csv"' in table.headers["Content-Disposition"]
    told = holds(clerk.get("recording-report?from=2026-11-19&until=2026-11-19"), recording_answers.RecordingReportShape)
    assert [one["letters"] for one in told["days"]] == [1]
    assert [(one["village"], one["eligible"], one["coverage"]) for one in told["villages"]] == [("Desa Contoh", 1, 0.0)]


def test_a_day_that_is_none_is_refused_in_words(clerk: Program) -> None:
    for typed in ("31-02-2026", "11-23-2026", "kemarin", ""):
        refused = problem(clerk.get(f"{AT}?dari={typed}"), 400, "bad_request")
        assert "misalnya 23-11-2026" in refused["detail"]
    browser = clerk.app.test_client().get(f"{AT}?dari=kemarin", headers=clerk.headers() | {"Accept": "text/html"})
    assert '<a href="?">Kembali</a>' in browser.text, "to the report, not to the front page"


def test_this_week_is_shown_first_and_the_months_are_one_press_apart(clerk: Program) -> None:
    page = clerk.get(AT).text
    assert "16 s.d. 22 November 2026" in page
    assert 'aria-current="page">Minggu ini' in page
    month = clerk.get(f"{AT}?dari=2026-12-01&sampai=2026-12-31").text
    for around in ("dari=2026-11-01&amp;sampai=2026-11-30", "dari=2027-01-01&amp;sampai=2027-01-31"):
        assert around in month
    for path in ("papan", "kartu"):
        assert f'href="{AT}"' in clerk.get(f"/{HALL}/counter/{path}").text


@pytest.mark.parametrize(("ask", "status"), [
    ("?dari=kemarin", 400), ("?dari=2026-11-20&sampai=2026-11-01", 400), ("?dari=2020-01-01&sampai=2026-11-01", 400),
    (".pdf?kertas=A9", 400), (".doc", 404),
])  # fmt: skip
def test_what_cannot_be_reported_is_said_in_a_sentence(clerk: Program, ask: str, status: int) -> None:
    answer = clerk.get(AT + ask)
    assert answer.status_code == status
    assert "Traceback" not in answer.text


def test_the_report_is_closed_to_other_screens_and_halls(house: House, day: RecordingDay) -> None:
    for path in (AT, f"{AT}.csv", f"/api/v1/halls/{HALL}/recording-report"):
        for other in (
            house.program("kiosk", HALL),
            house.program("display", HALL),
            house.program("counter", "jumapolo"),
        ):
            answer = other.get(path)
            assert answer.status_code in (303, 401, 403), path
            assert "Desa Contoh" not in answer.text
    clerk = house.program("counter", HALL)
    problem(clerk.get("recording-report?from=x"), 400, "bad_request")
    turned = problem(clerk.get("recording-report?from=2026-11-20&until=2026-11-19"), 400, "bad_request")
    assert turned["field"] == "until"
