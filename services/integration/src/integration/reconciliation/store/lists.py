"""Findings and figures for readers: filtered, in a declared order, from behind a position."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Numeric, and_, cast, func, or_, tuple_
from sqlmodel import col, select

from integration.agencies.store import below
from integration.reconciliation.domain.finding import Finding, Kind, Status
from integration.reconciliation.store.findings import finding_of
from integration.reconciliation.store.joining import Joining, joining_of
from integration.reconciliation.store.tables import FindingRow, JoiningRow
from kit.database import Session

FindingPosition = tuple[str, int, str, str]
JoiningPosition = tuple[str, str]
# Where nothing is told of the money, the agency stands behind all others.
_UNTOLD: Final = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which findings; `root_code`: of this agency and all below; `agency_code`: of it alone."""

    root_code: str
    agency_code: str | None = None
    year: int | None = None
    kind: Kind | None = None
    status: Status | None = None


async def findings(
    session: Session, position: FindingPosition | None, *, wanted: Wanted, limit: int
) -> list[Finding]:
    """Return findings in order of agency, year, kind and subject, from behind `position` on."""
    query = select(FindingRow).where(*_conditions(wanted)).order_by(*_KEY).limit(limit)
    if position is not None:
        query = query.where(tuple_(*_KEY) > tuple_(*position))
    return [finding_of(row) for row in await session.exec(query)]


async def finding(session: Session, finding_id: UUID, *, root_code: str) -> Finding | None:
    """Return a finding of which one side is within a subtree."""
    query = select(FindingRow).where(
        FindingRow.finding_id == finding_id, *_conditions(Wanted(root_code=root_code))
    )
    row = (await session.exec(query)).first()
    return None if row is None else finding_of(row)


async def joinings(
    session: Session, position: JoiningPosition | None, *, wanted: Wanted, limit: int
) -> list[tuple[Joining, str]]:
    """Return the figures of a year, the least joined first, each with its place in the order."""
    order = func.coalesce(JoiningRow.unjoined, _UNTOLD)
    query = (
        select(JoiningRow, order)
        .where(*_within(JoiningRow.agency_code, wanted), JoiningRow.year == wanted.year)
        .order_by(order.desc(), col(JoiningRow.agency_code))
        .limit(limit)
    )
    if position is not None:
        amount, code = position
        least = cast(amount, Numeric)
        query = query.where(
            or_(order < least, and_(order == least, col(JoiningRow.agency_code) > code))
        )
    return [(joining_of(row), str(place)) for row, place in await session.exec(query)]


async def counts(
    session: Session, agency_codes: Collection[str], year: int
) -> dict[tuple[str, str], int]:
    """Return how many findings agencies have in a year, by agency and status."""
    query = (
        select(FindingRow.agency_code, FindingRow.status, func.count())
        .where(col(FindingRow.agency_code).in_(agency_codes), FindingRow.year == year)
        .group_by(col(FindingRow.agency_code), col(FindingRow.status))
    )
    return {(code, status): count for code, status, count in await session.exec(query)}


def position_of(found: Finding) -> FindingPosition:
    """Return where a finding stands in the list."""
    key = found.said.key
    return key.agency_code, key.year, key.kind, key.subject


_KEY: Final[tuple[Any, ...]] = (
    col(FindingRow.agency_code),
    col(FindingRow.year),
    col(FindingRow.kind),
    col(FindingRow.subject),
)


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    yield or_(
        *_within(FindingRow.agency_code, wanted), *_within(FindingRow.other_agency_code, wanted)
    )
    if wanted.year is not None:
        yield col(FindingRow.year) == wanted.year
    if wanted.kind is not None:
        yield col(FindingRow.kind) == wanted.kind
    if wanted.status is not None:
        yield col(FindingRow.status) == wanted.status


def _within(column: Any, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.agency_code is not None:
        yield col(column) == wanted.agency_code
    else:
        yield col(column).in_(below(wanted.root_code))
