"""Answers: what respondents decide about one indicator of an assessment, with the history."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Response

from kit.auth import Principal, PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, Session, SessionDep
from kit.errors import refuse
from kit.fields import FREE_TEXT, NOT_BLANK, TextView
from kit.web import (
    IdempotentRoute,
    IfMatch,
    Page,
    PagingDep,
    etag,
    seen_revisions,
)
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies.api.outdated import answering_outdated
from submission.agencies.api.responses import DECISION, NOT_FOUND, WITHDRAWAL
from submission.assessments.api import schemas
from submission.assessments.domain.answer import Answer
from submission.assessments.domain.decision import Decision
from submission.assessments.domain.outcome import Movement
from submission.assessments.store import decisions as store
from submission.assessments.usecases.check_assessor import check_role
from submission.assessments.usecases.decide import decide_level
from submission.assessments.usecases.find import find_assessment, find_indicator
from submission.assessments.usecases.find_stage import find_stages

router = APIRouter(
    prefix="/api/v1/assessments/{assessment_id}/answers/{indicator_code}",
    tags=["assessments"],
    route_class=IdempotentRoute,
)


ONE_OF_BOTH: Final = Refusal(
    "/reasons",
    Text("isi salah satu: reasons atau explanation", "give one of the two: reasons or explanation"),
)


@router.get("", operation_id="read_answer", responses=NOT_FOUND)
async def read_answer(
    assessment_id: schemas.AssessmentId,
    indicator_code: schemas.IndicatorCode,
    principal: PrincipalDep,
    session: ReadSessionDep,
    response: Response,
) -> schemas.AnswerView:
    """Read the present answer; its ETag is its revision, or "0" if there is none yet."""
    assessment = await find_assessment(
        session, assessment_id, principal, for_answering=SystemClock()
    )
    await find_indicator(session, assessment, indicator_code)
    first, *_ = await find_stages(session, assessment)
    present = await store.newest(session, assessment_id, indicator_code, first.code)
    return _view(present, response)


@router.put("", operation_id="put_answer", responses=DECISION)
async def put_answer(
    assessment_id: schemas.AssessmentId,
    indicator_code: schemas.IndicatorCode,
    body: schemas.AnswerInput,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
    *,
    if_match: IfMatch = None,
) -> schemas.DecidedAnswer:
    """Decide the level. Sending the same level, explanation and time again changes nothing.

    The explanation is one text or stands in parts. For a level above the lowest, `pembuktian` names
    what proves the level below it.
    After the first stage is submitted, only returned indicators can change. After it is closed,
    none can. The answer is 409 then: it names the step that must come first, and who takes it.
    """
    require_one(body)
    decision = Decision(
        assessment_id=assessment_id,
        indicator_code=indicator_code,
        stage=await _first_stage(session, assessment_id, principal),
        level=body.level,
        explanation=body.whole_text(),
        reasons=body.parts(),
        sector=body.sector,
        decided_at=body.decided_at,
        seen=seen_revisions(if_match),
        is_answer=True,
    )
    with answering_outdated(if_match, current):
        decided = await decide_level(session, decision, principal, clock=SystemClock())
    return _decided(*decided, response)


@router.delete("", operation_id="withdraw_answer", responses=WITHDRAWAL)
async def delete_answer(
    assessment_id: schemas.AssessmentId,
    indicator_code: schemas.IndicatorCode,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
    *,
    explanation: Annotated[str, Query(max_length=2_000), FREE_TEXT, NOT_BLANK] = "",
    if_match: IfMatch = None,
) -> schemas.DecidedAnswer:
    """Withdraw the answer. The history keeps it."""
    decision = Decision(
        assessment_id=assessment_id,
        indicator_code=indicator_code,
        stage=await _first_stage(session, assessment_id, principal),
        level=None,
        explanation=explanation,
        seen=seen_revisions(if_match),
        is_answer=True,
    )
    with answering_outdated(if_match, current):
        decided = await decide_level(session, decision, principal, clock=SystemClock())
    return _decided(*decided, response)


@router.get("/history", operation_id="list_answer_history", responses=NOT_FOUND)
async def read_history(
    assessment_id: schemas.AssessmentId,
    indicator_code: schemas.IndicatorCode,
    principal: PrincipalDep,
    session: ReadSessionDep,
    *,
    paging: PagingDep,
) -> Page[schemas.AnswerView]:
    """List all decisions on the indicator, newest first."""
    assessment = await find_assessment(
        session, assessment_id, principal, for_answering=SystemClock()
    )
    await find_indicator(session, assessment, indicator_code)
    decisions = await store.before(
        session,
        assessment_id,
        indicator_code,
        revision=paging.after(int),
        limit=paging.limit + 1,
    )
    return paging.page(
        decisions,
        item=lambda answer: schemas.AnswerView.model_validate(answer, from_attributes=True),
        position=lambda answer: answer.revision,
    )


def require_one(body: schemas.StageLevelInput) -> None:
    """Check that the explanation is given in exactly one of two ways.

    Raises:
        Unprocessable: It is given both in parts and as one text, or not at all.
    """
    if (body.reasons is None) == (body.explanation is None):
        refuse([ONE_OF_BOTH])


def movement(moved: Movement | None) -> dict[str, TextView | None]:
    """Return the predicates before and after decisions as they are shown."""
    before, after = moved or (None, None)
    return {
        "predicate_before": None if before is None else TextView.model_validate(before),
        "predicate_after": None if after is None else TextView.model_validate(after),
    }


def current(present: Answer) -> tuple[str, Any]:
    """Return the ETag and the body of the present answer."""
    view = schemas.AnswerView.model_validate(present, from_attributes=True)
    return etag(present.revision), view.model_dump(mode="json")


def _decided(present: Answer, moved: Movement, response: Response) -> schemas.DecidedAnswer:
    view = _view(present, response)
    return schemas.DecidedAnswer(**view.model_dump(), **movement(moved))


async def _first_stage(session: Session, assessment_id: UUID, principal: Principal) -> str:
    """Return the stage at which respondents decide: what they say is the self-assessment.

    Raises:
        Forbidden: The principal has no role that answers at it.
    """
    assessment = await find_assessment(
        session, assessment_id, principal, for_answering=SystemClock()
    )
    first, *_ = await find_stages(session, assessment)
    check_role(principal, first, "answers", pointer="indicator_code")
    return first.code


def _view(present: Answer, response: Response) -> schemas.AnswerView:
    response.headers["ETag"] = etag(present.revision)
    return schemas.AnswerView.model_validate(present, from_attributes=True)
