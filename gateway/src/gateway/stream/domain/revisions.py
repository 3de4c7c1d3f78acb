"""What repeats something that was already told."""

from gateway.stream.domain.announcement import Announcement


class Revisions:
    """The newest revision told of each thing, for the things that were told of last.

    The same event may be in the log twice, so that an older revision follows a newer one. Several
    events may speak of one revision (contradictions of several indicators); each has its own id.
    """

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._newest: dict[tuple[bytes, str, str], tuple[int, frozenset[bytes]]] = {}

    def is_new(self, announcement: Announcement) -> bool:
        """Take note of an announcement and tell whether it says more than those before it."""
        revision, event_id = announcement.revision, announcement.event_id
        if revision is None:
            return True
        thing = announcement.key, announcement.event_type, announcement.part
        newest, ids = self._newest.pop(thing, (0, frozenset[bytes]()))
        is_new = revision > newest or (revision == newest and event_id not in ids)
        if revision > newest:
            newest, ids = revision, frozenset()
        self._newest[thing] = newest, ids | {event_id} if is_new else ids
        if len(self._newest) > self._most:
            del self._newest[next(iter(self._newest))]
        return is_new
