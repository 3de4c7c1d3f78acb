"""An event of the score topic, and which subscribers get it."""

from dataclasses import dataclass
from typing import Final

from rules.tree import reaches

# The kinds of events of the score topic; an event's type is its kind and a version.
KINDS: Final = frozenset(
    {
        "scoring.score.changed",
        "scoring.contradiction.cleared",
        "scoring.contradiction.found",
        "scoring.target.met",
        "scoring.target.missed",
        "scoring.target.set",
        "scoring.result.published",
        "scoring.result.refused",
        "scoring.risk.changed",
    }
)


@dataclass(frozen=True, slots=True)
class ScoreEvent:
    """One event of the score topic: its place in the topic, its bytes, and what filters look at.

    `revision` counts the changes of `thing`: found and cleared share one count, met and missed too.
    `line` is the agency and all agencies above it. `revision` and `campaign_code` are None if the
    event has none.
    """

    partition: int
    offset: int
    thing: tuple[str, ...]
    revision: int | None
    event_type: str
    event_id: bytes
    body: bytes
    line: tuple[str, ...]
    campaign_code: str | None

    @property
    def kind(self) -> str:
        """Return the type without its version."""
        return self.event_type.rpartition(".v")[0]


@dataclass(frozen=True, slots=True)
class Selection:
    """What a subscriber may see (`subtree`), and their filters. An empty filter takes all."""

    subtree: str
    agency_code: str | None = None
    campaign_code: str | None = None
    kinds: frozenset[str] = frozenset()

    def includes(self, event: ScoreEvent) -> bool:
        """Return whether the subscriber gets this event."""
        line = event.line
        return (
            reaches(self.subtree, line)
            and (self.agency_code is None or self.agency_code in line)
            and self.campaign_code in (None, event.campaign_code)
            and (not self.kinds or event.kind in self.kinds)
        )
