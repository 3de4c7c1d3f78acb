"""The tree of agencies, as far as this service needs it."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Text
from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from instrument.agencies.domain import Agency
from instrument.tables import Table
from kit.database import RowTree, raw


class AgencyRow(Table, table=True):
    """The newest known place of an agency in the tree."""

    __tablename__ = "agency"

    agency_code: str = Field(primary_key=True, sa_type=Text)
    parent_code: str | None = Field(None, sa_type=Text)
    revision: int


_TREE: Final = RowTree("agency", "agency_code", "parent_code")
_UPSERT: Final = """
INSERT INTO agency AS held (agency_code, parent_code, revision)
SELECT * FROM unnest($1::text[], $2::text[], $3::int[])
ON CONFLICT (agency_code) DO UPDATE
SET parent_code = excluded.parent_code, revision = excluded.revision
WHERE excluded.revision > held.revision
"""


async def save(session: AsyncSession, agencies: Sequence[Agency]) -> None:
    """Store agencies, each at most once; revisions older than the stored ones are ignored."""
    await (await raw(session)).execute(
        _UPSERT,
        [agency.agency_code for agency in agencies],
        [agency.parent_code for agency in agencies],
        [agency.revision for agency in agencies],
    )


async def line(session: AsyncSession, agency_code: str) -> list[str]:
    """Return an agency's code and those of all above it; nothing for an unknown agency."""
    return await _TREE.line_of(session, agency_code)
