"""Drafts: what somebody has typed at a stage about an indicator and not decided yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

UNWRITTEN = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The present draft of an indicator at a stage, shared by all who may decide there.

    `content` holds what was sent and no more: what is left out, null, "", "0" and "n/a" are five
    things. It is None without a draft. `revision` counts what happened to it: 0 before the first,
    and it goes on after a removal. `is_left`: who wrote it is not in office any more; somebody else
    takes it over by saving it.
    """

    indicator_code: str
    stage: str
    content: Mapping[str, Any] | None = None
    revision: int = UNWRITTEN
    written_by: str | None = None
    written_at: datetime | None = None
    is_left: bool = False
