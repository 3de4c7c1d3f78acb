"""What was emitted to the topic of scores, read back."""

from collections.abc import Iterable
from typing import Final

from contracts.envelope import Header
from contracts.events.finding import ContradictionClearedV1, ContradictionFoundV1
from contracts.events.score import ScoreChangedV2
from contracts.registry import REGISTRY, decode
from contracts.topics import SCORE
from kit.outbox import unpack_headers
from scoring.contradictions.domain import Contradiction
from scoring.recompute.events import emitted_change
from scoring.replay.domain import Cleared, Emitted, EmittedBody

TOPIC: Final = SCORE.name


def emitted_in(messages: Iterable[tuple[bytes | None, bytes | None]]) -> Emitted:
    """Return what messages say, each given by the type of its event and its body."""
    emitted = Emitted()
    for kind, body in messages:
        event_type = (kind or b"").decode()
        if body is None or event_type not in REGISTRY:
            continue
        event = decode(event_type, body)
        if isinstance(event, ScoreChangedV2):
            emitted.changes.append(EmittedBody(emitted_change(event), body.decode()))
        elif isinstance(event, ContradictionFoundV1):
            emitted.found.append(_found(event))
        elif isinstance(event, ContradictionClearedV1):
            emitted.cleared.append(_cleared(event))
    return emitted


def emitted_in_outbox(rows: Iterable[tuple[bytes, bytes]]) -> Emitted:
    """Return what waits in the outbox: bodies and packed headers."""
    return emitted_in(
        (dict(unpack_headers(headers)).get(Header.TYPE), body) for body, headers in rows
    )


def _found(event: ContradictionFoundV1) -> Contradiction:
    return Contradiction(
        assessment_id=event.assessment_id,
        rule_code=event.rule_code,
        number=(event.revision + 1) // 2,
        severity=event.severity,
        indicator_code=event.indicator_code,
        text_id=event.message.id,
        text_en=event.message.en,
        opened_at=event.found_at,
    )


def _cleared(event: ContradictionClearedV1) -> Cleared:
    return Cleared(event.assessment_id, event.rule_code, event.revision // 2, event.cleared_at)
