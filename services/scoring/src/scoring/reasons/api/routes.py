"""Explanations and lineages of scores."""

from fastapi import APIRouter, Request

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import Moment, ReadSessionDep
from scoring.reasons.api import (
    explanation_schemas,
    explanation_views,
    lineage_schemas,
    lineage_views,
)
from scoring.reasons.api.parameters import IndicatorQuery, KindQuery, RecordQuery, SourceQuery
from scoring.reasons.store import RecordKey
from scoring.reasons.usecases.explain import explain_node
from scoring.reasons.usecases.find_node import find_node
from scoring.reasons.usecases.trace_forwards import trace_forwards
from scoring.reasons.usecases.trace_lineage import trace_lineage
from scoring.scores.usecases.find import find_score
from scoring.state.api.addresses import AddressedRoute
from scoring.state.api.memory import memory_of
from scoring.state.api.parameters import AssessmentId, TrackQuery
from scoring.state.api.responses import NOT_FOUND, PAST
from scoring.state.api.tracks import check_track

router = APIRouter(prefix="/api/v1/scores", tags=["scores"], route_class=AddressedRoute)


@router.get("/lineage/forwards", operation_id="trace_record", responses=NOT_FOUND)
async def read_forwards(
    principal: PrincipalDep,
    session: ReadSessionDep,
    request: Request,
    *,
    source: SourceQuery,
    record_kind: KindQuery,
    record_id: RecordQuery,
) -> lineage_schemas.ForwardsView:
    """Trace a source's record forwards: its facts, the rules that read them, what they changed."""
    record = RecordKey(source, record_kind, record_id)
    found = await trace_forwards(session, record, principal, memory_of(request))
    return lineage_views.forwards(record, found)


@router.get("/{assessment_id}/lineage", operation_id="read_lineage", responses=PAST)
async def read_lineage(
    assessment_id: AssessmentId,
    principal: PrincipalDep,
    session: ReadSessionDep,
    request: Request,
    as_of: Moment,
    *,
    indicator: IndicatorQuery,
    track: TrackQuery = "provisional",
) -> lineage_schemas.LineageView:
    """Trace a level from the source's records, or a person, up to the index."""
    head = await find_score(session, assessment_id, principal, as_of=as_of)
    check_track(request, track, head.opening.stages.tracks)
    found = await find_node(session, head, indicator, memory_of(request))
    return lineage_views.lineage(
        await trace_lineage(session, found, track), as_of or SystemClock().now()
    )


@router.get("/{assessment_id}/explanation", operation_id="read_explanation", responses=PAST)
async def read_explanation(
    assessment_id: AssessmentId,
    principal: PrincipalDep,
    session: ReadSessionDep,
    request: Request,
    as_of: Moment,
    *,
    indicator: IndicatorQuery,
    track: TrackQuery = "provisional",
) -> explanation_schemas.ExplanationView:
    """Explain a level: who or what decided it, on which facts, and what would raise it."""
    head = await find_score(session, assessment_id, principal, as_of=as_of)
    check_track(request, track, head.opening.stages.tracks)
    found = await find_node(session, head, indicator, memory_of(request))
    at = as_of or SystemClock().now()
    return explanation_views.explanation(await explain_node(session, found, track, at=at), at)
