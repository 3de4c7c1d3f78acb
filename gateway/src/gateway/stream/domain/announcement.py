"""What the stream announces, and to whom."""

from dataclasses import dataclass
from typing import Final

# The kinds of events of the score topic; an event's type is its kind and a version.
KINDS: Final = frozenset(
    {
        "scoring.score.changed",
        "scoring.contradiction.cleared",
        "scoring.contradiction.found",
        "scoring.target.met",
        "scoring.target.missed",
        "scoring.result.published",
    }
)


@dataclass(frozen=True, slots=True)
class Announcement:
    """One event of the score topic: its place, its bytes and what a filter looks at.

    `key` with `part`, a rule or a node, and `revision` tell of what it speaks and how new that is.
    `lineage` is the agency and all agencies above it. `revision` and `campaign_code` are None where
    the event names none.
    """

    partition: int
    offset: int
    key: bytes
    revision: int | None
    event_type: str
    event_id: bytes
    body: bytes
    lineage: tuple[str, ...]
    campaign_code: str | None
    part: str = ""

    @property
    def kind(self) -> str:
        """Return the type without its version."""
        return self.event_type.rpartition(".v")[0]


@dataclass(frozen=True, slots=True)
class Selection:
    """What a subscriber may see (`subtree`), and what of it they asked for; nothing said, all."""

    subtree: str
    agency_code: str | None = None
    campaign_code: str | None = None
    kinds: frozenset[str] = frozenset()

    def takes(self, announcement: Announcement) -> bool:
        """Tell whether the subscriber gets this announcement."""
        lineage = announcement.lineage
        return (
            self.subtree in lineage
            and (self.agency_code is None or self.agency_code in lineage)
            and self.campaign_code in (None, announcement.campaign_code)
            and (not self.kinds or announcement.kind in self.kinds)
        )
