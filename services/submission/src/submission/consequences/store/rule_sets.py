"""The rule sets of regions in the database: every version stays as it was published."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Date, DateTime, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from submission.campaigns.domain.stage_state import Act
from submission.consequences.domain.document import read_rule_set
from submission.consequences.domain.rule_set import PublishedRuleSet
from submission.tables import Table


class ConsequenceRuleSetRow(Table, table=True):
    """A version of a region's rules; rows are only added.

    `valid_from`: None for those that were kept before versions had such a day.
    """

    __tablename__ = "consequence_rule_set"

    agency_code: str = Field(primary_key=True, sa_type=Text, foreign_key="agency.agency_code")
    version: int = Field(primary_key=True)
    content: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    published_by: str = Field(sa_type=Text)
    published_at: datetime = Field(sa_type=DateTime(timezone=True))
    valid_from: date | None = Field(None, sa_type=Date)


async def of_agencies(session: AsyncSession, codes: Collection[str]) -> Sequence[PublishedRuleSet]:
    """Return all versions of some agencies, in order of their codes and versions."""
    row = ConsequenceRuleSetRow
    query = (
        select(row)
        .where(col(row.agency_code).in_(codes))
        .order_by(col(row.agency_code), col(row.version))
    )
    return [
        PublishedRuleSet(
            rule_set=replace(
                read_rule_set(each.content, agency_code=each.agency_code),
                valid_from=each.valid_from,
            ),
            document=each.content,
            published=Act(each.published_by, each.published_at),
        )
        for each in await session.exec(query)
    ]


async def add(session: AsyncSession, published: PublishedRuleSet) -> None:
    """Add a version of a region's rules."""
    rule_set, act = published.rule_set, published.published
    if act is None or rule_set.agency_code is None:
        raise ValueError("the rules of the release are not kept")
    session.add(
        ConsequenceRuleSetRow(
            agency_code=rule_set.agency_code,
            version=rule_set.version,
            content={**published.document},
            published_by=act.by,
            published_at=act.at,
            valid_from=rule_set.valid_from,
        )
    )
    await session.flush()
