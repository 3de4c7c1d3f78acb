"""The contradictions of a score, those that are open and those that were cleared."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query

from kit.auth import PrincipalDep
from kit.database import ReadSessionDep
from kit.fields import TextView
from kit.web import (
    Page,
    PagingDep,
)
from scoring.contradictions import store
from scoring.contradictions.domain import Contradiction
from scoring.state.api import parameters, schemas
from scoring.state.api.addresses import AddressedRoute
from scoring.state.api.responses import NOT_FOUND
from scoring.state.usecases.check_reach import find_opening

router = APIRouter(prefix="/api/v1/scores", tags=["scores"], route_class=AddressedRoute)

StatusQuery = Annotated[
    Literal["open", "cleared", "all"], Query(description="Which contradictions", examples=["open"])
]
_IS_OPEN = {"open": True, "cleared": False, "all": None}


class ContradictionView(schemas.View):
    """A contradiction that was found once. `number` counts the findings of its rule, from 1."""

    rule_code: str
    number: int
    severity: Literal["minor", "major", "critical"]
    indicator_code: str | None
    text: TextView
    opened_at: datetime
    cleared_at: datetime | None


@router.get(
    "/{assessment_id}/contradictions", operation_id="list_contradictions", responses=NOT_FOUND
)
async def list_contradictions(
    assessment_id: parameters.AssessmentId,
    principal: PrincipalDep,
    session: ReadSessionDep,
    *,
    status: StatusQuery = "open",
    paging: PagingDep,
) -> Page[ContradictionView]:
    """List what contradicts the claims of an assessment, by rule."""
    await find_opening(session, assessment_id, principal)
    rows = await store.after(
        session,
        assessment_id,
        paging.after(tuple[str, int]),
        is_open=_IS_OPEN[status],
        limit=paging.limit + 1,
    )
    return paging.page(rows, item=_view, position=lambda row: (row.rule_code, row.number))


def _view(row: Contradiction) -> ContradictionView:
    return ContradictionView.model_validate(
        {
            "rule_code": row.rule_code,
            "number": row.number,
            "severity": row.severity,
            "indicator_code": row.indicator_code,
            "text": {"id": row.text_id, "en": row.text_en},
            "opened_at": row.opened_at,
            "cleared_at": row.cleared_at,
        }
    )
