"""Announcements of a campaign to its agencies, as the socialisation before it opens."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What the agencies of a campaign were told; `held_on` is the day of what it announces."""

    announcement_id: UUID
    campaign_code: str
    title: str
    body: str
    held_on: date | None
    announced_by: str
    announced_at: datetime
