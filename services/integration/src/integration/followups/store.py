"""Which revision of each quarter was applied last."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Text
from sqlmodel import Field

from integration.followups.domain import ToldQuarter
from integration.tables import Table
from kit.database import Session, raw

_ADVANCE: Final = """
INSERT INTO followup_quarter AS held (agency_code, period, revision)
SELECT * FROM unnest($1::text[], $2::text[], $3::int[])
ON CONFLICT (agency_code, period) DO UPDATE SET revision = excluded.revision
WHERE held.revision < excluded.revision
RETURNING agency_code, period
"""


class FollowupQuarterRow(Table, table=True):
    """The revision of a quarter of an agency that was applied last."""

    __tablename__ = "followup_quarter"

    agency_code: str = Field(primary_key=True, sa_type=Text)
    period: str = Field(primary_key=True, sa_type=Text)
    revision: int


async def advance(session: Session, told: Sequence[ToldQuarter]) -> set[tuple[str, str]]:
    """Note the revisions of quarters, each once; return the keys of those that are newer."""
    connection = await raw(session)
    rows = await connection.fetch(
        _ADVANCE,
        [each.agency_code for each in told],
        [each.period for each in told],
        [each.revision for each in told],
    )
    return {(row["agency_code"], row["period"]) for row in rows}
