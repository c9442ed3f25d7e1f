"""The kiosk's page carries what its views read, and not the document around it."""

from hall.catalogue.reader import read_hall
from hall.rules.layanan import public
from kiosk.shown import for_kiosk
from tests.screens import ROOT


def _layanan(hall: str, code: str) -> dict[str, object]:
    one = next(one for one in read_hall(ROOT / "catalogues" / hall).layanan if one.code == code)
    return for_kiosk(public(one))


def test_the_documents_header_stays_on_the_server() -> None:
    assert "document" not in _layanan("jumapolo", "pindah-penduduk")


def test_steps_after_hand_over_are_not_the_citizens_business() -> None:
    whole = public(next(one for one in read_hall(ROOT / "catalogues/kalipare").layanan if one.code == "surat-pindah"))
    after = [step for step in whole["steps"] if step["after_handover"]]
    assert len(after) > 0
    assert len(for_kiosk(whole)["steps"]) == len(whole["steps"]) - len(after)


def test_the_places_of_the_persyaratan_are_kept() -> None:
    shown = _layanan("jumapolo", "pindah-penduduk")["persyaratan_items"]
    assert isinstance(shown, list)
    assert [item["short"] for item in shown][1] == "KK asli"
