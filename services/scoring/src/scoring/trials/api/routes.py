"""What if, and the path to a target: both compute on a score's levels and store nothing."""

from functools import partial
from typing import Final

from fastapi import APIRouter, Request

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, end_reading
from kit.errors import Unprocessable
from kit.threads import TRIALS
from rules.exact import Number, parse
from rules.refusal import Refusal
from rules.text import Text
from scoring.scores.usecases.find import find_score
from scoring.state.api.addresses import AddressedRoute
from scoring.state.api.memory import memory_of
from scoring.state.api.parameters import AssessmentId, TrackQuery
from scoring.state.api.responses import NOT_FOUND
from scoring.state.api.tracks import check_track
from scoring.trials.api import schemas, views
from scoring.trials.api.computations import BUSY, computations_of
from scoring.trials.domain.goal import Efforts, Goal
from scoring.trials.usecases.find_path import find_path
from scoring.trials.usecases.in_time import in_time
from scoring.trials.usecases.read_question import read_question
from scoring.trials.usecases.try_levels import require_state, try_levels

router = APIRouter(prefix="/api/v1/scores", tags=["scores"], route_class=AddressedRoute)

_PLAN: Final = (
    NOT_FOUND
    | BUSY
    | {422: {"description": "The edition has no such node, or nothing reaches the target"}}
)


@router.post("/{assessment_id}/what-if", operation_id="try_levels", responses=NOT_FOUND)
async def try_what_if(
    assessment_id: AssessmentId,
    body: schemas.WhatIf,
    principal: PrincipalDep,
    session: ReadSessionDep,
    request: Request,
) -> schemas.WhatIfView:
    """Show what other levels would change, and store nothing."""
    score = await find_score(session, assessment_id, principal)
    check_track(request, body.track, score.opening.stages.tracks)
    assessment = await require_state(session, score, memory_of(request))
    await end_reading(session)
    at = SystemClock().now()
    found = await in_time(
        lambda _: try_levels(score, assessment, body.track, body.levels, at=at),
        limiter=TRIALS,
        seconds=computations_of(request).seconds,
    )
    return views.what_if(found, SystemClock().now())


@router.get("/{assessment_id}/path", operation_id="read_path", responses=_PLAN)
async def read_path(
    assessment_id: AssessmentId,
    principal: PrincipalDep,
    session: ReadSessionDep,
    request: Request,
    *,
    target: schemas.TargetQuery,
    node: schemas.NodeQuery = "index",
    track: TrackQuery = "provisional",
    alternatives: schemas.AlternativesQuery = 2,
) -> schemas.PathView:
    """Find the cheapest raises that reach a target, at the default efforts."""
    wanted = schemas.PathWanted(target=target, node=node, track=track, alternatives=alternatives)
    return await plan_path(assessment_id, wanted, principal, session, request)


@router.post("/{assessment_id}/path", operation_id="plan_path", responses=_PLAN)
async def plan_path(
    assessment_id: AssessmentId,
    body: schemas.PathWanted,
    principal: PrincipalDep,
    session: ReadSessionDep,
    request: Request,
) -> schemas.PathView:
    """Find the cheapest raises that reach a target, at one's own efforts, and store nothing."""
    if body.target is None and body.every_indicator is None:
        raise Unprocessable(
            Text("Target belum diisi.", "No target is named."),
            errors=[
                Refusal(
                    "/target",
                    Text("wajib bila every_indicator kosong", "or every_indicator is required"),
                )
            ],
        )
    score = await find_score(session, assessment_id, principal)
    check_track(request, body.track, score.opening.stages.tracks)
    question = await read_question(
        session,
        score,
        body.track,
        _goal(body),
        efforts=_efforts(body),
        alternatives=body.alternatives,
        memory=memory_of(request),
        at=SystemClock().now(),
    )
    await end_reading(session)
    found = await computations_of(request).run(request, principal, partial(find_path, question))
    return views.path(found, SystemClock().now())


def _goal(body: schemas.PathWanted) -> Goal:
    return Goal(
        body.node,
        _number(body.target),
        _number(body.every_indicator),
        frozenset(body.locked),
        {code: parse(level) for code, level in body.ceilings.items()},
    )


def _efforts(body: schemas.PathWanted) -> Efforts:
    raises = {
        (code, parse(level)): parse(effort)
        for code, levels in body.efforts.items()
        for level, effort in levels.items()
    }
    return Efforts(raises, {code: parse(effort) for code, effort in body.evidence_efforts.items()})


def _number(text: str | None) -> Number | None:
    return None if text is None else parse(text)
