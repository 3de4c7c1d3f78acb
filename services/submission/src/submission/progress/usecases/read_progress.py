"""Read how far the agencies of a campaign are: each, by unit, or by indicator."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from submission.agencies.usecases.check_reach import AGENCIES
from submission.assignments.usecases.find_assigned import find_assigned
from submission.campaigns.usecases.find import find_campaign
from submission.progress.domain import progress
from submission.progress.domain.progress import AgencyProgress, GroupProgress
from submission.progress.usecases.survey import Survey, survey
from submission.scores.domain import TrackScore
from submission.scores.store import scores


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredProgress:
    """How far an agency is, and its score at each stage that was opened.

    A stage that decided nothing of its own inherits the score of the one before.
    """

    progress: AgencyProgress
    scores: Mapping[str, TrackScore]


async def read_by_agency(
    session: Session,
    campaign_code: str,
    principal: Principal,
    *,
    after: str | None,
    limit: int,
    clock: Clock,
) -> Sequence[ScoredProgress]:
    """Return how far the agencies within reach are, in order of their codes.

    A unit sees how far the agency is for which it answers, without what scoring says of it.

    Raises:
        NotFound: The token's subtree takes part in no such campaign.
    """
    found = await _survey(session, campaign_code, principal, after=after, limit=limit, clock=clock)
    scored = [part.assessment_id for part in found.parts if part.units is None]
    tracks = await scores.of_assessments(session, scored)
    now = clock.now()
    told = [progress.agency_progress(part, found.outline, now=now) for part in found.parts]
    return [
        ScoredProgress(progress=each, scores=_scores_at(each, tracks.get(each.assessment_id, {})))
        for each in told
    ]


async def read_by_indicator(
    session: Session, campaign_code: str, principal: Principal, *, clock: Clock
) -> Sequence[GroupProgress]:
    """Return how many agencies within reach have answered each indicator, stage by stage.

    Raises:
        NotFound: The token's subtree takes part in no such campaign.
    """
    found = await _survey(session, campaign_code, principal, clock=clock)
    assigned = await find_assigned(session, campaign_code, None, clock=clock)
    return progress.by_indicator(found.parts, found.outline, assigned)


async def read_by_unit(
    session: Session, campaign_code: str, principal: Principal, *, clock: Clock
) -> Sequence[GroupProgress]:
    """Return how far each responsible unit of today is; last what is assigned to none.

    Raises:
        NotFound: The token's subtree takes part in no such campaign.
    """
    found = await _survey(session, campaign_code, principal, clock=clock)
    assigned = await find_assigned(session, campaign_code, None, clock=clock)
    return progress.by_unit(found.parts, found.outline, assigned)


async def _survey(
    session: Session,
    campaign_code: str,
    principal: Principal,
    *,
    after: str | None = None,
    limit: int | None = None,
    clock: Clock,
) -> Survey:
    present = await find_campaign(session, campaign_code, principal, for_answering=clock)
    root = AGENCIES.root_of(principal)
    return await survey(session, present, root_code=root, after=after, limit=limit, clock=clock)


def _scores_at(told: AgencyProgress, tracks: Mapping[str, TrackScore]) -> Mapping[str, TrackScore]:
    found: dict[str, TrackScore] = {}
    newest: TrackScore | None = None
    for stage in told.stages:
        own = tracks.get(stage.track)
        newest = own or newest
        score = newest if stage.state in progress.COUNTED else own
        if score is not None:
            found[stage.stage] = score
    return found
