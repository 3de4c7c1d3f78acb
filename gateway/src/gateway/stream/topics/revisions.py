"""Recognise events that repeat what was already sent."""

from cachetools import LRUCache

from gateway.stream.domain.score_event import ScoreEvent


class Revisions:
    """For each thing, the newest revision seen so far. Only the last `limit` things used are kept.

    The log may hold the same event twice, and then an older revision follows a newer one. Several
    events may have the same revision (contradictions of several indicators); their ids differ.
    """

    def __init__(self, *, limit: int) -> None:
        self._newest: LRUCache[tuple[str, ...], tuple[int, frozenset[bytes]]]
        self._newest = LRUCache(limit)

    def is_new(self, event: ScoreEvent) -> bool:
        """Remember an event; return whether it is newer than earlier events of the same thing."""
        revision, event_id = event.revision, event.event_id
        if revision is None:
            return True
        newest, ids = self._newest.get(event.thing, (0, frozenset[bytes]()))
        is_new = revision > newest or (revision == newest and event_id not in ids)
        if revision > newest:
            newest, ids = revision, frozenset()
        self._newest[event.thing] = newest, ids | {event_id} if is_new else ids
        return is_new
