"""Calendars in the database. One process at a time handles a moment of one: it holds the row."""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import cast

from sqlalchemy import Column, DateTime, Index, Text, delete, exists, or_
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from rules import text as texts
from submission.agencies.domain import AgencyKind
from submission.agencies.store import subtree
from submission.calendars.domain import Calendar, CalendarKind, KeptCalendar
from submission.campaigns.store.tables import CampaignRow, CampaignStepRow
from submission.tables import Table


class CalendarRow(Table, table=True):
    """A calendar, and the next of its moments."""

    __tablename__ = "calendar"
    __table_args__ = (
        Index("calendar_next_run", "next_run_at"),
        Index("calendar_agency", "agency_code", "calendar_code"),
    )

    calendar_code: str = Field(primary_key=True, sa_type=Text)
    agency_code: str = Field(sa_type=Text, foreign_key="agency.agency_code")
    name: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    edition_code: str = Field(sa_type=Text)
    agency_kind: str | None = Field(None, sa_type=Text)
    rule: str = Field(sa_type=Text)
    periods_back: int
    days_open: str = Field(sa_type=Text)
    next_run_at: datetime | None = Field(None, sa_type=DateTime(timezone=True))
    tried_at: datetime | None = Field(None, sa_type=DateTime(timezone=True))
    refusal: dict[str, str] | None = Field(None, sa_column=Column(JSONB(none_as_null=True)))
    last_campaign_code: str | None = Field(None, sa_type=Text)
    revision: int
    changed_by: str = Field(sa_type=Text)
    changed_at: datetime = Field(sa_type=DateTime(timezone=True))


async def find(session: AsyncSession, code: str, *, lock: bool = False) -> KeptCalendar | None:
    """Return a calendar; `lock`: nobody else changes or runs it until the transaction ends."""
    query = select(CalendarRow).where(CalendarRow.calendar_code == code)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = (await session.exec(query)).first()
    return None if row is None else _kept_of(row)


async def after(
    session: AsyncSession, code: str | None, *, root_code: str, limit: int
) -> Sequence[KeptCalendar]:
    """Return the calendars of a subtree in order of their codes, from behind one on."""
    query = (
        select(CalendarRow)
        .where(col(CalendarRow.agency_code).in_(subtree(root_code)))
        .order_by(col(CalendarRow.calendar_code))
        .limit(limit)
    )
    if code is not None:
        query = query.where(col(CalendarRow.calendar_code) > code)
    return [_kept_of(row) for row in await session.exec(query)]


async def take_due(
    session: AsyncSession, now: datetime, *, not_tried_since: datetime
) -> KeptCalendar | None:
    """Return a calendar with a moment that is due, locked; none that another process holds."""
    tried = col(CalendarRow.tried_at)
    query = (
        select(CalendarRow)
        .where(
            col(CalendarRow.next_run_at) <= now,
            or_(tried.is_(None), tried <= not_tried_since),
        )
        .order_by(col(CalendarRow.next_run_at))
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    row = (await session.exec(query)).first()
    return None if row is None else _kept_of(row)


async def save(session: AsyncSession, kept: KeptCalendar, *, changed_by: str) -> None:
    """Write a calendar's new state over the old one, or as the first one."""
    calendar = kept.calendar
    await session.merge(
        CalendarRow(
            calendar_code=calendar.code,
            agency_code=calendar.agency_code,
            name=calendar.name,
            kind=calendar.kind,
            edition_code=calendar.edition_code,
            agency_kind=calendar.agency_kind,
            rule=calendar.rule,
            periods_back=calendar.periods_back,
            days_open=str(calendar.days_open),
            next_run_at=kept.next_run_at,
            tried_at=None,
            refusal=None,
            last_campaign_code=kept.last_campaign_code,
            revision=kept.revision,
            changed_by=changed_by,
            changed_at=kept.changed_at,
        )
    )
    await session.flush()


async def move_on(
    session: AsyncSession, code: str, next_run_at: datetime | None, *, campaign_code: str
) -> None:
    """Note that the moment was handled, which campaign is there for it, and which comes next."""
    row = await session.get_one(CalendarRow, code)
    row.next_run_at, row.tried_at, row.refusal = next_run_at, None, None
    row.last_campaign_code = campaign_code
    await session.flush()


async def note_refusal(
    session: AsyncSession, code: str, refusal: texts.Text, *, tried_at: datetime
) -> None:
    """Note why the moment could not be handled; it is tried again later."""
    row = await session.get_one(CalendarRow, code)
    row.tried_at, row.refusal = tried_at, refusal._asdict()
    await session.flush()


async def remove(session: AsyncSession, code: str) -> None:
    """Remove a calendar; the campaigns that it opened stay."""
    await session.exec(delete(CalendarRow).where(col(CalendarRow.calendar_code) == code))


async def mark_opened(session: AsyncSession, campaign_code: str, calendar_code: str) -> None:
    """Note which calendar opened a campaign: it closes by its deadline."""
    row = await session.get_one(CampaignRow, campaign_code)
    row.calendar_code = calendar_code
    await session.flush()


async def opened_by_calendars(session: AsyncSession) -> Sequence[str]:
    """Return the codes of the open campaigns that calendars opened and nobody reopened."""
    query = (
        select(CampaignRow.campaign_code)
        .where(
            CampaignRow.state == "open",
            col(CampaignRow.calendar_code).is_not(None),
            ~exists().where(
                col(CampaignStepRow.campaign_code) == col(CampaignRow.campaign_code),
                col(CampaignStepRow.step) == "reopened",
            ),
        )
        .order_by(col(CampaignRow.campaign_code))
    )
    return list((await session.exec(query)).all())


def _kept_of(row: CalendarRow) -> KeptCalendar:
    calendar = Calendar(
        code=row.calendar_code,
        agency_code=row.agency_code,
        name=row.name,
        kind=cast("CalendarKind", row.kind),
        edition_code=row.edition_code,
        agency_kind=cast("AgencyKind | None", row.agency_kind),
        rule=row.rule,
        periods_back=row.periods_back,
        days_open=Fraction(row.days_open),
    )
    return KeptCalendar(
        calendar=calendar,
        next_run_at=row.next_run_at,
        revision=row.revision,
        changed_at=row.changed_at,
        refusal=None if row.refusal is None else texts.Text(**row.refusal),
        last_campaign_code=row.last_campaign_code,
    )
