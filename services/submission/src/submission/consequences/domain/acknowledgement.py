"""That a leader took note of an entry of the list."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """Who took note of which exact entry, and when. It is no consent, and changes no entry.

    `content`: all that the entry said, as text; `sha256` is of it.
    """

    assessment_id: UUID
    rule_code: str
    sha256: str
    content: str
    role: str
    acknowledged_by: str
    acknowledged_at: datetime
