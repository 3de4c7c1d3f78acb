"""Drafts of answers: saved while people type, shared by all who decide at the stage."""

from typing import Any

from fastapi import APIRouter, Response

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, SessionDep
from kit.web import IdempotentRoute, IfMatch, etag, seen_revisions
from submission.agencies.api.outdated import answering_outdated
from submission.agencies.api.responses import DECISION, NOT_FOUND
from submission.assessments.api import list_schemas, schemas
from submission.assessments.domain.draft import Draft
from submission.assessments.usecases.write_draft import find_draft, list_drafts, write_draft

router = APIRouter(
    prefix="/api/v1/assessments/{assessment_id}/stages/{stage}/drafts",
    tags=["assessments"],
    route_class=IdempotentRoute,
)


@router.get(
    "",
    operation_id="list_drafts",
    responses=NOT_FOUND,
    response_model_exclude_unset=True,
)
async def get_drafts(
    assessment_id: schemas.AssessmentId,
    stage: schemas.StageCode,
    principal: PrincipalDep,
    session: ReadSessionDep,
) -> list_schemas.DraftList:
    """List what is typed at a stage and not decided yet, for those who decide there.

    What somebody wrote who is not in office any more is marked (`writer_left`): whoever saves it
    takes it over, also as it is.
    """
    found = await list_drafts(session, assessment_id, stage, principal, clock=SystemClock())
    return list_schemas.DraftList(
        assessment_id=assessment_id, stage=stage, items=[_view(draft) for draft in found]
    )


@router.get(
    "/{indicator_code}",
    operation_id="read_draft",
    responses=NOT_FOUND,
    response_model_exclude_unset=True,
)
async def get_draft(
    assessment_id: schemas.AssessmentId,
    stage: schemas.StageCode,
    indicator_code: schemas.IndicatorCode,
    principal: PrincipalDep,
    session: ReadSessionDep,
    response: Response,
) -> list_schemas.DraftView:
    """Read the draft of an indicator; its ETag is its revision, "0" before the first."""
    found = await find_draft(
        session, assessment_id, stage, principal, indicator_code=indicator_code, clock=SystemClock()
    )
    response.headers["ETag"] = etag(found.revision)
    return _view(found)


@router.put(
    "/{indicator_code}",
    operation_id="put_draft",
    responses=DECISION,
    response_model_exclude_unset=True,
)
async def put_draft(
    assessment_id: schemas.AssessmentId,
    stage: schemas.StageCode,
    indicator_code: schemas.IndicatorCode,
    body: list_schemas.DraftInput,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
    *,
    if_match: IfMatch = None,
) -> list_schemas.DraftView:
    """Save what is typed. It counts nowhere, and the decision about the indicator removes it.

    A level may be missing or wrong here. If somebody else saved meanwhile, 412 shows both.
    """
    draft = Draft(
        indicator_code=indicator_code, stage=stage, content=body.model_dump(exclude_unset=True)
    )
    with answering_outdated(if_match, _current):
        written = await write_draft(
            session,
            assessment_id,
            draft,
            principal,
            seen=seen_revisions(if_match),
            clock=SystemClock(),
        )
    response.headers["ETag"] = etag(written.revision)
    return _view(written)


@router.delete(
    "/{indicator_code}",
    operation_id="delete_draft",
    responses=DECISION,
    response_model_exclude_unset=True,
)
async def delete_draft(
    assessment_id: schemas.AssessmentId,
    stage: schemas.StageCode,
    indicator_code: schemas.IndicatorCode,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
    *,
    if_match: IfMatch = None,
) -> list_schemas.DraftView:
    """Remove the draft. The decided answer stays as it is."""
    with answering_outdated(if_match, _current):
        gone = await write_draft(
            session,
            assessment_id,
            Draft(indicator_code=indicator_code, stage=stage),
            principal,
            seen=seen_revisions(if_match),
            clock=SystemClock(),
        )
    response.headers["ETag"] = etag(gone.revision)
    return _view(gone)


def _current(present: Draft) -> tuple[str, Any]:
    view = _view(present).model_dump(mode="json", exclude_unset=True)
    return etag(present.revision), view


def _view(draft: Draft) -> list_schemas.DraftView:
    content = draft.content
    return list_schemas.DraftView(
        indicator_code=draft.indicator_code,
        stage=draft.stage,
        content=None if content is None else list_schemas.DraftInput.model_validate(content),
        revision=draft.revision,
        written_by=draft.written_by,
        written_at=draft.written_at,
        writer_left=draft.is_left,
    )
