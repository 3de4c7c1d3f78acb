"""Tables in requests: which kind of file, and what its rows decide."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final
from uuid import UUID

from anyio import to_thread
from fastapi import Depends, Request
from pydantic import ValidationError

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep
from kit.errors import Invalid, UnsupportedMedia
from kit.threads import UPLOADS
from rules.refusal import Refusal
from rules.revision import SeenRevisions
from rules.sentences import sentence_of
from rules.spreadsheet import HarmfulError
from rules.text import Text
from submission.assessments.api import schemas
from submission.assessments.api.list_schemas import LevelsItem
from submission.assessments.api.lists import decision_of
from submission.assessments.domain.answer import UNANSWERED, Via
from submission.assessments.domain.decision import Decision
from submission.assessments.usecases.check_decider import check_decider
from submission.assessments.usecases.find import find_assessment
from submission.assessments.usecases.find_stage import find_line
from submission.editions.domain.edition import Edition
from submission.worksheets.domain.layout import (
    CODE,
    EXPLANATION,
    GREY,
    LATER,
    LEVEL,
    PARTS,
    REVISION,
    SECTOR,
    SHEET,
    Origin,
    headings_of,
)
from submission.worksheets.domain.rows import FilledRow, filled_rows
from submission.worksheets.usecases.find_before import find_before
from submission.worksheets.usecases.find_changed import find_changed
from submission.worksheets.usecases.make_table import find_edition
from tables.cell import Row
from tables.columns import Column, Records, read_records
from tables.csv_text import read_csv
from tables.workbook import read_sheet

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV: Final = "text/csv"

_READERS: Final[Mapping[str, tuple[Via, Callable[[bytes], list[Row]]]]] = {
    XLSX: ("xlsx", lambda data: read_sheet(data, SHEET)),
    CSV: ("csv", read_csv),
}
_COLUMNS: Final = {
    "level": LEVEL,
    "explanation": EXPLANATION,
    "reasons": PARTS[0],
    "sector": SECTOR,
}


@dataclass(frozen=True, slots=True)
class Upload:
    """What a table decides: the rows that were changed, and the codes of those that were not.

    `faults`: what is wrong with its cells. The decisions of such rows are incomplete.
    """

    via: Via
    rows: Sequence[FilledRow]
    decisions: Sequence[Decision]
    unchanged: Sequence[str]
    faults: Sequence[Refusal]


async def _read(
    assessment_id: schemas.AssessmentId,
    stage: schemas.StageCode,
    principal: PrincipalDep,
    session: ReadSessionDep,
    request: Request,
) -> Upload:
    """Read a table before anything is held.

    Raises:
        UnsupportedMedia: It is no XLSX and no CSV.
        Invalid: It cannot be read.
    """
    clock = SystemClock()
    assessment = await find_assessment(session, assessment_id, principal, for_answering=clock)
    line = await find_line(session, assessment, stage)
    await check_decider(session, principal, assessment, line)
    edition = await find_edition(session, assessment)
    (via, reader), data = _reader_of(request), await request.body()
    columns = columns_of(edition, is_later=len(line) > 1)
    found = await to_thread.run_sync(_records, reader, data, columns, limiter=UPLOADS)
    origin = Origin(assessment_id, stage, edition.content_hash)
    before = await find_before(session, assessment_id, edition.scale_codes, line)
    rows, faults = filled_rows(found.all, origin, edition.scale_codes, before=before)
    changed, lacks = await find_changed(session, assessment_id, stage, rows)
    decisions, wrong = _decisions(assessment_id, stage, changed)
    codes = {row.code for row in changed}
    return Upload(
        via,
        changed,
        decisions,
        [row.code for row in rows if row.code not in codes],
        # A cell that is empty and must not be is wrong in two ways; it is named once.
        [*{fault.pointer: fault for fault in [*wrong, *lacks, *faults, *found.faults]}.values()],
    )


UploadDep = Annotated[Upload, Depends(_read)]


def columns_of(edition: Edition, *, is_later: bool = False) -> Sequence[Column]:
    """Return the columns that an import reads."""
    kinds = {
        CODE: Column(heading=CODE, kind="code", codes=frozenset(edition.scale_codes)),
        LEVEL: Column(heading=LEVEL, kind="number"),
        REVISION: Column(heading=REVISION, kind="number"),
    }
    return [
        kinds.get(heading) or Column(heading=heading, is_required=heading not in (*GREY, *LATER))
        for heading in headings_of(is_later=is_later)
    ]


def cell_of(fault: Refusal, row: FilledRow) -> Refusal:
    """Return what is wrong with a decision as what is wrong with a cell of its row."""
    return row.record.refusal(_COLUMNS.get(fault.pointer[1:], LEVEL), fault.text)


def _records(
    reader: Callable[[bytes], list[Row]], data: bytes, columns: Sequence[Column]
) -> Records:
    """Read the rows of a file.

    Raises:
        Invalid: It cannot be read.
    """
    try:
        return read_records(reader(data), columns)
    except HarmfulError as error:
        raise Invalid(
            Text("Berkas ini tidak dapat dibaca.", "The file cannot be read."),
            errors=[Refusal("", error.reason)],
        ) from error


def _reader_of(request: Request) -> tuple[Via, Callable[[bytes], list[Row]]]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _READERS:
        raise UnsupportedMedia(
            Text(f"Kirim {XLSX} atau {CSV}.", f"Send {XLSX} or {CSV}."),
            errors=[Refusal("header/Content-Type", Text("tidak dikenal", "is unknown"))],
        )
    return _READERS[kind]


def _decisions(
    assessment_id: UUID, stage: str, rows: Sequence[FilledRow]
) -> tuple[Sequence[Decision], Sequence[Refusal]]:
    """Return what rows decide, and which texts are too long, hide something or are missing."""
    decisions: list[Decision] = []
    faults: list[Refusal] = []
    for row in rows:
        wrong: dict[str, Refusal] = {}
        try:
            item = LevelsItem.model_validate(_item(row))
        except ValidationError as error:
            wrong = dict(_cell_faults(row, error))
            faults += [fault for name, fault in wrong.items() if name not in row.record.unread]
        if row.is_sound and not wrong:
            decisions.append(decision_of(assessment_id, stage, item))
        else:
            decisions.append(_incomplete(assessment_id, stage, row, wrong))
    return decisions, faults


def _incomplete(
    assessment_id: UUID, stage: str, row: FilledRow, wrong: Collection[str]
) -> Decision:
    """Return what can be read of a row with wrong cells."""
    return Decision(
        assessment_id=assessment_id,
        indicator_code=row.code,
        stage=stage,
        level=None if LEVEL in wrong else row.record.texts[LEVEL],
        explanation=row.record.texts[EXPLANATION] or "",
        sector=row.record.texts[SECTOR],
        seen=None if row.revision is None else SeenRevisions(frozenset({row.revision})),
        is_complete=False,
    )


def _item(row: FilledRow) -> dict[str, object]:
    texts = row.record.texts
    reasons = {part: texts[part] for part in PARTS if texts[part] is not None}
    return {
        "indicator_code": row.code,
        "revision": row.revision or UNANSWERED,
        "level": texts[LEVEL],
        "explanation": texts[EXPLANATION],
        "reasons": reasons or None,
        "sector": texts[SECTOR],
    }


def _cell_faults(row: FilledRow, error: ValidationError) -> Iterator[tuple[str, Refusal]]:
    for found in error.errors():
        place, *below = found["loc"]
        names = [str(part) for part in below if part in PARTS]
        heading = names[0] if names else _COLUMNS.get(str(place), LEVEL)
        yield heading, row.record.refusal(heading, sentence_of(found))
