"""What else is kept of agencies that change: what stood below them, and where they take part."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Text, column, table
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from submission.agencies.store import AgencyStateRow, subtree

# Campaigns are a wing above this one: what they own is named here and not imported.
_ASSESSMENT: Any = table(
    "assessment",
    column("agency_code", Text),
    column("campaign_code", Text),
    column("period", Text),
)


async def has_assessments(session: AsyncSession, agency_code: str) -> bool:
    """Say whether an agency, or one below it, takes or took part in a campaign."""
    query = select(_ASSESSMENT).where(_ASSESSMENT.c.agency_code.in_(subtree(agency_code))).limit(1)
    return (await session.exec(query)).first() is not None


async def stood_below(session: AsyncSession, codes: Collection[str]) -> set[str]:
    """Return the codes of all agencies that stand or stood directly below one of these."""
    query = select(AgencyStateRow.agency_code).where(col(AgencyStateRow.parent_code).in_(codes))
    return {*await session.exec(query.distinct())}


async def periods_of(
    session: AsyncSession, codes: Collection[str]
) -> Mapping[str, Sequence[tuple[str, str]]]:
    """Return in which campaigns agencies take or took part, each with its period, by agency."""
    told = _ASSESSMENT.c
    query = select(told.agency_code, told.campaign_code, told.period).where(
        told.agency_code.in_(codes)
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for code, campaign, period in await session.exec(query):
        found.setdefault(code, []).append((campaign, period))
    return found
