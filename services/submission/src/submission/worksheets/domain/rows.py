"""Which rows of a table that came back say something new, and what is wrong with the others."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from rules.refusal import Refusal
from rules.text import Text
from submission.assessments.domain.answer import Answer
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
_ONLY_READ: Final = Text(
    "hanya untuk dibaca dan berbeda dari tahap sebelumnya: kembalikan isinya, atau unduh berkas"
    " yang baru",
    "is only to be read and differs from the stage before: put back what was there, or export the"
    " file again",
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

    @property
    def unread(self) -> Collection[str]:
        """Return the headings of the cells that cannot be read; what is wrong was said."""

    def refusal(self, heading: str, text: Text) -> Refusal:
        """Return what is wrong with a cell."""


@dataclass(frozen=True, slots=True)
class FilledRow:
    """A row of an indicator, and the revision that it was made from, None for an unknown one.

    One that is not sound decides nothing; what can be read of it is checked all the same.
    """

    record: FilledIn
    code: str
    revision: int | None
    is_sound: bool = True


def filled_rows(
    records: Sequence[FilledIn],
    origin: Origin,
    codes: Mapping[str, str],
    *,
    before: Mapping[str, Mapping[str, str | None]],
) -> tuple[Sequence[FilledRow], Sequence[Refusal]]:
    """Return the rows of a table about indicators of this edition, and all that is wrong.

    `before`: the cells of what the stage before says, by code.
    """
    rows: list[FilledRow] = []
    faults: list[Refusal] = []
    seen: set[str] = set()
    for record in records:
        code, revision = record.texts[CODE] or "", record.texts[REVISION] or ""
        found = dict(_faults(record, code, codes=codes, seen=seen))
        if (record.texts[ORIGIN] or "").strip() != str(origin):
            found[ORIGIN] = record.refusal(ORIGIN, _ELSEWHERE)
        if not _WHOLE.fullmatch(revision) or int(revision) > _MOST:
            found[REVISION] = record.refusal(REVISION, _NO_REVISION)
        if ORIGIN not in found:
            found |= _overwritten(record, before.get(code, {}))
        seen.add(code)
        faults += [fault for heading, fault in found.items() if heading not in record.unread]
        # Of a row from elsewhere nobody can say what is right here.
        if code in codes and ORIGIN not in found:
            seen_from = None if REVISION in found else int(revision)
            rows.append(FilledRow(record, code, seen_from, not found and not record.unread))
    return rows, faults


def _faults(
    record: FilledIn, code: str, *, codes: Mapping[str, str], seen: set[str]
) -> Iterator[tuple[str, Refusal]]:
    if not code:
        yield CODE, record.refusal(CODE, _NO_CODE)
    elif code not in codes:
        name = code[:_MOST_SHOWN]
        text = Text(f"{name} bukan indikator edisi ini", f"{name} is no indicator of the edition")
        yield CODE, record.refusal(CODE, text)
    elif code in seen:
        yield CODE, record.refusal(CODE, _TWICE)


def _overwritten(
    record: FilledIn, cells: Mapping[str, str | None]
) -> Iterator[tuple[str, Refusal]]:
    """Yield cells that are only to be read and say something else now: it would be lost."""
    for heading, text in cells.items():
        given = record.texts.get(heading, text)
        if (_plain(given) or "").strip() != (_plain(text) or "").strip():
            yield heading, record.refusal(heading, _ONLY_READ)


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
        found: list[Refusal] = []
        if row.revision:
            known = made_from.get(row.revision)
            if known is None or known.indicator_code != row.code:
                found.append(row.record.refusal(REVISION, _NO_REVISION))
            else:
                before = known
        if _says_new(row.record, before):
            revision = None if found else row.revision
            found += _lacks(row.record, before)
            is_sound = row.is_sound and not found
            changed.append(replace(row, revision=revision, is_sound=is_sound))
        faults += found
    return changed, faults


def _says_new(record: FilledIn, before: Answer) -> bool:
    cells = answer_cells(before)
    return any(
        name in record.unread or _plain(record.texts[name]) != _plain(cells[name])
        for name in ANSWER
    )


def _lacks(record: FilledIn, before: Answer) -> Iterator[Refusal]:
    texts = record.texts
    if texts[LEVEL] is None and LEVEL not in record.unread:
        yield record.refusal(LEVEL, _NO_LEVEL if before.level is None else _EMPTIED)
    is_readable = not {EXPLANATION, *PARTS} & {*record.unread}
    if is_readable and (texts[EXPLANATION] is None) == all(texts[part] is None for part in PARTS):
        yield record.refusal(EXPLANATION, _BOTH)


def _plain(text: str | None) -> str | None:
    """Return a text with the line breaks that spreadsheet programs keep."""
    return None if text is None else re.sub("\r\n?", "\n", text)
