"""Agencies, as far as this service needs them: which codes there are, and who is below whom."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import ARRAY, Text, TextualSelect
from sqlmodel import Field, col, select

from integration.agencies.domain import Agency
from integration.tables import Table
from kit.database import RowTree, Session, raw
from rules.lives import Life

_CODES: Any = ARRAY(Text)


class AgencyRow(Table, table=True):
    """The newest known state of an agency."""

    __tablename__ = "agency"

    agency_code: str = Field(primary_key=True, sa_type=Text)
    name: str = Field(sa_type=Text)
    agency_kind: str = Field(sa_type=Text)
    parent_code: str | None = Field(default=None, sa_type=Text)
    valid_from: date
    valid_until: date | None = None
    revision: int
    predecessor_codes: list[str] = Field(sa_type=_CODES)


_UPSERT: Final = """
INSERT INTO agency AS held
    (agency_code, name, agency_kind, parent_code, valid_from, valid_until, revision,
     predecessor_codes)
SELECT agency_code, name, agency_kind, parent_code, valid_from, valid_until, revision,
    string_to_array(predecessors, ',')
FROM unnest(
    $1::text[], $2::text[], $3::text[], $4::text[], $5::date[], $6::date[], $7::int[], $8::text[])
    AS told (agency_code, name, agency_kind, parent_code, valid_from, valid_until, revision,
      predecessors)
ON CONFLICT (agency_code) DO UPDATE SET
    name = excluded.name, agency_kind = excluded.agency_kind,
    parent_code = excluded.parent_code, valid_from = excluded.valid_from,
    valid_until = excluded.valid_until, revision = excluded.revision,
    predecessor_codes = excluded.predecessor_codes
WHERE excluded.revision > held.revision
"""
_TREE: Final = RowTree("agency", "agency_code", "parent_code")


async def save(session: Session, agencies: Sequence[Agency]) -> None:
    """Store agencies, each at most once; revisions older than the stored ones are ignored."""
    connection = await raw(session)
    await connection.execute(
        _UPSERT,
        [row.agency_code for row in agencies],
        [row.name for row in agencies],
        [row.agency_kind for row in agencies],
        [row.parent_code for row in agencies],
        [row.valid_from for row in agencies],
        [row.valid_until for row in agencies],
        [row.revision for row in agencies],
        [",".join(row.predecessor_codes) for row in agencies],  # no code has a comma
    )


async def known(session: Session, agency_codes: Collection[str]) -> set[str]:
    """Return those of the codes that are agencies."""
    query = select(AgencyRow.agency_code).where(col(AgencyRow.agency_code).in_(agency_codes))
    return set((await session.exec(query)).all())


async def lives(session: Session, agency_codes: Collection[str]) -> dict[str, Life]:
    """Return from when until when there is each of these agencies."""
    query = select(AgencyRow).where(col(AgencyRow.agency_code).in_(agency_codes))
    return {
        row.agency_code: Life(row.valid_from, row.valid_until) for row in await session.exec(query)
    }


async def names(session: Session, agency_codes: Collection[str]) -> dict[str, str]:
    """Return the names of these agencies."""
    query = select(AgencyRow).where(col(AgencyRow.agency_code).in_(agency_codes))
    return {row.agency_code: row.name for row in await session.exec(query)}


async def ended_by(session: Session, day: date) -> list[str]:
    """Return the agencies whose last day lies before a day."""
    query = select(AgencyRow.agency_code).where(col(AgencyRow.valid_until) < day)
    return list((await session.exec(query)).all())


async def line(session: Session, agency_code: str) -> list[str]:
    """Return an agency's code and those of all above it; nothing for an unknown agency."""
    return await _TREE.line_of(session, agency_code)


async def predecessors(session: Session, agency_code: str) -> list[str]:
    """Return the codes of all that an agency took over from, directly or not, in their order."""
    found: set[str] = set()
    wanted = {agency_code}
    while wanted:
        query = select(AgencyRow.predecessor_codes).where(col(AgencyRow.agency_code).in_(wanted))
        before = {code for codes in await session.exec(query) for code in codes}
        wanted = before - found
        found |= before
    return sorted(found - {agency_code})


def below(root_code: str) -> TextualSelect:
    """Return the codes of an agency and all below it, for `column.in_(…)`."""
    return _TREE.units_below(root_code)


async def subtree(session: Session, agency_code: str) -> set[str]:
    """Return the agency and all below it."""
    found = await (await session.connection()).execute(below(agency_code))
    return set(found.scalars())
