"""Facts: the newest state of each, and every state there was."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from integration.facts.domain.fact import Fact, FactKey, LastGood, Reference
from integration.facts.domain.transition import FactState
from integration.sources.domain.reason import Reason
from kit.database import Session, raw
from rules.period import parse_period

_STATES: Final = """
SELECT agency_code, fact, period, revision, status, value, reason, observed_at, records, last_good
FROM fact
WHERE source_code = $1 AND ($2::text[] IS NULL OR agency_code = ANY($2::text[]))
"""
_COLUMNS: Final = """source_code, agency_code, fact, period, status, value, observed_at, last_good,
    reason, run_id, adapter, records, record_count, revision"""
_WRITE: Final = f"""
WITH given AS (
    SELECT $1 AS source_code, agency_code, fact, period, status, value::jsonb AS value,
        $12::timestamptz AS observed_at, last_good::jsonb AS last_good, reason::jsonb AS reason,
        $13::uuid AS run_id, $14 AS adapter, records::jsonb AS records, record_count, revision,
        valid_from, valid_before
    FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
        $8::text[], $9::int[], $10::int[], $11::date[], $15::date[], $16::text[])
        AS given (agency_code, fact, period, status, value, reason, records, record_count,
            revision, valid_from, valid_before, last_good)
), written AS (
    INSERT INTO fact ({_COLUMNS}) SELECT {_COLUMNS} FROM given
    ON CONFLICT (source_code, agency_code, fact, period) DO UPDATE SET
        status = excluded.status, value = excluded.value, observed_at = excluded.observed_at,
        last_good = excluded.last_good, reason = excluded.reason, run_id = excluded.run_id,
        adapter = excluded.adapter, records = excluded.records,
        record_count = excluded.record_count, revision = excluded.revision
)
INSERT INTO fact_observation ({_COLUMNS}, valid_from, valid_before, recorded_at)
SELECT {_COLUMNS}, valid_from, valid_before, $12 FROM given
"""  # noqa: S608 - only names of columns are put in
_MARK_UNKNOWN: Final = f"""
WITH failed AS (
    UPDATE fact SET status = 'unknown', value = NULL, observed_at = $3, reason = $4::jsonb,
        run_id = $5, adapter = $6, records = '[]', record_count = 0, revision = revision + 1,
        last_good = jsonb_build_object('status', status, 'value', value,
            'observed_at', observed_at, 'confirmed_at', $7::timestamptz, 'records', records)
    WHERE source_code = $1 AND status <> 'unknown' AND left(period, 4)::int = ANY($2::int[])
        AND agency_code <> ALL($8::text[])
    RETURNING {_COLUMNS}
), history AS (
    INSERT INTO fact_observation ({_COLUMNS}, valid_from, valid_before, recorded_at)
    SELECT {_COLUMNS}, valid_from, valid_before, $3
    FROM failed JOIN (
        SELECT source_code, agency_code, fact, period, valid_from, valid_before
        FROM fact_observation WHERE revision = 1
    ) AS first USING (source_code, agency_code, fact, period)
)
SELECT agency_code, fact, period, revision, last_good FROM failed
ORDER BY agency_code, fact, period
"""  # noqa: S608 - only names of columns are put in


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """A source that cannot be read: since when, in which run, why, and when it was read last."""

    run_id: UUID
    adapter: str
    at: datetime
    reason: Reason
    confirmed_at: datetime


async def states(
    session: Session, code: str, agency_codes: Collection[str] | None
) -> dict[FactKey, FactState]:
    """Return the present states of the facts of some agencies, or of all with None."""
    wanted = None if agency_codes is None else list(agency_codes)
    rows = await (await raw(session)).fetch(_STATES, code, wanted)
    return {FactKey(row["agency_code"], row["fact"], row["period"]): _state(row) for row in rows}


def _state(row: Mapping[str, Any]) -> FactState:
    return FactState(
        row["revision"],
        row["status"],
        row["value"],
        None if row["reason"] is None else Reason.read(row["reason"]),
        row["observed_at"],
        tuple(Reference(*reference) for reference in row["records"]),
        None if row["last_good"] is None else last_good_of(row["last_good"]),
    )


async def write(session: Session, code: str, facts: Sequence[Fact]) -> None:
    """Write the next states of facts; all carry the run, adapter and time of the first."""
    if not facts:
        return
    periods = [parse_period(fact.key.period) for fact in facts]
    connection = await raw(session)
    await connection.execute(
        _WRITE,
        code,
        [fact.key.agency_code for fact in facts],
        [fact.key.fact for fact in facts],
        [fact.key.period for fact in facts],
        [fact.status for fact in facts],
        [None if fact.value is None else json.dumps(fact.value) for fact in facts],
        [None if fact.reason is None else json.dumps(fact.reason.written()) for fact in facts],
        [json.dumps(fact.records) for fact in facts],
        [fact.record_count for fact in facts],
        [fact.revision for fact in facts],
        [period.first_day for period in periods],
        facts[0].observed_at,
        facts[0].run_id,
        facts[0].adapter,
        [period.day_after for period in periods],
        [None if fact.last_good is None else _written(fact.last_good) for fact in facts],
    )


def _written(known: LastGood) -> str:
    """Return what was known last as it is stored, as `_MARK_UNKNOWN` writes it."""
    stored = {
        "status": known.status,
        "value": known.value,
        "observed_at": known.observed_at.isoformat(),
        "confirmed_at": known.confirmed_at.isoformat(),
        "records": known.records,
    }
    return json.dumps(stored)


async def mark_unknown(
    session: Session,
    code: str,
    years: Collection[int],
    *,
    over: Collection[str],
    outage: Outage,
) -> list[Fact]:
    """Turn the known facts of these years unknown, and return the new states.

    What was known stays in `last_good`. One statement does it, however many there are. `over`:
    agencies that ended; the source is not read for them, and what was read until then stays.
    """
    connection = await raw(session)
    rows = await connection.fetch(
        _MARK_UNKNOWN,
        code,
        list(years),
        outage.at,
        json.dumps(outage.reason.written()),
        outage.run_id,
        outage.adapter,
        outage.confirmed_at,
        list(over),
    )
    return [_unknown(row, outage) for row in rows]


def last_good_of(stored: Mapping[str, Any]) -> LastGood:
    """Return what was known last, from its stored form."""
    return LastGood(
        status=stored["status"],
        value=stored["value"],
        observed_at=datetime.fromisoformat(stored["observed_at"]),
        confirmed_at=datetime.fromisoformat(stored["confirmed_at"]),
        records=tuple(Reference(*reference) for reference in stored["records"]),
    )


def _unknown(row: Mapping[str, Any], outage: Outage) -> Fact:
    return Fact(
        key=FactKey(row["agency_code"], row["fact"], row["period"]),
        revision=row["revision"],
        status="unknown",
        value=None,
        observed_at=outage.at,
        run_id=outage.run_id,
        adapter=outage.adapter,
        last_good=last_good_of(row["last_good"]),
        reason=outage.reason,
    )
