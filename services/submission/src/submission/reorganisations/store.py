"""What was declared at an address, as the states of agencies tell it."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import any_, literal
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from submission.agencies.store import AgencyStateRow


async def merged_into(session: AsyncSession, agency_code: str, *, last_day: date) -> Sequence[str]:
    """Return which agencies a merger ended, or was to end, on a day for this successor."""
    query = select(AgencyStateRow.agency_code).where(
        AgencyStateRow.change == "merged",
        AgencyStateRow.valid_until == last_day,
        literal(agency_code) == any_(col(AgencyStateRow.successor_codes)),
    )
    return sorted({*await session.exec(query)})
