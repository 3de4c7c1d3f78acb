"""How much money of each agency and year is joined, and the lines that lack the other side."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any, Final, NamedTuple

from sqlmodel import col, select

from integration.reconciliation.domain.finding import Side
from integration.reconciliation.domain.joining import Money
from integration.reconciliation.domain.plans import Unmatched
from integration.reconciliation.store.tables import JoiningRow
from integration.sources.domain.reason import Reason
from kit.database import Session, raw
from rules.exact import announce, fraction, text_of

_PLACES: Final = 12
_SAVE: Final = """
INSERT INTO reconciliation_state (agency_code, year, planned, planned_joined, budgeted,
    budgeted_joined, unjoined, doubt, told_at, derived_at)
SELECT agency_code, year, planned, planned_joined, budgeted, budgeted_joined, unjoined::numeric,
    doubt::jsonb, told_at, $10
FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
    $8::text[], $9::timestamptz[]) AS given (agency_code, year, planned, planned_joined, budgeted,
    budgeted_joined, unjoined, doubt, told_at)
ON CONFLICT (agency_code, year) DO UPDATE SET
    planned = excluded.planned, planned_joined = excluded.planned_joined,
    budgeted = excluded.budgeted, budgeted_joined = excluded.budgeted_joined,
    unjoined = excluded.unjoined, doubt = excluded.doubt, told_at = excluded.told_at,
    derived_at = excluded.derived_at
"""
_DELETE_UNMATCHED: Final = """
DELETE FROM reconciliation_unmatched WHERE agency_code = ANY($1::text[])
RETURNING agency_code, year, field, place, region_code, amounts, side
"""
_ADD_UNMATCHED: Final = """
INSERT INTO reconciliation_unmatched (agency_code, year, field, place, region_code, amounts, side)
SELECT agency_code, year, field, place, region_code, amounts::jsonb, side::jsonb
FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
    AS given (agency_code, year, field, place, region_code, amounts, side)
"""
_ELSEWHERE: Final = """
SELECT agency_code, year, field, place, region_code, amounts, side FROM reconciliation_unmatched
WHERE (region_code, year, place) IN (SELECT * FROM unnest($1::text[], $2::int[], $3::text[]))
ORDER BY agency_code, field
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """The money of an agency and year; with a doubt, as it was told last, if it ever was."""

    agency_code: str
    year: int
    money: Money | None
    doubt: Reason | None
    told_at: datetime | None


class Lonely(NamedTuple):
    """A line without the other side, and where it stands."""

    region_code: str
    year: int
    line: Unmatched

    @property
    def place(self) -> tuple[str, int, str]:
        """Return where the other side would stand."""
        return self.region_code, self.year, self.line.place


async def joinings(
    session: Session, agency_codes: Collection[str]
) -> dict[tuple[str, int], Joining]:
    """Return how much money of agencies is joined, by agency and year."""
    query = select(JoiningRow).where(col(JoiningRow.agency_code).in_(agency_codes))
    return {(row.agency_code, row.year): joining_of(row) for row in await session.exec(query)}


def joining_of(row: JoiningRow) -> Joining:
    """Return what a row holds."""
    money = None
    if row.planned is not None:
        money = Money(
            planned=fraction(row.planned),
            planned_joined=fraction(row.planned_joined or "0"),
            budgeted=fraction(row.budgeted or "0"),
            budgeted_joined=fraction(row.budgeted_joined or "0"),
        )
    return Joining(
        agency_code=row.agency_code,
        year=row.year,
        money=money,
        doubt=None if row.doubt is None else Reason.read(row.doubt),
        told_at=row.told_at,
    )


async def save(session: Session, given: Sequence[Joining], *, at: datetime) -> None:
    """Save how much money is joined."""
    if not given:
        return
    moneys = [one.money for one in given]
    connection = await raw(session)
    await connection.execute(
        _SAVE,
        [one.agency_code for one in given],
        [one.year for one in given],
        [None if one is None else text_of(one.planned) for one in moneys],
        [None if one is None else text_of(one.planned_joined) for one in moneys],
        [None if one is None else text_of(one.budgeted) for one in moneys],
        [None if one is None else text_of(one.budgeted_joined) for one in moneys],
        [None if one is None else _decimal(one.unjoined) for one in moneys],
        [None if one.doubt is None else json.dumps(one.doubt.written()) for one in given],
        [one.told_at for one in given],
        at,
    )


async def replace_lonely(
    session: Session, agency_codes: Collection[str], given: Sequence[Lonely]
) -> set[tuple[str, int, str]]:
    """Keep these lines of agencies instead of those before; return the places that changed.

    Two lines of an agency at one place are none that another one could be told to have.
    """
    connection = await raw(session)
    rows = await connection.fetch(_DELETE_UNMATCHED, list(agency_codes))
    before = {_identity(one): one for one in map(_lonely, rows)}
    after: dict[tuple[object, ...], Lonely] = {}
    for one in given:
        key = _identity(one)
        is_second = key in after
        after[key] = one._replace(line=one.line._replace(amounts=())) if is_second else one
    kept = list(after.values())
    if kept:
        await connection.execute(
            _ADD_UNMATCHED,
            [one.line.agency_code for one in kept],
            [one.year for one in kept],
            [one.line.field for one in kept],
            [one.line.place for one in kept],
            [one.region_code for one in kept],
            [json.dumps(one.line.amounts) for one in kept],
            [json.dumps(one.line.side.written()) for one in kept],
        )
    changed = [key for key in before.keys() | after.keys() if before.get(key) != after.get(key)]
    return {(after.get(key) or before[key]).place for key in changed}


async def elsewhere(
    session: Session, places: Collection[tuple[str, int, str]]
) -> dict[tuple[str, int, str], list[Lonely]]:
    """Return the lines without the other side at these places, of whatever agency."""
    connection = await raw(session)
    wanted = sorted(places)
    rows = await connection.fetch(
        _ELSEWHERE,
        [region for region, _, _ in wanted],
        [year for _, year, _ in wanted],
        [place for _, _, place in wanted],
    )
    found: dict[tuple[str, int, str], list[Lonely]] = {}
    for one in map(_lonely, rows):
        found.setdefault(one.place, []).append(one)
    return found


def _lonely(row: Mapping[str, Any]) -> Lonely:
    line = Unmatched(
        row["field"],
        row["place"],
        row["agency_code"],
        tuple(row["amounts"]),
        Side.read(row["side"]),
    )
    return Lonely(row["region_code"], row["year"], line)


def _identity(one: Lonely) -> tuple[object, ...]:
    return one.line.agency_code, one.year, one.line.field, one.line.place


def _decimal(value: Fraction) -> str:
    return announce(value.numerator, value.denominator, _PLACES)
