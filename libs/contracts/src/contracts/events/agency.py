"""Events of the topic `submission.agency`, keyed by agency code."""

from datetime import date
from typing import Annotated, ClassVar

import msgspec

from contracts.envelope import Event
from contracts.topics import AGENCY
from contracts.values import Code, Instant, OpenCode, Revision


class AgencyChangedV2(Event, frozen=True, kw_only=True):
    """An agency came into being or changed; the event carries its whole new state.

    `agency_kind`: ministry, province, regency, city, agency, unit, and what may come. What is not
    assessed (`is_assessed`), as the row of a head of region or of a total, leaves every condition
    over a subtree.
    """

    TYPE: ClassVar[str] = "submission.agency.changed.v2"
    TOPIC: ClassVar[str] = AGENCY.name

    agency_code: Code
    revision: Revision
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
    agency_kind: OpenCode
    is_assessed: bool
    valid_from: date
    changed_at: Instant
    short_name: Annotated[str, msgspec.Meta(min_length=1, max_length=100)] | None = None
    parent_code: Code | None = None
    valid_until: date | None = None
    predecessor_codes: tuple[Code, ...] = ()
    successor_codes: tuple[Code, ...] = ()

    @property
    def key(self) -> str:
        """Return the agency's code."""
        return self.agency_code
