"""From a record of the score topic to a score event."""

import json
from typing import Any

from gateway import metrics
from gateway.stream.domain.score_event import KINDS, ScoreEvent
from gateway.stream.topics.agencies import Agencies
from kit.messaging import Record
from rules import json_text


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
        key=record.key or b"",
        revision=revision if isinstance(revision, int) else None,
        event_type=event_type,
        event_id=headers.get("ce_id", b""),
        body=record.value,
        line=await agencies.line(agency_code),
        campaign_code=None if campaign_code is None else str(campaign_code),
        part=str(body.get("rule_code") or body.get("node_code") or ""),
    )
