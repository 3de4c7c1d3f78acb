"""Scores, read-only: they follow the events. Every answer is within the reach of the token."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from cachetools import LRUCache
from fastapi import APIRouter, Depends, Query, Request, Response

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import Moment, ReadSessionDep, Session
from kit.fields import TruthQuery
from kit.web import (
    IfNoneMatch,
    Page,
    Paging,
    PagingDep,
    etag,
    is_current,
    paged,
)
from scoring.results import store as results
from scoring.scores.api import schemas, views
from scoring.scores.domain import ScoreFilter
from scoring.scores.store import changes
from scoring.scores.store.heads import ScoreHead
from scoring.scores.usecases.find import find_score, find_scores, read_states
from scoring.scores.usecases.read_past import with_tracks
from scoring.scores.usecases.show import show_score
from scoring.state.api.addresses import AddressedRoute
from scoring.state.api.filters import check_campaign
from scoring.state.api.memory import memory_of
from scoring.state.api.parameters import AgencyStateQuery, AssessmentId, CodeQuery
from scoring.state.api.responses import NOT_FOUND, PAST
from scoring.state.usecases.check_reach import AGENCIES

router = APIRouter(prefix="/api/v1/scores", tags=["scores"], route_class=AddressedRoute)

ImprovingQuery = Annotated[
    TruthQuery | None,
    Query(
        description="Only those whose index is, or is not, above that of the year before on the"
        " same edition",
        examples=[False],
    ),
]

AtRiskQuery = Annotated[
    TruthQuery | None,
    Query(
        description="Only those of which an indicator is, or none is, at risk: its evidence does"
        " not prove the level any more",
        examples=[True],
    ),
]

_MOST_KEPT: Final = 500
_NEWEST: Final = 2**62


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which scores are listed."""

    campaign: CodeQuery = None
    agency: CodeQuery = None
    improving: ImprovingQuery = None
    at_risk: AtRiskQuery = None
    agency_state: AgencyStateQuery = None


class Rendered:
    """Whole scores as bytes, each good for one ETag; the least lately used go first."""

    def __init__(self, capacity: int = _MOST_KEPT) -> None:
        self._kept: LRUCache[UUID, tuple[str, bytes]] = LRUCache(capacity)

    def get(self, assessment_id: UUID, tag: str) -> bytes | None:
        """Return the bytes of this ETag."""
        kept_tag, body = self._kept.get(assessment_id) or (None, None)
        return body if kept_tag == tag else None

    def put(self, assessment_id: UUID, tag: str, body: bytes) -> None:
        """Keep the bytes of an ETag."""
        self._kept[assessment_id] = tag, body


@router.get("", operation_id="list_scores", responses=PAST)
async def list_scores(
    principal: PrincipalDep,
    session: ReadSessionDep,
    request: Request,
    as_of: Moment,
    wanted: Annotated[Wanted, Depends()],
    *,
    paging: PagingDep,
) -> Page[schemas.ScoreItem]:
    """List the scores of one's own agency and those below it, by agency."""
    await check_campaign(session, wanted.campaign, root_code=AGENCIES.root_of(principal))
    at = as_of or SystemClock().now()
    found = await find_scores(
        session,
        principal,
        position=paging.after(tuple[str, UUID]),
        wanted=ScoreFilter(
            campaign_code=wanted.campaign,
            agency_code=wanted.agency,
            improving=wanted.improving,
            at_risk=wanted.at_risk,
            agency_state=wanted.agency_state,
        ),
        limit=paging.limit + 1,
        at=at,
        as_of=as_of,
    )
    memory = memory_of(request)
    if as_of is None:
        states = await read_states(session, found, memory)
    else:
        found, states = await with_tracks(session, found, as_of, memory)
    return paging.page(
        found,
        item=lambda head: views.item(head, states.get(head.opening.assessment_id), at),
        position=lambda head: (head.opening.agency_code, head.opening.assessment_id),
    )


@router.get(
    "/{assessment_id}",
    operation_id="read_score",
    responses=PAST,
    response_model=schemas.ScoreView,
)
async def read_score(
    assessment_id: AssessmentId,
    principal: PrincipalDep,
    session: ReadSessionDep,
    request: Request,
    as_of: Moment,
    *,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Read a whole score: every track with its nodes and indicators."""
    head = await find_score(session, assessment_id, principal, as_of=as_of)
    at = as_of or SystemClock().now()
    if as_of is not None:
        then = await _whole(session, head, request, at=at, until=as_of)
        return Response(then.model_dump_json(), media_type="application/json")
    # With the day on which its period or its agency begins or ends it shows something else.
    state = head.opening.period_state(at)
    life = "" if head.life is None else f".{head.life.state_on(at.date())}"
    tag = etag(f"{head.version}.{head.agency_revision}.{state}{life}")
    if is_current(if_none_match, tag):
        return Response(status_code=304, headers={"ETag": tag})
    rendered: Rendered = request.app.state.rendered
    body = rendered.get(assessment_id, tag)
    if body is None:
        view = await _whole(session, head, request, at=at)
        body = view.model_dump_json().encode()
        rendered.put(assessment_id, tag, body)
    return Response(body, media_type="application/json", headers={"ETag": tag})


@router.get("/{assessment_id}/history", operation_id="list_score_changes", responses=NOT_FOUND)
async def read_history(
    assessment_id: AssessmentId,
    principal: PrincipalDep,
    session: ReadSessionDep,
    *,
    paging: Annotated[Paging, paged(20)],
) -> Page[schemas.ChangeView]:
    """Read what moved a score, newest first."""
    await find_score(session, assessment_id, principal)
    before = paging.after(int) or _NEWEST
    found = await changes.before(session, assessment_id, revision=before, limit=paging.limit + 1)
    return paging.page(found, item=views.change, position=lambda change: change.revision)


async def _whole(
    session: Session,
    head: ScoreHead,
    request: Request,
    *,
    at: datetime,
    until: datetime | None = None,
) -> schemas.ScoreView:
    """Return a score with all its tracks, the newest published result among them."""
    view = views.score(await show_score(session, head, memory_of(request), at=at), at)
    published = await results.newest(session, view.assessment_id, until=until)
    if published is not None:
        view.tracks.append(views.published_track(published))
    return view
