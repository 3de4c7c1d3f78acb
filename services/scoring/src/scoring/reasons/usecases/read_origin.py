"""Read what stands behind a level: a person's decision, or a rule's trace."""

from typing import NamedTuple

import msgspec

from kit.database import Session
from scoring.reasons import store
from scoring.reasons.usecases.find_node import FoundNode
from scoring.state.domain.trace import RuleTrace
from scoring.state.domain.track import STAGES, TrackCode
from scoring.state.events.facts import LevelDecided, read_decision
from scoring.state.events.scores import Cause, level_cause
from scoring.state.store import derived

_read = msgspec.json.Decoder(RuleTrace).decode


class PersonOrigin(NamedTuple):
    """A person's decision with its stage and where its event stands on Kafka."""

    stage: str
    decided: LevelDecided
    event: Cause


async def read_person(session: Session, found: FoundNode, track: TrackCode) -> PersonOrigin | None:
    """Return the decision that a track counts."""
    stage = found.assessment.decided(found.indicator, track)
    if stage is None:
        return None
    assessment_id = found.score.opening.assessment_id
    as_of = found.score.as_of
    row = await store.decision(session, assessment_id, found.node.code, stage, as_of=as_of)
    if row is None:
        return None
    cause = level_cause(row.event_id, row.event_partition, row.event_offset, row.event_time)
    return PersonOrigin(STAGES[stage], read_decision(row.body), cause)


async def with_traces(session: Session, found: FoundNode) -> FoundNode:
    """Return the node with the traces of all rules of its assessment, read at once."""
    if found.traces is not None:
        return found
    rows = await derived.traces(session, found.score.opening.assessment_id)
    return found._replace(traces={row.indicator_code: _read(row.trace) for row in rows})


async def read_trace(session: Session, found: FoundNode) -> RuleTrace | None:
    """Return how the indicator's rule came to its result, whether or not a track counts it."""
    if found.traces is not None:
        return found.traces.get(found.node.code)
    assessment_id = found.score.opening.assessment_id
    body = await derived.trace(session, assessment_id, found.node.code)
    return None if body is None else _read(body)
