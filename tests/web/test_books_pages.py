"""The office's books, reports and tasks over HTTP: pages, PDF, CSV, and their doors."""

import pypdfium2
import pytest

from tests.web.conftest import House

BOOKS = "/kalipare/counter/buku"


@pytest.fixture(scope="module")
def handed_over(house: House) -> str:
    """A berkas of Kalipare whose applicant, an invented person, has the result."""
    clerk = house.program("counter", "kalipare")
    made = clerk.post("berkas", layanan="legalisasi-umum", applicant={"name": "Contoh Orang", "village": "Desa Contoh"})
    number = str(made.get_json()["number"])
    while clerk.post(f"berkas/{number}/steps", outcome="done").get_json()["handed_over_at"] is None:
        pass
    return number


def test_a_book_is_a_page_a_pdf_and_a_spreadsheet_of_the_same_lines(house: House, handed_over: str) -> None:
    clerk = house.program("counter", "kalipare")
    page = clerk.get(f"{BOOKS}/register?dari=1/11/2026&sampai=30-11-2026")
    assert 'value="01-11-2026"' in page.text, "day first, whatever the browser speaks"
    assert page.status_code == 200
    made = clerk.get(f"{BOOKS}/register.pdf?dari=2026-11-01&sampai=2026-11-30&kertas=F4")
    assert made.mimetype == "application/pdf"
    table = clerk.get(f"{BOOKS}/register.csv?dari=2026-11-01&sampai=2026-11-30")
    words = pypdfium2.PdfDocument(made.data)[0].get_textpage().get_text_range()
    for text in (page.text, words, table.text):
        assert handed_over in text
        assert "Contoh Orang" in text
    assert "register-2026-11-01-2026-11-30.csv" in table.headers["Content-Disposition"]
    assert {answer.headers["Cache-Control"] for answer in (made, table)} == {"no-store"}


@pytest.mark.parametrize("path", [
    f"{BOOKS}/register", f"{BOOKS}/register.csv", f"{BOOKS}/tanda-terima.pdf", "/kalipare/counter/laporan.csv",
    "/kalipare/counter/tugas", "/api/v1/halls/kalipare/tasks",
])  # fmt: skip
@pytest.mark.parametrize("role", ["kiosk", "display"])
def test_books_are_closed_to_screens_and_to_another_hall(house: House, path: str, role: str, handed_over: str) -> None:
    answers = [
        house.program(role, "kalipare").get(path), house.program("counter", "jumapolo").get(path),
        house.program(None, "kalipare").get(path),
    ]  # fmt: skip
    for answer in answers:
        assert answer.status_code in (303, 401, 403)
        assert handed_over not in answer.text


@pytest.mark.parametrize(("path", "status"), [
    (f"{BOOKS}/catatan", 404), (f"{BOOKS}/register?dari=kemarin", 400), (f"{BOOKS}/register.doc", 404),
    (f"{BOOKS}/register.pdf?kertas=A9", 400), (f"{BOOKS}/register?dari=2026-11-20&sampai=2026-11-01", 400),
    ("/kalipare/counter/laporan?layanan=tidak-ada", 404), ("/kalipare/counter/laporan?minggu=9", 400),
])  # fmt: skip
def test_what_cannot_be_read_is_said_in_a_sentence(house: House, path: str, status: int) -> None:
    answer = house.program("counter", "kalipare").get(path)
    assert answer.status_code == status
    assert "Traceback" not in answer.text


def test_a_report_is_a_page_a_pdf_and_a_spreadsheet(house: House, handed_over: str) -> None:
    clerk = house.program("counter", "kalipare")
    about = "layanan=legalisasi-umum&minggu=2026-11-19"
    page = clerk.get(f"/kalipare/counter/laporan?{about}").text
    assert "16 s.d. 22 November 2026" in page
    assert "Kepada: Pimpinan" in page
    assert clerk.get(f"/kalipare/counter/laporan.pdf?{about}").data.startswith(b"%PDF")
    assert "Diterima;Selesai diserahkan" in clerk.get(f"/kalipare/counter/laporan.csv?{about}").text


def test_a_task_is_done_by_a_press_without_a_script(house: House, handed_over: str) -> None:
    clerk = house.program("counter", "kalipare")
    task = next(item for item in clerk.get("tasks").get_json()["items"] if item["kind"] == "archive")
    page = clerk.get("/kalipare/counter/tugas").text
    assert f'data-task="{task["id"]}"' in page
    pressed = clerk.raw(
        f"/kalipare/counter/tugas/{task['id']}", b"note=Rak+3", content_type="application/x-www-form-urlencoded"
    )
    assert pressed.status_code == 303
    again = clerk.raw(
        f"/kalipare/counter/tugas/{task['id']}", b"note=Rak+3", content_type="application/x-www-form-urlencoded"
    )
    assert again.status_code == 409
    assert "Tugas itu sudah selesai." in again.text
    assert task["id"] not in [item["id"] for item in clerk.get("tasks").get_json()["items"]]
    report = next(item for item in clerk.get("tasks").get_json()["items"] if item["kind"] == "report")
    ended = clerk.post(f"tasks/{report['id']}/completions", note="Diserahkan")
    assert ended.status_code == 201
    assert ended.get_json()["recorded"] == [handed_over]
