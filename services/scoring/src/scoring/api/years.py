"""A score beside that of the year before."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request

from kit.database import ReadSessionDep
from kit.idempotency import IdempotentRoute
from rules.exact import Number, text_of
from scoring.api import schemas
from scoring.api.roles import NOT_FOUND, Reader
from scoring.usecases.compare_years import NodeChange, YearOnYear, compare_years
from scoring.usecases.find_score import find_score

router = APIRouter(prefix="/api/v1/scores", tags=["scores"], route_class=IdempotentRoute)

TrackQuery = Annotated[
    schemas.TrackCode, Query(description="Which track is compared", examples=["provisional"])
]


class PreviousView(schemas.View):
    """The assessment of the year before."""

    assessment_id: UUID
    campaign_code: str
    edition_code: str
    period: str


class NodeChangeView(schemas.View):
    """A node, indicator or criterion then and now, exactly."""

    code: str
    kind: str
    name: schemas.TextView
    before: str | None
    now: str | None
    difference: str | None


class YearOnYearView(schemas.View):
    """What changed since the year before. Over a break of the series nothing is compared.

    `note` says why there is nothing to compare. `not_improving`: the codes of what is the same as
    a year before or less.
    """

    assessment_id: UUID
    period: str
    edition_code: str
    track: schemas.TrackCode
    previous: PreviousView | None
    series_break: bool
    note: schemas.TextView | None
    nodes: list[NodeChangeView]
    not_improving: list[str]


@router.get("/{assessment_id}/year-on-year", responses=NOT_FOUND)
async def read_year_on_year(
    assessment_id: schemas.AssessmentId,
    principal: Reader,
    session: ReadSessionDep,
    request: Request,
    *,
    track: TrackQuery = "provisional",
) -> YearOnYearView:
    """Hold a score against that of the same agency and instrument a year before."""
    head = await find_score(session, assessment_id, principal)
    return _view(await compare_years(session, head, track, request.app.state.memory))


def _view(found: YearOnYear) -> YearOnYearView:
    opening = found.head.opening
    return YearOnYearView.model_validate(
        {
            "assessment_id": opening.assessment_id,
            "period": opening.period,
            "edition_code": opening.edition_code,
            "track": found.track,
            "previous": found.previous,
            "series_break": found.is_broken,
            "note": _note(found),
            "nodes": [_node(change) for change in found.changes],
            "not_improving": [each.code for each in found.changes if each.does_not_improve],
        }
    )


def _note(found: YearOnYear) -> schemas.TextView | None:
    opening, previous = found.head.opening, found.previous
    if previous is None:
        return schemas.TextView(
            id="Setahun sebelumnya instansi ini tidak dinilai dengan instrumen yang sama.",
            en="A year before, this agency was not assessed with the same instrument.",
        )
    if not found.is_broken:
        return None
    then, now = previous.edition_code, opening.edition_code
    return schemas.TextView(
        id=f"Seri terputus: {previous.period} diukur dengan edisi {then}, {opening.period} dengan"
        f" edisi {now}; nilainya tidak dapat dibandingkan.",
        en=f"The series breaks: {previous.period} was measured by edition {then}, {opening.period}"
        f" by edition {now}; the values cannot be compared.",
    )


def _node(change: NodeChange) -> NodeChangeView:
    return NodeChangeView(
        code=change.code,
        kind=change.kind,
        name=schemas.TextView.model_validate(change.name),
        before=_text(change.before),
        now=_text(change.now),
        difference=_text(change.difference),
    )


def _text(value: Number | None) -> str | None:
    return None if value is None else text_of(value)
