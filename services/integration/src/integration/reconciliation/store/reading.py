"""What the sources of agencies hold, for comparison: sets of rows, one query each."""

from collections.abc import Collection, Mapping
from typing import Final

from integration.records.domain.record import Record
from integration.records.store.records import record_of
from kit.database import Session, raw

_RECORDS: Final = """
SELECT source_code, kind, record_id, agency_code, content, content_hash, opens, revision,
    changed_at
FROM record
WHERE source_code = ANY($1::text[]) AND NOT gone AND kind = ANY($3::text[])
    AND (agency_code = ANY($2::text[]) OR agency_code IS NULL)
"""
_KNOWN: Final = """
SELECT DISTINCT source_code, agency_code FROM record
WHERE source_code = ANY($1::text[]) AND agency_code = ANY($2::text[])
"""
_PLANNED: Final = """
SELECT DISTINCT source_code, (content ->> 'year')::int AS year FROM record
WHERE source_code = ANY($1::text[]) AND kind = 'ceiling' AND NOT gone
"""
_BUDGETED: Final = """
SELECT DISTINCT source_code, (content ->> 'year')::int AS year FROM record
WHERE source_code = ANY($1::text[]) AND kind = 'sub_activity' AND NOT gone
    AND content ->> 'locked' = 'true'
"""
_TITLES: Final = """
SELECT DISTINCT source_code, (content ->> 'year')::int AS year,
    content ->> 'programme_title' AS title, content ->> 'programme_code' AS code
FROM record
WHERE source_code = ANY($1::text[]) AND kind = 'ceiling' AND NOT gone
    AND content ->> 'programme_title' IS NOT NULL
"""


async def records(
    session: Session,
    codes: Collection[str],
    agency_codes: Collection[str],
    kinds: Collection[str],
) -> dict[str, list[Record]]:
    """Return the records of agencies, and those of their regions, by source."""
    rows = await (await raw(session)).fetch(_RECORDS, list(codes), list(agency_codes), list(kinds))
    found: dict[str, list[Record]] = {}
    for row in rows:
        found.setdefault(row["source_code"], []).append(record_of(row))
    return found


async def known(
    session: Session, codes: Collection[str], agency_codes: Collection[str]
) -> frozenset[tuple[str, str]]:
    """Return by source the agencies of which it ever held a record: others may be a wrong map."""
    rows = await (await raw(session)).fetch(_KNOWN, list(codes), list(agency_codes))
    return frozenset((row["source_code"], row["agency_code"]) for row in rows)


async def begun_years(
    session: Session, codes: Collection[str]
) -> tuple[Mapping[str, frozenset[int]], Mapping[str, frozenset[int]]]:
    """Return by source the years of which it holds ceilings, and locked budgets, of anybody."""
    connection = await raw(session)
    planned = await connection.fetch(_PLANNED, list(codes))
    budgeted = await connection.fetch(_BUDGETED, list(codes))
    return _by_source(planned), _by_source(budgeted)


async def titles(session: Session, codes: Collection[str]) -> list[tuple[str, int, str, str]]:
    """Return source, year, title and code of the programmes in the plans of sources."""
    rows = await (await raw(session)).fetch(_TITLES, list(codes))
    return [(row["source_code"], row["year"], row["title"], row["code"]) for row in rows]


def _by_source(rows: Collection[Mapping[str, object]]) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for row in rows:
        found.setdefault(str(row["source_code"]), set()).add(int(str(row["year"])))
    return {code: frozenset(years) for code, years in found.items()}
