"""What was emitted to the topic of scores, read back."""

from collections.abc import Iterable
from typing import Final

import msgspec

from contracts.envelope import Header
from contracts.events.finding import ContradictionClearedV1, ContradictionFoundV1
from contracts.events.score import ScoreChangedV2
from contracts.topics import SCORE
from kit.outbox import unpack_headers
from scoring.contradictions.domain import Contradiction
from scoring.recompute.events import emitted_change
from scoring.replay.domain import Cleared, Emitted, EmittedBody

TOPIC: Final = SCORE.name

_read_change = msgspec.json.Decoder(ScoreChangedV2).decode
_read_found = msgspec.json.Decoder(ContradictionFoundV1).decode
_read_cleared = msgspec.json.Decoder(ContradictionClearedV1).decode


def emitted_in(messages: Iterable[tuple[bytes | None, bytes | None]]) -> Emitted:
    """Return what messages say, each given by the type of its event and its body."""
    emitted = Emitted()
    for kind, body in messages:
        if body is None:
            continue
        if kind == ScoreChangedV2.TYPE.encode():
            emitted.changes.append(EmittedBody(emitted_change(_read_change(body)), body.decode()))
        elif kind == ContradictionFoundV1.TYPE.encode():
            emitted.found.append(_found(_read_found(body)))
        elif kind == ContradictionClearedV1.TYPE.encode():
            emitted.cleared.append(_cleared(_read_cleared(body)))
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
