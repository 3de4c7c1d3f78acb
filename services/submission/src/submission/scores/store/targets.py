"""Targets in the database, as scoring told them last."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from sqlalchemy import SmallInteger, Text
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from rules.exact import parse, text_of
from submission.scores.domain import Target
from submission.tables import Table

_SAVE: Final = """
INSERT INTO agency_target AS held (agency_code, instrument_code, year, node_code, revision, value)
SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::int[], $6::text[])
ON CONFLICT (agency_code, instrument_code, year, node_code) DO UPDATE SET
    revision = excluded.revision, value = excluded.value
WHERE held.revision < excluded.revision
"""


class AgencyTargetRow(Table, table=True):
    """What a node of an agency's instrument is to reach in a year; no value: withdrawn."""

    __tablename__ = "agency_target"

    agency_code: str = Field(primary_key=True, sa_type=Text)
    instrument_code: str = Field(primary_key=True, sa_type=Text)
    year: int = Field(primary_key=True, sa_type=SmallInteger)
    node_code: str = Field(primary_key=True, sa_type=Text)
    revision: int
    value: str | None = Field(None, sa_type=Text)


async def save(session: AsyncSession, told: Sequence[Target]) -> None:
    """Write targets, each of another node; one that is older than the kept one is ignored."""
    await (await raw(session)).execute(
        _SAVE,
        [each.agency_code for each in told],
        [each.instrument_code for each in told],
        [each.year for each in told],
        [each.node_code for each in told],
        [each.revision for each in told],
        [None if each.value is None else text_of(each.value) for each in told],
    )


async def of_nodes(
    session: AsyncSession,
    agency_codes: Collection[str],
    *,
    instrument_code: str,
    node_codes: Collection[str],
    years: Collection[int],
) -> Mapping[tuple[str, int, str], Target]:
    """Return what is set for nodes of agencies in years, by agency, year and node."""
    query = select(AgencyTargetRow).where(
        col(AgencyTargetRow.agency_code).in_(agency_codes),
        AgencyTargetRow.instrument_code == instrument_code,
        col(AgencyTargetRow.node_code).in_(node_codes),
        col(AgencyTargetRow.year).in_(years),
        col(AgencyTargetRow.value).is_not(None),
    )
    # Plain rows, not entities of the session: there may be hundreds, and none is changed.
    return {
        (row.agency_code, row.year, row.node_code): Target(
            agency_code=row.agency_code,
            instrument_code=row.instrument_code,
            year=row.year,
            node_code=row.node_code,
            revision=row.revision,
            value=parse(row.value),
        )
        for row in await (await session.connection()).execute(query)
    }
