"""Read what stands behind a level: a person's decision, or a rule's trace."""

from typing import NamedTuple

from kit.database import Session
from scoring.reasons.usecases.find_node import FoundNode
from scoring.recompute.events import level_cause
from scoring.state.domain.cause import Cause
from scoring.state.domain.decision import LevelDecision
from scoring.state.domain.trace import RuleTrace
from scoring.state.domain.track import TrackCode
from scoring.state.store import derived, level


class PersonOrigin(NamedTuple):
    """A person's decision with its stage and where its event stands on Kafka."""

    stage: str
    decided: LevelDecision
    event: Cause


async def read_person(session: Session, found: FoundNode, track: TrackCode) -> PersonOrigin | None:
    """Return the decision that a track counts."""
    stage = found.assessment.decided(found.indicator, track)
    if stage is None:
        return None
    assessment_id, as_of = found.score.opening.assessment_id, found.score.as_of
    stored = await level.decision(session, assessment_id, found.node.code, stage, as_of=as_of)
    if stored is None:
        return None
    code = found.assessment.stages.codes[stage]
    return PersonOrigin(code, stored.decision, level_cause(stored.place))


async def with_traces(session: Session, found: FoundNode) -> FoundNode:
    """Return the node with the traces of all rules of its assessment, read at once."""
    if found.traces is not None:
        return found
    traces = await derived.traces(session, found.score.opening.assessment_id)
    return found._replace(traces=traces)


async def read_trace(session: Session, found: FoundNode) -> RuleTrace | None:
    """Return how the indicator's rule came to its result, whether or not a track counts it."""
    if found.traces is not None:
        return found.traces.get(found.node.code)
    return await derived.trace(session, found.score.opening.assessment_id, found.node.code)
