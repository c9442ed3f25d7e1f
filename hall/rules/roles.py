"""Who may record a step of an SOP, who holds a file now, and who stands in for whom.

The documents print a role column for each step (45 spellings in the 39 of them); `MARKS` reads every one of them as staff
roles. Where a row carries no mark, or its mark stands under a column that contradicts the row's words (displaced columns
are kept as printed), the words of the step tell who does it; that reading is ours and stands in `_ACTS`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from hall.errors import Refused
from hall.rules.access import Identity
from hall.rules.layanan import Step

CLERK, OPERATOR, KASI, SEKCAM, CAMAT = "clerk", "operator", "kasi", "sekcam", "camat"
ROLES: Final = (CLERK, OPERATOR, KASI, SEKCAM, CAMAT)
OFFICERS: Final = (KASI, SEKCAM, CAMAT)
APPLICANT, OUTSIDE = "applicant", "outside"
"""Who may hold a file besides the staff: the applicant who must bring something, an agency outside the office."""
WORDS: Final = {
    CLERK: "Petugas loket", OPERATOR: "Operator", KASI: "Kasi", SEKCAM: "Sekcam", CAMAT: "Camat",
    APPLICANT: "Pemohon", OUTSIDE: "Instansi luar",
}  # fmt: skip

# The printed columns, in lower case with their white space and slashes evened out (`_even`).
MARKS: Final[dict[str, tuple[str, ...]]] = {
    "pemohon": (CLERK,),
    "jfu": (CLERK,),
    "petugas/penerima": (CLERK,),
    "petugas penerima": (CLERK,),
    "petugas pelayanan": (CLERK,),
    "petugas agenda": (CLERK,),
    "petugas kasi kesra dan pelayanan umum": (CLERK, KASI),
    "pengadministrasian kesra dan pelayanan umum": (CLERK,),
    "staf/petugas loker": (CLERK,),
    "staf/petugas loket": (CLERK,),
    "petugas loket/operator": (CLERK, OPERATOR),
    "operator": (OPERATOR,),
    "operator komputer": (OPERATOR,),
    "operator siak": (OPERATOR,),
    "operator kk/ktp": (OPERATOR,),
    "tim survey": (CLERK, KASI),
    "disdukcapil": (CLERK,),
    "kasi": (KASI,),
    "kasi/kesra": (KASI,),
    "kasi kesra": (KASI,),
    "kasi kesra dan pelayanan": (KASI,),
    "kasi kesra dan pelayanan umum": (KASI,),
    "kasi kesra dan pel.umum": (KASI,),
    "kasi kesos": (KASI,),
    "kasi pelayanan": (KASI,),
    "kasi pem": (KASI,),
    "kasi pemerintahan": (KASI,),
    "kasi pm": (KASI,),
    "kasi trantib": (KASI,),
    "kasi yanum": (KASI,),
    "kasi ekbang dan pm/kasi kessos": (KASI,),
    "kasubag umpeg": (KASI,),
    "kasubbag umpeg": (KASI,),
    "subbag umum kepegawaian": (KASI,),
    "ppid pembantu": (KASI, SEKCAM),
    "kasi pelayanan publik/sekcam": (KASI, SEKCAM),
    "sekcam/kasi pelayanan publik": (KASI, SEKCAM),
    "sekcam": (SEKCAM,),
    "camat": (CAMAT,),
    "camat/kas i": (KASI, CAMAT),
    "camat/sekcam": (SEKCAM, CAMAT),
    "camat/sekcam/kasi": OFFICERS,
    "camat/sekcam/kasi pelayanan publik": OFFICERS,
    "camat/kasi pelayanan publik/sekcam": OFFICERS,
}
# A column that no known document prints (an office's own SOP) is read by its words.
_WORDS_OF_COLUMNS: Final = (
    ("kasi", KASI), ("kasub", KASI), ("kepala seksi", KASI), ("sekcam", SEKCAM), ("sekretaris", SEKCAM),
    ("operator", OPERATOR), ("petugas", CLERK), ("staf", CLERK), ("pemohon", CLERK), ("pelaksana", CLERK),
)  # fmt: skip

# Stems without their first letter: "periksa" is "memeriksa" in a sentence, "tanda tangan" is "menandatangani".
_SIGNING: Final = re.compile(r"[tn]anda ?tangan")
_ACTS: Final = (
    (re.compile(r"[kg]etik|entri|input data|pencetakan|perekaman"), (OPERATOR,)),
    (re.compile(r"mendisposisi|(beri\w*|menerima|isi|lanjuti) disposisi"), OFFICERS),
    (re.compile(r"eriksa|[tn]eliti|oreksi|er(t)?i[fv]ikasi|araf\b|konsep|elaah|konfirmasi"), (KASI, SEKCAM)),
    (re.compile(r"catat|agenda|klasifikasi|distribusi|arsip|elapor|antau|registrasi|gandakan"), (CLERK, KASI)),
)
_BEFORE: Final = re.compile(r"ketikan|sesuai konsep")  # names an act of an earlier step


@dataclass(frozen=True, slots=True)
class Substitute:
    """A person who acts for a role while its holder is away. `until` None: until it is ended by hand."""

    id: int
    role: str
    staff: str
    username: str
    since: datetime
    until: datetime | None
    reason: str
    named_by: str
    ended: datetime | None = None

    def acts_at(self, now: datetime) -> bool:
        """Whether it counts at `now`."""
        return self.since <= now and self.ended is None and (self.until is None or now < self.until)


@dataclass(frozen=True, slots=True)
class Hands:
    """In which roles somebody records: `own`, and `acting` as a named substitute. `anybody`: a program's token, or the
    paired screen of a counter, behind which the office itself decides who stands."""

    own: frozenset[str] = frozenset()
    acting: frozenset[str] = frozenset()
    anybody: bool = False

    @property
    def roles(self) -> frozenset[str]:
        """Every role in which they may act."""
        return self.own | self.acting


ANYBODY: Final = Hands(anybody=True)


def hands_of(identity: Identity | None, acting: Collection[str] = ()) -> Hands:
    """What an identity may record; `acting` are the roles for which the person is a substitute now."""
    if identity is None or identity.kind != "person":
        return ANYBODY
    return Hands(identity.staff_roles, frozenset(acting) - identity.staff_roles)


def of_mark(column: str) -> tuple[str, ...]:
    """The staff roles of a printed role column."""
    even = _even(column)
    known = MARKS.get(even)
    if known is not None:
        return known
    found = {role for word, role in _WORDS_OF_COLUMNS if word in even}
    if "camat" in even.replace("sekretaris camat", ""):
        found.add(CAMAT)
    return _ordered(found) or (CLERK,)


def of_step(step: Step, columns: Sequence[str]) -> tuple[str, ...]:
    """Who may record this step of a document with these role columns, in the order of the office; never empty.

    Steps of the applicant, of the counter and of agencies outside are recorded at the counter. After the hand-over
    whoever works at the counter may record, too.
    """
    marked = {role for column in step.roles for role in of_mark(column)}
    if step.by != "back_room":
        typed = {OPERATOR} & set(_acts(step, columns))
        return _ordered({CLERK} | marked | typed)
    acts = set(_acts(step, columns))
    agreed = marked if marked & acts else marked | acts
    return _ordered(agreed | ({CLERK} if step.after_handover else set()))


def _acts(step: Step, columns: Sequence[str]) -> tuple[str, ...]:
    """Who does it by the words of the row, among those whom the document's columns name."""
    text = _BEFORE.sub("", step.text.lower())
    named = {role for column in columns for role in of_mark(column)}
    found = set(_signers(columns)) if _SIGNING.search(text) else set()
    for words, roles in _ACTS:
        if words.search(text):
            found |= set(roles) & named or {*roles, CLERK}
    return _ordered(found) or _ordered(named & set(OFFICERS)) or OFFICERS


def _signers(columns: Sequence[str]) -> tuple[str, ...]:
    """The highest office of the document: whoever stands in the Camat's column, else in the Sekcam's, else every officer."""
    for office in (CAMAT, SEKCAM):
        found = {role for column in columns if office in of_mark(column) for role in of_mark(column)}
        if found:
            return _ordered(found)
    return OFFICERS


def permit(hands: Hands, allowed: Sequence[str]) -> str | None:
    """In whose name the step is recorded: a role, "a.n. role" for a substitute, None for a program.

    Refuses `forbidden` with the roles that may.
    """
    if hands.anybody:
        return None
    for role in allowed:
        if role in hands.own:
            return role
    for role in allowed:
        if role in hands.acting:
            return f"a.n. {role}"
    raise Refused("forbidden", f"Langkah ini dicatat oleh {words(allowed)}. Minta kepadanya atau penggantinya.")


def permit_skip(hands: Hands, step: Step, allowed: Sequence[str]) -> str | None:
    """In whose name a step is left out: a Kasi's, the Sekcam's or the Camat's, or in the back room that of its own role."""
    own = () if step.by != "back_room" else allowed
    return permit(hands, _ordered({*OFFICERS, *own}))


def words(roles: Iterable[str]) -> str:
    """Roles for people: "Camat/Sekcam/Kasi" reads from the highest down, as the SOPs print it."""
    chosen = set(roles)
    order = (CAMAT, SEKCAM, KASI, OPERATOR, CLERK, APPLICANT, OUTSIDE)
    return "/".join(WORDS[role] for role in order if role in chosen)


def _ordered(roles: Collection[str]) -> tuple[str, ...]:
    return tuple(role for role in ROLES if role in roles)


def _even(column: str) -> str:
    text = " ".join(column.lower().replace("&", " dan ").split())
    return re.sub(r"\s*/\s*", "/", text)
