"""Facts for readers: as they are now, or as they were known at an instant."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, tuple_
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import col, select

from integration.facts.domain.fact import Fact, FactKey, Reference, SourceFact, Status
from integration.facts.store.facts import last_good_of
from integration.facts.store.tables import FactObservationRow, FactRow
from integration.sources.domain.reason import Reason
from kit.database import Session

_Row = FactRow | FactObservationRow
Position = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which facts; None means all. `agency_codes` are the agencies that the principal reaches."""

    agency_codes: Collection[str] | None = None
    name: str | None = None
    period: str | None = None
    source_code: str | None = None


async def after(
    session: Session, position: Position | None, *, wanted: Wanted, limit: int
) -> list[SourceFact]:
    """Return facts in order of agency, name, period and source, from behind `position` on."""
    query = (
        select(FactRow)
        .where(*_conditions(FactRow, wanted), *_behind(FactRow, position))
        .order_by(*_key(FactRow))
        .limit(limit)
    )
    return [_source_fact(row) for row in await session.exec(query)]


async def after_as_of(
    session: Session,
    position: Position | None,
    *,
    as_of: datetime,
    wanted: Wanted,
    limit: int,
) -> list[SourceFact]:
    """Return facts as they were recorded up to an instant, in the order of `after`."""
    key = _key(FactObservationRow)
    query = (
        select(FactObservationRow)
        .where(
            col(FactObservationRow.recorded_at) <= as_of,
            *_conditions(FactObservationRow, wanted),
            *_behind(FactObservationRow, position),
        )
        .ext(distinct_on(*key))
        .order_by(*key, col(FactObservationRow.revision).desc())
        .limit(limit)
    )
    return [_source_fact(row) for row in await session.exec(query)]


def position_of(found: SourceFact) -> Position:
    """Return where a fact stands in the list."""
    return *found.fact.key, found.source_code


def _source_fact(row: _Row) -> SourceFact:
    fact = Fact(
        key=FactKey(row.agency_code, row.fact, row.period),
        revision=row.revision,
        status=cast("Status", row.status),
        value=row.value,
        observed_at=row.observed_at,
        run_id=row.run_id,
        adapter=row.adapter,
        last_good=None if row.last_good is None else last_good_of(row.last_good),
        reason=None if row.reason is None else Reason.read(row.reason),
        records=tuple(Reference(*reference) for reference in row.records),
        record_count=row.record_count,
    )
    return SourceFact(row.source_code, fact)


def _key(table: type[_Row]) -> list[Any]:
    return [col(table.agency_code), col(table.fact), col(table.period), col(table.source_code)]


def _conditions(table: type[_Row], wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.agency_codes is not None:
        yield col(table.agency_code).in_(wanted.agency_codes)
    if wanted.name is not None:
        yield col(table.fact) == wanted.name
    if wanted.period is not None:
        yield col(table.period) == wanted.period
    if wanted.source_code is not None:
        yield col(table.source_code) == wanted.source_code


def _behind(table: type[_Row], position: Position | None) -> Iterator[ColumnElement[bool]]:
    if position is not None:
        yield tuple_(*_key(table)) > tuple_(*position)
