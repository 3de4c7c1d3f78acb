"""From a record of the score topic to a score event."""

import json
from collections.abc import Mapping
from typing import Any, Final

from gateway import metrics
from gateway.stream.domain.score_event import KINDS, ScoreEvent
from gateway.stream.topics.agencies import Agencies
from kit.messaging import Record
from rules import json_text

_TARGET: Final = "scoring.target"
# What counts for itself, although a part of its name is that of other events.
_OWN_COUNT: Final = frozenset({"scoring.result.refused", "scoring.target.set"})


async def score_event_of(record: Record, agencies: Agencies) -> ScoreEvent | None:
    """Return the event of a record, or None if the stream cannot show it."""
    headers = dict(record.headers)
    event_type = headers.get("ce_type", b"").decode(errors="replace")
    if event_type.rpartition(".v")[0] not in KINDS or record.value is None:
        metrics.record_unreadable(record.topic)
        return None
    try:
        json_text.check_depth(record.value)
        body: dict[str, Any] = json.loads(record.value)
        agency_code, campaign_code = str(body["agency_code"]), body.get("campaign_code")
        revision = body.get("revision")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        metrics.record_unreadable(record.topic)
        return None
    return ScoreEvent(
        partition=record.partition,
        offset=record.offset,
        thing=_thing(event_type, record.key or b"", body),
        revision=revision if isinstance(revision, int) else None,
        event_type=event_type,
        event_id=headers.get("ce_id", b""),
        body=record.value,
        line=await agencies.line(agency_code),
        campaign_code=None if campaign_code is None else str(campaign_code),
    )


def _thing(event_type: str, key: bytes, body: Mapping[str, Any]) -> tuple[str, ...]:
    """Name what the revision of an event counts. Turns of one state into another share a count.

    A target belongs to an agency and a year, whichever assessment decides about it now; that it was
    set counts its own revisions. A refused
    publication counts the revisions of its assessment, a published one those of its result.
    """
    kind = event_type.rpartition(".v")[0]
    noun = kind if kind in _OWN_COUNT else kind.rpartition(".")[0]
    if noun.startswith(_TARGET) and "year" in body:
        of = ("agency_code", "instrument_code", "year", "node_code")
        return noun, *(str(body.get(name)) for name in of)
    part = body.get("rule_code") or body.get("node_code") or ""
    return noun, key.decode(errors="replace"), str(part)
