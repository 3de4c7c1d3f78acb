"""Which rows of a table that came back say something new, and what is wrong with the others."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from rules.refusal import Refusal
from rules.text import Text
from submission.assessments.domain.answer import UNANSWERED, Answer
from submission.worksheets.domain.layout import (
    ANSWER,
    CODE,
    EXPLANATION,
    LEVEL,
    ORIGIN,
    PARTS,
    REVISION,
    Origin,
    answer_cells,
)

_WHOLE: Final = re.compile("0|[1-9][0-9]{0,9}")
_MOST: Final = 2**31 - 1
_MOST_SHOWN: Final = 60
_NO_CODE: Final = Text("wajib diisi", "is required")
_TWICE: Final = Text("indikator ini sudah ada pada baris lain", "stands in another row already")
_ELSEWHERE: Final = Text(
    "baris ini berasal dari penilaian, tahap, atau edisi lain",
    "this row is of another assessment, stage or edition",
)
_NO_REVISION: Final = Text(
    "revisi tidak dikenal; unduh berkas yang baru", "unknown revision; export the file again"
)
_NO_LEVEL: Final = Text(
    "wajib diisi bila ada penjelasan; simpan sebagai draf bila belum diputuskan",
    "is required beside an explanation; keep it as a draft while it is not decided",
)
_EMPTIED: Final = Text(
    "tingkat yang sudah diputuskan tidak dapat dikosongkan di sini; batalkan melalui aplikasi",
    "a decided level cannot be emptied here; withdraw it online",
)
_BOTH: Final = Text(
    "isi salah satu: penjelasan, atau fakta dan analisis",
    "fill in one of the two: penjelasan, or fakta and analisis",
)


class FilledIn(Protocol):
    """A row of a table as it was read: its texts by heading."""

    @property
    def number(self) -> int:
        """Return the number by which a spreadsheet program calls it."""

    @property
    def texts(self) -> Mapping[str, str | None]:
        """Return what stands in its cells."""

    def refusal(self, heading: str, text: Text) -> Refusal:
        """Return what is wrong with a cell."""


@dataclass(frozen=True, slots=True)
class FilledRow:
    """A row of an indicator, and the revision that it was made from."""

    record: FilledIn
    code: str
    revision: int


def filled_rows(
    records: Sequence[FilledIn], origin: Origin, codes: Mapping[str, str]
) -> tuple[Sequence[FilledRow], Sequence[Refusal]]:
    """Return the rows of a table, and what is wrong with those that are of no use."""
    rows: list[FilledRow] = []
    faults: list[Refusal] = []
    seen: set[str] = set()
    for record in records:
        code, revision = record.texts[CODE] or "", record.texts[REVISION] or ""
        found = [*_faults(record, code, codes=codes, seen=seen)]
        if (record.texts[ORIGIN] or "").strip() != str(origin):
            found.append(record.refusal(ORIGIN, _ELSEWHERE))
        if not _WHOLE.fullmatch(revision) or int(revision) > _MOST:
            found.append(record.refusal(REVISION, _NO_REVISION))
        seen.add(code)
        faults += found
        if not found:
            rows.append(FilledRow(record, code, int(revision)))
    return rows, faults


def _faults(
    record: FilledIn, code: str, *, codes: Mapping[str, str], seen: set[str]
) -> Iterator[Refusal]:
    if not code:
        yield record.refusal(CODE, _NO_CODE)
    elif code not in codes:
        name = code[:_MOST_SHOWN]
        text = Text(f"{name} bukan indikator edisi ini", f"{name} is no indicator of the edition")
        yield record.refusal(CODE, text)
    elif code in seen:
        yield record.refusal(CODE, _TWICE)


def changed_rows(
    rows: Sequence[FilledRow], made_from: Mapping[int, Answer]
) -> tuple[Sequence[FilledRow], Sequence[Refusal]]:
    """Return the rows that were changed since the download, and what is wrong with rows.

    `made_from`: decisions of the stage by revision.
    """
    changed: list[FilledRow] = []
    faults: list[Refusal] = []
    for row in rows:
        before = Answer(indicator_code=row.code, stage="")
        if row.revision != UNANSWERED:
            found = made_from.get(row.revision)
            if found is None or found.indicator_code != row.code:
                faults.append(row.record.refusal(REVISION, _NO_REVISION))
                continue
            before = found
        cells = answer_cells(before)
        if all(_plain(row.record.texts[name]) == _plain(cells[name]) for name in ANSWER):
            continue
        fault = _fault(row.record, before)
        if fault is None:
            changed.append(row)
        else:
            faults.append(fault)
    return changed, faults


def _fault(record: FilledIn, before: Answer) -> Refusal | None:
    texts = record.texts
    if texts[LEVEL] is None:
        return record.refusal(LEVEL, _NO_LEVEL if before.level is None else _EMPTIED)
    if (texts[EXPLANATION] is None) == all(texts[part] is None for part in PARTS):
        return record.refusal(EXPLANATION, _BOTH)
    return None


def _plain(text: str | None) -> str | None:
    """Return a text with the line breaks that spreadsheet programs keep."""
    return None if text is None else re.sub("\r\n?", "\n", text)
