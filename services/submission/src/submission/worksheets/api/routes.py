"""The table of a stage's levels: out as a workbook, back as a workbook or CSV."""

import re
from collections.abc import Sequence
from typing import Annotated, Any, Final

from anyio import to_thread
from fastapi import APIRouter, Query, Request, Response

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, SessionDep
from kit.errors import Conflict
from kit.fields import TruthQuery
from kit.threads import FILES
from kit.web import IdempotentRoute, etag
from rules.languages import negotiate
from rules.text import Text
from submission.agencies.api.responses import DECISION, NOT_FOUND
from submission.assessments.api import schemas
from submission.assessments.api.list_schemas import DecidedLevels
from submission.assessments.api.lists import Where, decided_view, refuse_unsound
from submission.assessments.domain.decision import Plan
from submission.assessments.usecases.decide import decide_levels
from submission.assessments.usecases.find import find_assessment
from submission.assessments.usecases.find_outcome import find_movement
from submission.assessments.usecases.find_stage import find_line
from submission.people.usecases.find import check_employed
from submission.worksheets.api.read_upload import CSV, XLSX, UploadDep, cell_of
from submission.worksheets.domain.layout import LEVEL
from submission.worksheets.domain.rows import FilledRow
from submission.worksheets.usecases.make_table import make_table
from tables.writing import TooLongError, write_workbook

router = APIRouter(
    prefix="/api/v1/assessments/{assessment_id}/stages/{stage}/levels.xlsx",
    tags=["assessments"],
    route_class=IdempotentRoute,
)

_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]")
_FILE: Final = {"schema": {"type": "string", "format": "binary"}, "example": "PK…"}
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            XLSX: _FILE,
            CSV: {"schema": {"type": "string"}, "example": "kode;tingkat;penjelasan;fakta;…"},
        },
    }
}


class WorkbookResponse(Response):
    """A workbook."""

    media_type = XLSX


@router.get(
    "",
    operation_id="read_levels_workbook",
    response_model=bytes,
    response_class=WorkbookResponse,
    responses={
        **NOT_FOUND,
        200: {"content": {XLSX: _FILE}},
        409: {"description": "An explanation does not fit into a cell"},
    },
)
async def get_workbook(
    assessment_id: schemas.AssessmentId,
    stage: schemas.StageCode,
    principal: PrincipalDep,
    session: ReadSessionDep,
    request: Request,
) -> Response:
    """Read the levels of a stage as a workbook to fill in, one row for each indicator.

    Its second sheet says how. `tingkat` is what the stage itself has decided; what it inherits
    stands beside it. Names are in the language that is asked for.
    """
    language = negotiate(request.headers.get("accept-language"))
    assessment, sheets = await make_table(
        session, assessment_id, stage, principal, language=language, clock=SystemClock()
    )
    try:
        data = await to_thread.run_sync(write_workbook, sheets, limiter=FILES)
    except TooLongError as error:
        raise Conflict(
            Text(
                f"Isi sel {error.place} terlalu panjang untuk lembar kerja; bacalah sebagai JSON.",
                f"What belongs in {error.place} is too long for a workbook; read it as JSON.",
            )
        ) from error
    name = _UNSAFE.sub("_", f"{assessment.campaign_code}-{assessment.agency_code}-{stage}")
    return WorkbookResponse(
        data,
        headers={
            "ETag": etag(f"{assessment.revision}.{language}"),
            "Vary": "Accept-Language",
            "Content-Language": language,
            "Content-Disposition": f'attachment; filename="{name}.xlsx"',
        },
    )


@router.put(
    "",
    operation_id="put_levels_workbook",
    responses={**DECISION, 415: {"description": "It is no XLSX and no CSV"}},
    openapi_extra=_BODY,
)
async def put_workbook(
    assessment_id: schemas.AssessmentId,
    stage: schemas.StageCode,
    principal: PrincipalDep,
    # In this order: nothing is locked before it is read.
    upload: UploadDep,
    session: SessionDep,
    *,
    preview: Annotated[TruthQuery, Query(examples=[True])] = False,
) -> DecidedLevels:
    """Take back the table, as XLSX or CSV with the same columns: all of it, or nothing.

    A row decides where it says something else than what it was made from. All that is wrong is
    named at once, by row and cell (422). Where that is only what the stage does not take now, it is
    409; where it is only what was changed online meanwhile, 412. `conflicts` has both versions.
    `preview=true` does all of this and keeps nothing.
    """
    pointers = [f"/rows/{row.record.number}" for row in upload.rows]
    clock = SystemClock()
    if not upload.decisions:
        await check_employed(session, principal.subject, clock=clock)
        assessment = await find_assessment(session, assessment_id, principal, for_answering=clock)
        line = await find_line(session, assessment, stage)
        plan = Plan(moved=await find_movement(session, assessment, line))
    else:
        plan = await decide_levels(
            session,
            upload.decisions,
            principal,
            places=pointers,
            clock=clock,
            via=upload.via,
            is_trial=preview or bool(upload.faults),
        )
    refuse_unsound(plan, upload.decisions, _cells(upload.rows), faults=upload.faults)
    return decided_view(assessment_id, stage, plan, unchanged=upload.unchanged, preview=preview)


def _cells(rows: Sequence[FilledRow]) -> Where:
    return Where(
        fault=lambda place, fault: cell_of(fault, rows[place]),
        closed=lambda place, why: rows[place].record.refusal(LEVEL, why),
        conflict=lambda place, why: rows[place].record.refusal(LEVEL, why),
    )
