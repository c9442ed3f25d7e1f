"""The keeper weighs a counter's lines and sets what becomes of a missed call; the public's sentences follow."""

from hall.actions.office import Office
from tests.admin.keeper import Keeper

EVEN = {"weight-A": "1", "weight-X": "1", "weight-U": "1", "weight-M": "1"}


def test_a_counter_prefers_a_line_and_the_sentence_says_so(keeper: Keeper, office: Office) -> None:
    assert "Yang datang dulu dilayani dulu." in keeper.see("counters")
    page = keeper.done("counters/1", EVEN | {"weight-A": "3", "weight-M": "0"}, on="counters")
    assert "Giliran loket disimpan" in page
    assert "Tiap huruf antrean mendapat gilirannya" in page
    assert "Tiap huruf antrean mendapat gilirannya" in keeper.see("rules")
    assert office.hall("kalipare").counters["1"].weights == {"A": 3, "X": 1, "U": 1, "M": 0}


def test_a_faulty_weight_is_told_in_place(keeper: Keeper) -> None:
    assert keeper.refused("counters/1", EVEN | {"weight-A": "10"}, on="counters") == (
        400, "Bobot antrean A: angka bulat dari 0 sampai 9.",
    )  # fmt: skip
    for code in "12":
        keeper.done(f"counters/{code}", EVEN | {"weight-U": "0"}, on="counters")
    status, said = keeper.refused("counters/3", EVEN | {"weight-U": "0"}, on="counters")
    assert (status, said) == (400, "Antrean U harus mendapat giliran di paling sedikit satu loket.")


def test_the_second_chance_is_set_and_shown_as_it_is_printed(keeper: Keeper) -> None:
    page = keeper.done("second-chances", {"chances": "1", "after": "5"}, on="counters")
    assert "Dipanggil lagi setelah 5 nomor lain, paling banyak 1 kali" in page
    assert keeper.refused("second-chances", {"chances": "1", "after": "0"}, on="counters")[0] == 400


def test_stations_of_a_recording_are_given_to_counters_and_taken_back(keeper: Keeper, office: Office) -> None:
    assert "Stasiun perekaman di tiap loket" in keeper.see("counters")
    page = keeper.done("stations", {"1.verifikasi": "1", "1.penyerahan": "1", "2.foto": "1", "2.x": "1"}, on="counters")
    assert "Stasiun perekaman disimpan" in page
    assert office.hall("kalipare").settings.stations == {"1": ("verifikasi", "penyerahan"), "2": ("foto",)}
    keeper.done("stations", {}, on="counters")
    assert office.hall("kalipare").settings.stations == {}
