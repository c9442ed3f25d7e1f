"""Who records which step: the printed role marks of the 39 documents, read as staff roles."""

from datetime import UTC, datetime, timedelta

import pytest

from hall.catalogue.places import bundled_halls
from hall.catalogue.reader import read_hall
from hall.errors import Refused
from hall.rules import roles
from hall.rules.access import Identity
from hall.rules.layanan import Layanan
from hall.rules.roles import ANYBODY, MARKS, Hands, Substitute, hands_of, of_mark, of_step, permit, permit_skip
from tests.rules.test_workflow import ALL, a_step

NOW = datetime(2026, 11, 19, 2, tzinfo=UTC)
CLERK, KASI = Hands(frozenset({"clerk"})), Hands(frozenset({"kasi"}))


def reader(name: str) -> Layanan:
    return ALL[name]


def who(name: str, order: int) -> str:
    layanan = reader(name)
    return "+".join(of_step(layanan.step(order), layanan.document.role_columns))


def test_every_printed_column_of_the_39_documents_stands_in_the_table() -> None:
    printed = {
        roles._even(column)
        for folder in bundled_halls()
        for layanan in read_hall(folder).layanan
        for column in layanan.document.role_columns
    }
    assert printed == set(MARKS), "the table holds what is printed, and nothing else"


@pytest.mark.parametrize(
    ("column", "staff"),
    [
        ("Camat/ Sekcam/ Kasi", ("kasi", "sekcam", "camat")),
        ("Camat/Kas i", ("kasi", "camat")),
        ("Kasi Kesra &Pelayanan", ("kasi",)),
        ("Petugas loket/Operator", ("clerk", "operator")),
        ("Kepala Seksi Ekonomi", ("kasi",)),
        ("Sekretaris Camat", ("sekcam",)),
        ("Pelaksana", ("clerk",)),
        ("sesuatu yang lain", ("clerk",)),
    ],
)
def test_a_column_is_read_as_roles_also_where_no_known_document_prints_it(column: str, staff: tuple[str, ...]) -> None:
    assert of_mark(column) == staff


@pytest.mark.parametrize("layanan", ALL.values(), ids=ALL)
def test_every_step_of_every_sop_has_somebody_who_records_it(layanan: Layanan) -> None:
    for step in layanan.steps:
        allowed = of_step(step, layanan.document.role_columns)
        assert allowed
        assert set(allowed) <= set(roles.ROLES)
        if step.by != "back_room":
            assert "clerk" in allowed, "applicants and agencies outside are recorded at the counter"


@pytest.mark.parametrize(
    ("name", "order", "allowed"),
    [
        ("barito-kuala/kartu-keluarga", 2, "kasi"),
        ("barito-kuala/kartu-keluarga", 3, "sekcam"),
        ("barito-kuala/kartu-keluarga", 5, "clerk+operator"),
        ("barito-kuala/kartu-keluarga", 6, "clerk"),
        ("barito-kuala/sktm", 4, "camat"),
        ("barito-kuala/skck", 2, "kasi+sekcam"),
        ("barito-kuala/dispensasi-nikah", 3, "operator"),
        ("barito-kuala/dispensasi-nikah", 6, "camat"),
        ("barito-kuala/surat-masuk", 4, "kasi+sekcam+camat"),
        ("jumapolo/legalisir-surat", 3, "kasi+sekcam+camat"),
        ("jumapolo/dispensasi-nikah", 3, "kasi"),
        ("jumapolo/dispensasi-nikah", 4, "camat"),
        ("kalipare/dispensasi-nikah", 4, "sekcam+camat"),
        ("kalipare/perekaman-ektp", 10, "kasi"),
        ("kalipare/perekaman-ektp", 5, "clerk+operator"),
        ("kalipare/surat-pindah", 6, "clerk+kasi"),
    ],
)
def test_the_documents_say_who(name: str, order: int, allowed: str) -> None:
    assert who(name, order) == allowed


def test_where_a_displaced_mark_contradicts_the_words_both_may() -> None:
    """SOP 26 prints the typing under Tim Survey and the Camat's signature under Sekcam."""
    assert who("barito-kuala/izin-usaha", 3) == "clerk+operator+kasi"
    assert who("barito-kuala/izin-usaha", 6) == "sekcam+camat"


def test_a_person_records_the_steps_of_their_roles_and_no_others() -> None:
    assert permit(KASI, ("kasi", "sekcam")) == "kasi"
    with pytest.raises(Refused, match="Camat/Sekcam") as refused:
        permit(KASI, ("sekcam", "camat"))
    assert refused.value.code == "forbidden"


def test_a_program_records_any_step_in_nobodys_name() -> None:
    assert permit(ANYBODY, ("camat",)) is None
    assert hands_of(Identity("token:1", "api", "jumapolo", frozenset({"counter"}))) == ANYBODY
    assert hands_of(None) == ANYBODY


def test_a_substitute_records_in_the_name_of_the_role() -> None:
    person = Identity("person:3", "person", "jumapolo", frozenset({"counter"}), staff_roles=frozenset({"clerk"}))
    hands = hands_of(person, {"kasi", "clerk"})
    assert hands == Hands(frozenset({"clerk"}), frozenset({"kasi"}))
    assert permit(hands, ("kasi",)) == "a.n. kasi"
    assert permit(hands, ("clerk", "kasi")) == "clerk", "a role of one's own goes first"


def test_a_step_is_skipped_by_an_officer_or_in_the_back_room_by_its_own_role() -> None:
    counter, back = a_step(1), a_step(2)
    typing = type(back)(**{name: getattr(back, name) for name in back.__slots__} | {"by": "back_room"})
    operator = Hands(frozenset({"operator"}))
    assert permit_skip(KASI, counter, ("clerk",)) == "kasi"
    assert permit_skip(operator, typing, ("operator",)) == "operator"
    assert permit_skip(ANYBODY, counter, ("clerk",)) is None
    for hands, step, allowed in ((CLERK, counter, ("clerk",)), (operator, counter, ("clerk", "operator"))):
        with pytest.raises(Refused) as refused:
            permit_skip(hands, step, allowed)
        assert refused.value.code == "forbidden"


def test_a_substitute_counts_from_its_beginning_to_its_end() -> None:
    named = Substitute(1, "camat", "Siti", "siti", NOW, NOW + timedelta(days=2), "dinas luar", "Camat")
    moments = [NOW - timedelta(1), NOW, NOW + timedelta(1), NOW + timedelta(2)]
    assert [named.acts_at(each) for each in moments] == [False, True, True, False]
    assert not Substitute(1, "camat", "Siti", "siti", NOW, None, "x", "y", ended=NOW).acts_at(NOW)
    assert Substitute(1, "camat", "Siti", "siti", NOW, None, "x", "y").acts_at(NOW + timedelta(900))


def test_roles_are_named_from_the_highest_down_as_the_sops_print_them() -> None:
    assert roles.words(("kasi", "sekcam", "camat")) == "Camat/Sekcam/Kasi"
    assert roles.words(("outside",)) == "Instansi luar"
