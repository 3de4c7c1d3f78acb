"""The columns of tables of recommendations, in and out."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, cast
from uuid import UUID

from rules.refusal import Refusal
from rules.text import Text, fault_of_name, fault_of_text, is_blank
from submission.recommendations.domain.recommendation import (
    MISSING,
    PRIORITIES,
    Origin,
    Priority,
    Recommendation,
)
from submission.reports.domain import AUTHOR_NAMES, AuthorKind, Report

SHEET: Final = "rekomendasi"
# Those of a letter, the same in each of its rows; then those of one recommendation.
OF_REPORT: Final = ("nomor", "tanggal", "jenis_pengirim", "pengirim", "perihal", "bukti")
OF_ROW: Final = (
    *("instansi", "butir", "rekomendasi", "batas_waktu", "petugas", "prioritas", "instruksi"),
    "kekurangan",
)
COLUMNS: Final = (*OF_REPORT, *OF_ROW)
REQUIRED: Final = (*OF_REPORT[:-1], "instansi", "rekomendasi")
# What an error of the API points at, as a column.
COLUMN_OF: Final[Mapping[str, str]] = {
    "/agency_code": "instansi",
    "/dated": "tanggal",
    "/evidence_id": "bukti",
    "/deadline": "batas_waktu",
    "/missing": "kekurangan",
    "/number": "nomor",
    "/owner": "petugas",
    "/text": "rekomendasi",
}

_REQUIRED: Final = Text("wajib diisi", "is required")
_NO_DAY: Final = Text(
    "harus berupa tanggal, ditulis TTTT-BB-HH", "must be a date, written YYYY-MM-DD"
)
_TRUTHS: Final = {"ya": True, "true": True, "tidak": False, "false": False, "": False}
_LONGEST: Final = {
    "nomor": 150,
    "pengirim": 300,
    "perihal": 300,
    "butir": 300,
    "rekomendasi": 6_000,
}
_CHOICES: Final[Mapping[str, Mapping[str, Text]]] = {
    "jenis_pengirim": dict(AUTHOR_NAMES.items()),
    "prioritas": dict(PRIORITIES.items()),
    "kekurangan": MISSING,
}


@dataclass(frozen=True, slots=True)
class Line:
    """What a row says: its letter, and a recommendation whose report has no id yet.

    `wrong`: the columns of which nobody can say what they mean; what they say here means nothing.
    """

    report: Report
    recommendation: Recommendation
    wrong: frozenset[str] = frozenset()

    def can_tell(self, *columns: str) -> bool:
        """Say whether all of these columns can be read."""
        return self.wrong.isdisjoint(columns)


def read_line(
    texts: Mapping[str, str | None], receiver: str, unread: Collection[str] = ()
) -> tuple[Line, list[Refusal]]:
    """Return what a row says, and what is wrong with it by column.

    `receiver`: the agency that the letters came to; `unread`: columns whose cells were refused.
    """
    row = {heading: (texts.get(heading) or "").strip() for heading in COLUMNS}
    faults = [each for each in _faults(row) if each.pointer not in unread]
    wrong = frozenset({*unread, *(each.pointer for each in faults)})
    row |= dict.fromkeys(wrong & {*COLUMNS}, "")
    report = Report(
        agency_code=receiver,
        number=row["nomor"],
        dated=date.fromisoformat(row["tanggal"]) if row["tanggal"] else date.min,
        author_kind=cast("AuthorKind", _chosen(row, "jenis_pengirim") or "internal"),
        author=row["pengirim"],
        title=row["perihal"],
        evidence_id=UUID(row["bukti"]) if row["bukti"] else None,
    )
    deadline = row["batas_waktu"]
    wanted = Recommendation(
        agency_code=row["instansi"],
        origin=Origin(kind="report", passage=row["butir"] or None),
        text=row["rekomendasi"],
        deadline=date.fromisoformat(deadline) if deadline else None,
        owner=row["petugas"] or None,
        priority=cast("Priority", _chosen(row, "prioritas") or "medium"),
        is_instruction=_TRUTHS[row["instruksi"].casefold()],
        missing=_chosen(row, "kekurangan"),
    )
    return Line(report, wanted, wrong), faults


def _faults(row: Mapping[str, str]) -> Iterator[Refusal]:
    for heading in REQUIRED:
        if is_blank(row[heading]):
            yield Refusal(heading, _REQUIRED)
    for heading in ("tanggal", "batas_waktu"):
        if row[heading] and not _is_day(row[heading]):
            yield Refusal(heading, _NO_DAY)
    if row["bukti"] and not _is_id(row["bukti"]):
        yield Refusal("bukti", Text("harus berupa UUID", "must be a UUID"))
    yield from _wrong_texts(row)
    yield from _wrong_choices(row)


def _wrong_texts(row: Mapping[str, str]) -> Iterator[Refusal]:
    for heading, longest in _LONGEST.items():
        text = row[heading]
        if len(text) > longest:
            yield Refusal(
                heading,
                Text(f"paling banyak {longest} karakter", f"has {longest} characters at most"),
            )
        fault = fault_of_text(text) if heading == "rekomendasi" else fault_of_name(text)
        if text and fault is not None:
            yield Refusal(heading, fault)


def _wrong_choices(row: Mapping[str, str]) -> Iterator[Refusal]:
    for heading, names in _CHOICES.items():
        if row[heading] and _code_of(names, row[heading]) is None:
            some = ", ".join(name.id for name in names.values())
            yield Refusal(heading, Text(f"pilihan: {some}", f"choose from {', '.join(names)}"))
    if row["instruksi"].casefold() not in _TRUTHS:
        yield Refusal("instruksi", Text("pilihan: ya, tidak", "choose from ya, tidak"))


def _code_of(names: Mapping[str, Text], given: str) -> str | None:
    """Return the code that a cell names: by itself, or by its Indonesian name."""
    text = given.casefold()
    return next((code for code, name in names.items() if text in (code, name.id)), None)


def _chosen(row: Mapping[str, str], heading: str) -> str | None:
    return _code_of(_CHOICES[heading], row[heading])


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False
