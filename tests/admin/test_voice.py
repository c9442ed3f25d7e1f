"""The office's own voice: recorded prompt by prompt, heard in samples, used at once, given back; how calls are said."""

import io
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from hall.actions import voices
from hall.actions.office import Office
from hall.records import tables as t
from hall.records.halls import touch_setup
from hall.rules.voice import quiet_text
from hall.voice.pack import CHIME, bundled, is_clip
from hall.voice.speaker import Speaker
from hall.web import firsts
from tests.admin.keeper import Keeper
from tests.office import furnish, open_office
from tests.people.offices import add_person
from tests.voice.recordings import spoken, wav

HALL = "kalipare"
SETTINGS = {"voice": "1", "reading": "digits", "times": "2", "volume": "80", "films": "0", "quiet": ""}


@pytest.fixture
def office(ready_template: Callable[[str], str], tmp_path: Path) -> Iterator[Office]:
    """Kalipare on SQLite: voices lie in files, wherever the rest is kept."""
    url = f"sqlite:///{tmp_path / 'antrean.db'}"
    (tmp_path / "antrean.db").write_bytes(Path(ready_template("sqlite")).read_bytes())
    furnish(url, tmp_path)
    found = open_office(url, tmp_path)
    add_person(found, HALL, "penjaga", "Bu Penjaga", "keeper", "rahasia-penjaga")
    yield found
    found.database.close()


def send(keeper: Keeper, prompt: str, recording: bytes) -> tuple[int, str]:
    """As the page's script sends it: the status, and the sentence of a refusal."""
    page = keeper.client.get(f"/{HALL}/admin/suara").text
    csrf = page.split('name="csrf" value="')[1].split('"')[0]
    data: dict[str, Any] = {"csrf": csrf, "sound": (io.BytesIO(recording), "sound.wav")}
    answer = keeper.client.post(
        f"/{HALL}/admin/suara/clips/{prompt}", data=data, headers={"Accept": "application/json"}
    )
    return answer.status_code, "" if answer.status_code == 204 else answer.get_json()["detail"]


def sound(keeper: Keeper, where: str) -> bytes:
    answer = keeper.client.get(f"/{HALL}/admin/suara/{where}.mp3")
    assert (answer.status_code, answer.mimetype) == (200, "audio/mpeg")
    return answer.data


def in_the_hall(office: Office) -> bytes:
    """The call A003 as the running server says it."""
    found = running(office).file(office.hall(HALL), "A003", "1")
    assert found is not None
    return found[0]


_running: dict[Path, Speaker] = {}


def running(office: Office) -> Speaker:
    """The speaker that stands since the server began."""
    folder = office.settings.var / "voice"
    return _running.setdefault(folder, Speaker(folder))


def agree(keeper: Keeper, label: str = "Bu S., pelayanan") -> str:
    return keeper.done("suara/use", {"speaker": label, "agreed": "1"}, on="suara")


def test_a_recording_is_heard_in_samples_first_and_in_the_hall_once_it_is_used(keeper: Keeper, office: Office) -> None:
    before, sample = in_the_hall(office), sound(keeper, "samples/digits/A003")
    assert send(keeper, "id-tiga", wav(spoken())) == (204, "")
    assert is_clip(sound(keeper, "clips/id-tiga"))
    assert "Baru, belum dipakai" in keeper.see("suara")
    assert sound(keeper, "samples/digits/A003") != sample
    assert in_the_hall(office) == before
    assert "Suara dipakai mulai panggilan berikutnya" in agree(keeper)
    assert sound(keeper, "clips/id-tiga")[144:] in in_the_hall(office), "without starting again"
    assert bundled("id-espeak").clips["nol"] in in_the_hall(office), "clip by clip"


def test_a_version_is_kept_with_its_speakers_consent_restored_and_wiped(keeper: Keeper, office: Office) -> None:
    first = in_the_hall(office)
    send(keeper, "id-tiga", wav(spoken(0.4)))
    assert "Versi 1 Bu S., pelayanan, setuju" in agree(keeper)
    second = in_the_hall(office)
    send(keeper, "id-nol", wav(spoken(0.7)))
    assert "2 rekaman" in agree(keeper, "Pak R.")
    assert len({first, second, in_the_hall(office)}) == 3
    keeper.done("suara/versions/1/use", on="suara")
    assert in_the_hall(office) == second
    keeper.done("suara/versions/0/use", on="suara")
    assert in_the_hall(office) == first
    keeper.done("suara/versions/2/delete", on="suara")
    assert "Pak R." not in keeper.see("suara")
    folder = office.settings.var / "voice" / HALL / "versions"
    assert sorted(os.listdir(folder)) == ["1"]


def test_a_version_in_use_is_not_wiped_and_one_that_is_gone_is_not_used(keeper: Keeper) -> None:
    send(keeper, "id-tiga", wav(spoken()))
    agree(keeper)
    assert "sedang dipakai" in keeper.refused("suara/versions/1/delete", on="suara")[1]
    assert keeper.refused("suara/versions/7/use", on="suara") == (404, "Versi suara itu sudah tidak ada.")


def test_nobodys_voice_is_used_without_their_consent_and_no_log_names_them(keeper: Keeper, office: Office) -> None:
    send(keeper, "id-tiga", wav(spoken()))
    assert keeper.refused("suara/use", {"speaker": "Bu S."}, on="suara")[1].startswith("Suara hanya boleh dipakai")
    assert keeper.refused("suara/use", {"speaker": "", "agreed": "1"}, on="suara")[0] == 400
    agree(keeper, "Bu Sebutan Rahasia")
    database = office.settings.var / "antrean.db"
    assert not database.exists() or b"Sebutan Rahasia" not in database.read_bytes()


def test_a_draft_is_thrown_away_and_a_recording_let_go(keeper: Keeper, office: Office) -> None:
    before = sound(keeper, "clips/id-tiga")
    send(keeper, "id-tiga", wav(spoken()))
    assert "Perubahan dibuang" in keeper.done("suara/discard", on="suara")
    assert sound(keeper, "clips/id-tiga") == before
    send(keeper, "id-tiga", wav(spoken()))
    keeper.done("suara/clips/id-tiga/drop", on="suara")
    assert sound(keeper, "clips/id-tiga") == before
    assert keeper.refused("suara/use", {"speaker": "Bu S.", "agreed": "1"}, on="suara") == (
        409, "Belum ada rekaman baru untuk dipakai.",
    )  # fmt: skip


def test_a_recording_of_no_use_is_refused_with_a_sentence_and_changes_nothing(keeper: Keeper) -> None:
    for recording, sentence in (
        (wav(spoken(0.05)), "Terlalu pendek, ulangi."),
        (b"", "Berkas suara ini tidak terbaca."),
    ):
        assert send(keeper, "id-tiga", recording) == (400, sentence)
    assert send(keeper, "id-tiga", bytes(3_000_000))[0] == 413
    for unknown in ("id-..", "id-tidak-ada", "xx-tiga", "id-..%2F..%2Fantrean", "tiga"):
        assert send(keeper, unknown, wav(spoken(0.3)))[0] == 404
        assert keeper.client.get(f"/{HALL}/admin/suara/clips/{unknown}.mp3").status_code == 404
    for wrong in ("digits/A004", "loud/A003", "digits/Z00000"):
        assert keeper.client.get(f"/{HALL}/admin/suara/samples/{wrong}.mp3").status_code == 404
    assert "Baru, belum dipakai" not in keeper.see("suara")


def test_how_calls_are_said_is_set_and_read_back(keeper: Keeper, office: Office) -> None:
    page = keeper.done(
        "suara/settings",
        SETTINGS | {"reading": "cardinal", "english": "1", "times": "3", "quiet": "12.00-13.00; 22:00-5.00"},
        on="suara",
    )
    settings = office.hall(HALL).settings
    assert "Pengaturan suara disimpan" in page
    assert (settings.voice, settings.voice_reading, settings.voice_english) == (True, "cardinal", True)
    assert (settings.voice_times, settings.voice_volume) == (3, 80)
    assert settings.voice_quiet == ((720, 780), (1320, 300))
    assert quiet_text(settings.voice_quiet) == "12.00-13.00, 22.00-05.00"
    assert "number" in page, "English prompts are asked for"
    keeper.done("suara/settings", {**SETTINGS, "voice": "", "films": "35"}, on="suara")
    assert firsts.display(office, HALL, None)["settings"]["film_volume"] == 35, "the TV carries it"
    settings = office.hall(HALL).settings
    assert (settings.voice, settings.voice_english, settings.voice_quiet) == (False, False, ())


def test_a_setting_that_cannot_be_is_refused_in_its_place(keeper: Keeper) -> None:
    for wrong, sentence in (
        ({"films": "101"}, "Keras video"), ({"films": "-1"}, "Keras video"),
        ({"times": "4"}, "Diucapkan (kali)"), ({"volume": "101"}, "Keras suara"), ({"reading": "roman"}, "Pilih cara"),
        ({"quiet": "12"}, "tidak terbaca"), ({"quiet": "12.00-12.00"}, "tidak terbaca"),
        ({"quiet": "25.00-26.00"}, "tidak terbaca"), ({"quiet": "1.00-2.00," * 7}, "paling banyak"),
    ):  # fmt: skip
        status, said = keeper.refused("suara/settings", SETTINGS | wrong, on="suara")
        assert (status, sentence in said) == (400, True), said


def test_a_counters_name_without_clips_is_a_prompt_of_its_own(keeper: Keeper, office: Office) -> None:
    hall = office.hall(HALL)
    with office.database.writing() as connection:
        connection.execute(update(t.counters).where(t.counters.c.hall_id == hall.id).values(name="Ruang Mawar"))
        touch_setup(connection, hall.id)
    office.forget(HALL)
    assert send(keeper, "id-mawar", wav(spoken())) == (204, "")
    agree(keeper)
    assert sound(keeper, "clips/id-mawar") in in_the_hall(office)


def test_a_name_that_nothing_can_say_is_a_chime_that_no_browser_keeps(office: Office) -> None:
    hall = office.hall(HALL)
    counters = {code: replace(counter, name="Paviliun Kenanga") for code, counter in hall.counters.items()}
    mute = Speaker(office.settings.var / "voice", program="/no/such/program")
    assert mute.file(replace(hall, counters=counters), "A003", "1") == (bundled("id-espeak").clips[CHIME], False)
    said = mute.file(hall, "A003", "1")
    assert said is not None
    assert said[1], "what is said whole may be kept"


def test_clips_that_were_copied_by_hand_are_the_offices_voice_too(keeper: Keeper, office: Office) -> None:
    folder = office.settings.var / "voice" / HALL
    folder.mkdir(parents=True)
    before = in_the_hall(office)
    (folder / "tiga.mp3").write_bytes(bundled("id-espeak").clips["dua"])
    assert in_the_hall(office) != before
    assert voices.room(office, HALL).whose["id-tiga"] == voices.OWN
