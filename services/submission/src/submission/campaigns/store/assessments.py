"""Assessments in the database."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Final
from typing import cast as typing_cast
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Text, any_, cast, func, or_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from rules.period import year_code, year_of
from submission.agencies.domain import TimeZone, UnitChain
from submission.agencies.store import AgencyRow, subtree
from submission.campaigns.domain.assessment import Assessment, EndCause
from submission.campaigns.domain.campaign import Campaign
from submission.campaigns.domain.stages import CampaignKind
from submission.campaigns.store.responsible import is_responsible
from submission.campaigns.store.tables import AssessmentRow, CampaignRow
from submission.editions.store import EditionRow

_ADD: Final = """
    INSERT INTO assessment (assessment_id, agency_code, campaign_code, edition_code,
        derivation_set_version, period, revision, opened_at, time_zone)
    SELECT part.assessment_id, part.agency_code, $4, $5, $6, $7, $8, $9, part.time_zone
    FROM unnest($1::uuid[], $2::text[], $3::text[])
        AS part (assessment_id, agency_code, time_zone)
"""


async def add_all(session: AsyncSession, assessments: Sequence[Assessment]) -> None:
    """Store new assessments of one campaign, in one statement."""
    if not assessments:
        return
    shared = assessments[0]
    connection = await raw(session)
    await connection.execute(
        _ADD,
        [assessment.assessment_id for assessment in assessments],
        [assessment.agency_code for assessment in assessments],
        [assessment.time_zone for assessment in assessments],
        shared.campaign_code,
        shared.edition_code,
        shared.derivation_set_version,
        shared.period,
        shared.revision,
        shared.opened_at,
    )


async def taken(
    session: AsyncSession, campaign: Campaign, agency_codes: Sequence[str]
) -> dict[str, str]:
    """Return which agencies are assessed in this edition and period already, and in what campaign.

    In order of the agencies.
    """
    query = select(AssessmentRow.agency_code, AssessmentRow.campaign_code).where(
        AssessmentRow.edition_code == campaign.edition_code,
        AssessmentRow.period == campaign.period.code,
        col(AssessmentRow.agency_code) == any_(cast(agency_codes, ARRAY(Text))),
    )
    return dict(sorted((await session.exec(query)).all()))


async def in_other_kind(
    session: AsyncSession, campaign: Campaign, kind: CampaignKind, agency_codes: Sequence[str]
) -> dict[str, str]:
    """Return which agencies are assessed in a campaign of a kind in this year already, and in what.

    In order of the agencies; only of the campaign's instrument, on whichever edition.
    """
    own = select(EditionRow.instrument_code).where(EditionRow.edition_code == campaign.edition_code)
    query = (
        select(AssessmentRow.agency_code, AssessmentRow.campaign_code)
        .join(CampaignRow, col(CampaignRow.campaign_code) == AssessmentRow.campaign_code)
        .join(EditionRow, col(EditionRow.edition_code) == AssessmentRow.edition_code)
        .where(
            CampaignRow.kind == kind,
            col(EditionRow.instrument_code) == own.scalar_subquery(),
            func.left(AssessmentRow.period, 4) == year_code(year_of(campaign.period.code)),
            col(AssessmentRow.agency_code) == any_(cast(agency_codes, ARRAY(Text))),
        )
    )
    return dict(sorted((await session.exec(query)).all()))


async def agencies_of(session: AsyncSession, campaign_code: str) -> list[str]:
    """Return the codes of the agencies that a campaign assesses, in order."""
    query = select(AssessmentRow.agency_code).where(AssessmentRow.campaign_code == campaign_code)
    return sorted((await session.exec(query)).all())


async def of_agencies(
    session: AsyncSession, codes: Collection[str], *, lock: bool = False
) -> list[Assessment]:
    """Return all assessments of agencies in the order of their ids.

    With `lock`, nobody else changes them until the transaction ends.
    """
    query = (
        select(AssessmentRow)
        .where(col(AssessmentRow.agency_code) == any_(cast([*codes], ARRAY(Text))))
        .order_by(col(AssessmentRow.assessment_id))
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return [_to_domain(row) for row in await session.exec(query)]


async def close_period(session: AsyncSession, assessment_id: UUID, *, at: datetime | None) -> None:
    """Note when a leader closed the period of a locked assessment; None: it is open again."""
    row = await session.get_one(AssessmentRow, assessment_id)
    row.period_closed_at = at
    await session.flush()


async def end(
    session: AsyncSession, assessment_id: UUID, *, ended_on: date, cause: EndCause
) -> None:
    """Let a locked assessment take nothing from a day on."""
    row = await session.get_one(AssessmentRow, assessment_id)
    row.ended_on, row.end_cause = ended_on, cause
    await session.flush()


async def of_ids(
    session: AsyncSession, assessment_ids: Collection[UUID], *, lock: bool = False
) -> list[Assessment]:
    """Return these assessments in the order of their ids; `lock`: see `of_agencies`."""
    query = (
        select(AssessmentRow)
        .where(col(AssessmentRow.assessment_id).in_(assessment_ids))
        .order_by(col(AssessmentRow.assessment_id))
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return [_to_domain(row) for row in await session.exec(query)]


async def resume(session: AsyncSession, assessment_id: UUID) -> None:
    """Let a locked assessment that was to end, or has ended, go on."""
    row = await session.get_one(AssessmentRow, assessment_id)
    row.ended_on, row.end_cause = None, None
    await session.flush()


async def find(
    session: AsyncSession,
    assessment_id: UUID,
    *,
    root_code: str,
    chain: UnitChain | None = None,
    lock: bool = False,
) -> Assessment | None:
    """Return an assessment of an agency of a subtree; or see `is_reached`.

    With `lock`, nobody else changes it until the transaction ends.
    """
    query = select(AssessmentRow).where(
        AssessmentRow.assessment_id == assessment_id, is_reached(root_code, chain)
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = (await session.exec(query)).first()
    return _to_domain(row) if row else None


async def set_revision(session: AsyncSession, assessment_id: UUID, revision: int) -> None:
    """Give a locked assessment its next revision."""
    row = await session.get_one(AssessmentRow, assessment_id)
    row.revision = revision
    session.add(row)


async def lock_all(session: AsyncSession, campaign_code: str) -> None:
    """Let the decisions of a campaign that have begun end; the next ones wait."""
    query = select(AssessmentRow.assessment_id).where(AssessmentRow.campaign_code == campaign_code)
    # Locked in one order, so that two writers never wait for each other.
    await session.exec(query.order_by(col(AssessmentRow.assessment_id)).with_for_update())


async def choose(session: AsyncSession, campaign_code: str, version: int) -> list[Assessment]:
    """Give all assessments of a campaign another derivation set, and their next revision."""
    await lock_all(session, campaign_code)
    changed = (
        update(AssessmentRow)
        .where(col(AssessmentRow.campaign_code) == campaign_code)
        .values(derivation_set_version=version, revision=col(AssessmentRow.revision) + 1)
        .returning(AssessmentRow)
        .execution_options(populate_existing=True)
    )
    rows = (await session.exec(changed)).scalars()
    found = [_to_domain(row) for row in rows]
    return sorted(found, key=lambda assessment: assessment.assessment_id)


async def after(
    session: AsyncSession,
    assessment_id: UUID | None,
    *,
    root_code: str,
    chain: UnitChain,
    agency_code: str | None,
    campaign_code: str | None,
    is_wanted: ColumnElement[bool] | None = None,
    limit: int,
) -> list[Assessment]:
    """Return the assessments that `is_reached`, in the order in which they were opened.

    `is_wanted` is asked of their agencies.
    """
    query = (
        select(AssessmentRow)
        .join(AgencyRow, col(AgencyRow.agency_code) == col(AssessmentRow.agency_code))
        .where(is_reached(root_code, chain))
        .order_by(col(AssessmentRow.assessment_id))
        .limit(limit)
    )
    if assessment_id is not None:
        query = query.where(col(AssessmentRow.assessment_id) > assessment_id)
    if agency_code is not None:
        query = query.where(AssessmentRow.agency_code == agency_code)
    if campaign_code is not None:
        query = query.where(AssessmentRow.campaign_code == campaign_code)
    if is_wanted is not None:
        query = query.where(is_wanted)
    return [_to_domain(row) for row in await session.exec(query)]


def is_reached(root_code: str, chain: UnitChain | None = None) -> ColumnElement[bool]:
    """Say of an assessment whether its agency is of a subtree.

    `chain`: that of the root; then also whether it `is_responsible`.
    """
    is_below = col(AssessmentRow.agency_code).in_(subtree(root_code))
    return is_below if chain is None else or_(is_below, is_responsible(chain))


def _to_domain(row: AssessmentRow) -> Assessment:
    return Assessment(
        assessment_id=row.assessment_id,
        campaign_code=row.campaign_code,
        agency_code=row.agency_code,
        edition_code=row.edition_code,
        derivation_set_version=row.derivation_set_version,
        period=row.period,
        revision=row.revision,
        opened_at=row.opened_at,
        ended_on=row.ended_on,
        end_cause=typing_cast("EndCause | None", row.end_cause),
        time_zone=typing_cast("TimeZone | None", row.time_zone),
        period_closed_at=row.period_closed_at,
    )
