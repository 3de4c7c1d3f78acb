"""Agencies in the database: one row each, and the tree that their parents make."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    DateTime,
    Index,
    Text,
    TextualSelect,
    case,
    func,
    text,
    true,
)
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from kit.database import RowTree
from rules import lives
from submission.agencies.domain import (
    Agency,
    AgencyKind,
    AgencyRevision,
    AgencyState,
    ChangeKind,
    TimeZone,
    zone_of,
)
from submission.tables import Table

_TREE = RowTree("agency", "agency_code", "parent_code")
_CODES: Any = ARRAY(Text)
_TREE_LOCK = 0x616765  # "age"


class AgencyRow(Table, table=True):
    """An agency in its present state."""

    __tablename__ = "agency"
    __table_args__ = (Index("agency_parent_code", "parent_code"),)

    agency_code: str = Field(primary_key=True, sa_type=Text)
    revision: int
    name: str = Field(sa_type=Text)
    short_name: str | None = Field(None, sa_type=Text)
    agency_kind: str = Field(sa_type=Text)
    is_assessed: bool
    time_zone: str | None = Field(None, sa_type=Text)
    parent_code: str | None = Field(None, sa_type=Text, foreign_key="agency.agency_code")
    valid_from: date
    valid_until: date | None = None
    predecessor_codes: list[str] = Field(sa_type=_CODES)
    successor_codes: list[str] = Field(sa_type=_CODES)
    changed_at: datetime = Field(sa_type=DateTime(timezone=True))
    changed_by: str = Field(sa_type=Text)


class AgencyStateRow(Table, table=True):
    """A state that an agency had; rows are only added. `since`: its first day."""

    __tablename__ = "agency_state"

    agency_code: str = Field(primary_key=True, sa_type=Text, foreign_key="agency.agency_code")
    revision: int = Field(primary_key=True)
    since: date
    change: str = Field(sa_type=Text)
    note: str | None = Field(None, sa_type=Text)
    name: str = Field(sa_type=Text)
    short_name: str | None = Field(None, sa_type=Text)
    agency_kind: str = Field(sa_type=Text)
    is_assessed: bool
    time_zone: str | None = Field(None, sa_type=Text)
    parent_code: str | None = Field(None, sa_type=Text)
    valid_from: date
    valid_until: date | None = None
    predecessor_codes: list[str] = Field(sa_type=_CODES)
    successor_codes: list[str] = Field(sa_type=_CODES)
    changed_at: datetime = Field(sa_type=DateTime(timezone=True))
    changed_by: str = Field(sa_type=Text)


async def lock_tree(session: AsyncSession) -> None:
    """Let this transaction alone change agencies: two moves at once could close a circle."""
    connection = await session.connection()
    await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _TREE_LOCK})


async def find(session: AsyncSession, agency_code: str) -> AgencyRevision | None:
    """Return an agency by its code."""
    row = await session.get(AgencyRow, agency_code)
    return None if row is None else _revision_of(row)


async def find_all(session: AsyncSession, codes: Collection[str]) -> Mapping[str, Agency]:
    """Return those agencies of `codes` that exist."""
    query = select(AgencyRow).where(col(AgencyRow.agency_code).in_(codes))
    return {row.agency_code: _agency_of(row) for row in await session.exec(query)}


async def taken(session: AsyncSession, codes: Collection[str]) -> set[str]:
    """Return those of `codes` that an agency has, wherever it is and whatever the case."""
    wanted: dict[str, set[str]] = {}
    for code in codes:
        wanted.setdefault(code.lower(), set()).add(code)
    written = func.lower(AgencyRow.agency_code)
    found = await session.exec(select(written).where(written.in_(wanted)))
    return set[str]().union(*(wanted[code] for code in found))


async def line(session: AsyncSession, *agency_codes: str) -> list[str]:
    """Return the codes of agencies and of all above them; nothing for an unknown agency."""
    return await _TREE.line_of(session, *agency_codes)


async def time_zone(session: AsyncSession, agency_code: str) -> TimeZone:
    """Return the zone in which the days of an agency end."""
    above = await find_all(session, await line(session, agency_code))
    return zone_of(agency_code, above)


async def in_subtree(session: AsyncSession, root_code: str) -> list[Agency]:
    """Return an agency and all below it, in order of their codes."""
    query = (
        select(AgencyRow)
        .where(col(AgencyRow.agency_code).in_(subtree(root_code)))
        .order_by(col(AgencyRow.agency_code))
    )
    # Plain rows, no entities of the session: there may be thousands, and none is changed.
    rows: Iterable[Any] = await (await session.connection()).execute(query)
    return [_agency_of(row) for row in rows]


async def revisions_in(session: AsyncSession, root_code: str) -> dict[str, AgencyRevision]:
    """Return an agency and all below it by their codes."""
    query = select(AgencyRow).where(col(AgencyRow.agency_code).in_(subtree(root_code)))
    rows: Iterable[Any] = await (await session.connection()).execute(query)
    return {row.agency_code: _revision_of(row) for row in rows}


async def kinds_below(session: AsyncSession, agency_code: str) -> list[AgencyKind]:
    """Return the kinds of the agencies directly below an agency, each once."""
    query = select(AgencyRow.agency_kind).where(AgencyRow.parent_code == agency_code).distinct()
    return [cast("AgencyKind", kind) for kind in sorted(await session.exec(query))]


async def after(
    session: AsyncSession,
    agency_code: str | None,
    *,
    root_code: str,
    parent_code: str | None,
    kind: str | None,
    is_wanted: ColumnElement[bool],
    limit: int,
) -> list[AgencyRevision]:
    """Return agencies of a subtree in order of their codes, from behind `agency_code` on."""
    query = (
        select(AgencyRow)
        .where(col(AgencyRow.agency_code).in_(subtree(root_code)), is_wanted)
        .order_by(col(AgencyRow.agency_code))
        .limit(limit)
    )
    if agency_code is not None:
        query = query.where(col(AgencyRow.agency_code) > agency_code)
    if parent_code is not None:
        query = query.where(AgencyRow.parent_code == parent_code)
    if kind is not None:
        query = query.where(AgencyRow.agency_kind == kind)
    return [_revision_of(row) for row in await session.exec(query)]


async def children(session: AsyncSession, codes: Collection[str]) -> list[AgencyRevision]:
    """Return the agencies directly below some, in order of their codes."""
    query = (
        select(AgencyRow)
        .where(col(AgencyRow.parent_code).in_(codes))
        .order_by(col(AgencyRow.agency_code))
    )
    return [_revision_of(row) for row in await session.exec(query)]


async def save(session: AsyncSession, state: AgencyState) -> None:
    """Write an agency's new state over the old one, or as the first one, and add it to all."""
    agency = state.kept.agency
    columns: dict[str, Any] = {
        "agency_code": agency.code,
        "revision": state.kept.revision,
        "name": agency.name,
        "short_name": agency.short_name,
        "agency_kind": agency.kind,
        "is_assessed": agency.is_assessed,
        "time_zone": agency.time_zone,
        "parent_code": agency.parent_code,
        "valid_from": agency.valid_from,
        "valid_until": agency.valid_until,
        "predecessor_codes": [*agency.predecessor_codes],
        "successor_codes": [*agency.successor_codes],
        "changed_at": state.kept.changed_at,
        "changed_by": state.changed_by,
    }
    await session.merge(AgencyRow(**columns))
    await session.flush()
    about: dict[str, Any] = {"since": state.since, "change": state.change, "note": state.note}
    session.add(AgencyStateRow(**columns, **about))
    await session.flush()


async def states(session: AsyncSession, agency_code: str) -> Sequence[AgencyState]:
    """Return all states that an agency had, the oldest first."""
    return (await states_of(session, [agency_code])).get(agency_code, ())


async def states_of(
    session: AsyncSession, codes: Collection[str]
) -> Mapping[str, Sequence[AgencyState]]:
    """Return all states that agencies had, the oldest first, by their codes.

    Where the release that kept none wrote it meanwhile, its present state is the newest known one.
    """
    found: dict[str, list[AgencyState]] = {}
    for row in await session.exec(_states(codes)):
        found.setdefault(row.agency_code, []).append(_state_of(row))
    for present in await session.exec(
        select(AgencyRow).where(col(AgencyRow.agency_code).in_(codes))
    ):
        kept = found.setdefault(present.agency_code, [])
        if not kept or kept[-1].kept.revision < present.revision:
            kept.append(_unkept(present, is_first=not kept))
    return found


async def last_changes(session: AsyncSession, codes: Collection[str]) -> dict[str, date]:
    """Return the first days of the newest states of agencies by their codes."""
    # Of each agency the last one stays.
    return {row.agency_code: row.since for row in await session.exec(_states(codes))}


def is_so(state: lives.AgencyState | None, day: date) -> ColumnElement[bool]:
    """Say of a row of agencies whether this is its state on a day; None: it may be any."""
    first, last = col(AgencyRow.valid_from), col(AgencyRow.valid_until)
    told = case((last < first, "never_formed"), (last < day, "ended"), (first > day, "not_begun"))
    return true() if state is None else func.coalesce(told, "exists") == state


def subtree(root_code: str) -> TextualSelect:
    """Return the codes of an agency and all below it, for `column.in_(…)`."""
    return _TREE.units_below(root_code)


def _states(codes: Collection[str]) -> SelectOfScalar[AgencyStateRow]:
    query = select(AgencyStateRow).where(col(AgencyStateRow.agency_code).in_(codes))
    return query.order_by(col(AgencyStateRow.revision))


def _state_of(row: AgencyStateRow) -> AgencyState:
    return AgencyState(
        kept=_revision_of(row),
        since=row.since,
        change=cast("ChangeKind", row.change),
        note=row.note,
        changed_by=row.changed_by,
    )


def _unkept(row: AgencyRow, *, is_first: bool) -> AgencyState:
    return AgencyState(
        kept=_revision_of(row),
        since=row.valid_from if is_first else row.changed_at.date(),
        change="entered" if is_first else "changed",
        note=None,
        changed_by=row.changed_by,
    )


def _revision_of(row: AgencyRow | AgencyStateRow) -> AgencyRevision:
    return AgencyRevision(agency=_agency_of(row), revision=row.revision, changed_at=row.changed_at)


def _agency_of(row: AgencyRow | AgencyStateRow) -> Agency:
    return Agency(
        code=row.agency_code,
        name=row.name,
        short_name=row.short_name,
        kind=cast("AgencyKind", row.agency_kind),
        is_assessed=row.is_assessed,
        time_zone=cast("TimeZone | None", row.time_zone),
        parent_code=row.parent_code,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        predecessor_codes=(*row.predecessor_codes,),
        successor_codes=(*row.successor_codes,),
    )
