"""Find the units that sources are not read for today, because their agency is not there."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from integration.agencies import store as agencies
from integration.sources.domain.idle import IdleUnit, idle_units
from integration.sources.domain.source import Source
from kit.database import Session


async def find_idle_units(
    session: Session, sources: Sequence[Source], *, now: datetime
) -> Mapping[str, Sequence[IdleUnit]]:
    """Return the idle units of each source, by its local day."""
    codes = frozenset[str]().union(*(each.agency_codes for each in sources))
    lives = await agencies.lives(session, codes)
    return {
        each.code: [
            *idle_units(each.units, lives, now.astimezone(ZoneInfo(each.options.timezone)).date())
        ]
        for each in sources
    }
