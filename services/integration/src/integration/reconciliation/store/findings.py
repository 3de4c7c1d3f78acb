"""Findings: how each stands, and every state that it had."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, cast
from uuid import UUID

from sqlmodel import col, select

from integration.reconciliation.domain.finding import (
    Disagreement,
    Explanation,
    Finding,
    FindingKey,
    Kind,
    MatchedBy,
    Side,
    Status,
)
from integration.reconciliation.domain.lifecycle import Change
from integration.reconciliation.store.tables import FindingRevisionRow, FindingRow
from integration.sources.domain.reason import Reason
from kit.database import Session, raw

_COLUMNS: Final = """finding_id, agency_code, year, kind, subject, cause, status, matched_by,
    other_agency_code, sides, amount, difference, doubt, explanation, revision, first_seen_at,
    changed_at, resolved_at"""
_WRITE: Final = f"""
WITH given AS (
    SELECT finding_id, event, told.state::jsonb AS state, recorded_at, held.* FROM unnest(
        $1::uuid[], $2::text[], $3::text[], $4::timestamptz[])
        AS told (finding_id, event, state, recorded_at),
    jsonb_to_record(told.state::jsonb) AS held (agency_code text, year int, kind text, subject text,
        cause text, status text, matched_by text, other_agency_code text, sides jsonb,
        amount text, difference text, doubt jsonb, explanation jsonb, revision int,
        first_seen_at timestamptz, changed_at timestamptz, resolved_at timestamptz)
), written AS (
    INSERT INTO reconciliation_finding ({_COLUMNS}) SELECT {_COLUMNS} FROM given
    ON CONFLICT (finding_id) DO UPDATE SET
        cause = excluded.cause, status = excluded.status, matched_by = excluded.matched_by,
        other_agency_code = excluded.other_agency_code, sides = excluded.sides,
        amount = excluded.amount, difference = excluded.difference, doubt = excluded.doubt,
        explanation = excluded.explanation, revision = excluded.revision,
        first_seen_at = excluded.first_seen_at, changed_at = excluded.changed_at,
        resolved_at = excluded.resolved_at
)
INSERT INTO reconciliation_revision (finding_id, revision, event, state, recorded_at)
SELECT finding_id, revision, event, state, recorded_at FROM given
"""  # noqa: S608 - only names of columns are put in
_MOST_REVISIONS: Final = 200


async def of_agencies(
    session: Session, agency_codes: Collection[str]
) -> Mapping[tuple[str, int], dict[FindingKey, Finding]]:
    """Return the findings of agencies, by agency and year."""
    query = select(FindingRow).where(col(FindingRow.agency_code).in_(agency_codes))
    found: dict[tuple[str, int], dict[FindingKey, Finding]] = {}
    for row in await session.exec(query):
        finding = finding_of(row)
        found.setdefault((row.agency_code, row.year), {})[finding.said.key] = finding
    return found


async def write(session: Session, changes: Sequence[Change]) -> None:
    """Write the next states of findings, each at most once."""
    if not changes:
        return
    connection = await raw(session)
    await connection.execute(
        _WRITE,
        [change.finding.finding_id for change in changes],
        [change.event for change in changes],
        [json.dumps(_written(change.finding)) for change in changes],
        [change.finding.changed_at for change in changes],
    )


async def locked(session: Session, finding_id: UUID) -> Finding | None:
    """Return a finding; nobody else changes it until the transaction ends."""
    query = select(FindingRow).where(FindingRow.finding_id == finding_id).with_for_update()
    row = (await session.exec(query)).first()
    return None if row is None else finding_of(row)


async def history(session: Session, finding_id: UUID) -> list[FindingRevisionRow]:
    """Return the states that a finding had, the newest first, at most 200."""
    query = (
        select(FindingRevisionRow)
        .where(FindingRevisionRow.finding_id == finding_id)
        .order_by(col(FindingRevisionRow.revision).desc())
        .limit(_MOST_REVISIONS)
    )
    return list(await session.exec(query))


def finding_of(row: FindingRow) -> Finding:
    """Return the finding that a row holds."""
    return read(row.model_dump())


def read(stored: Mapping[str, Any]) -> Finding:
    """Return a finding from its stored form."""
    explained = stored["explanation"]
    said = Disagreement(
        key=FindingKey(
            stored["agency_code"], stored["year"], cast("Kind", stored["kind"]), stored["subject"]
        ),
        cause=stored["cause"],
        sides=tuple(Side.read(side) for side in stored["sides"]),
        matched_by=cast("MatchedBy", stored["matched_by"]),
        amount=stored["amount"],
        difference=stored["difference"],
        other_agency_code=stored["other_agency_code"],
    )
    return Finding(
        said=said,
        status=cast("Status", stored["status"]),
        revision=stored["revision"],
        first_seen_at=_instant(stored["first_seen_at"]),
        changed_at=_instant(stored["changed_at"]),
        doubt=None if stored["doubt"] is None else Reason.read(stored["doubt"]),
        explanation=None
        if explained is None
        else Explanation(explained["text"], explained["by"], _instant(explained["at"])),
        resolved_at=None if stored["resolved_at"] is None else _instant(stored["resolved_at"]),
    )


def _instant(stored: datetime | str) -> datetime:
    return stored if isinstance(stored, datetime) else datetime.fromisoformat(stored)


def _written(finding: Finding) -> dict[str, Any]:
    said, explained = finding.said, finding.explanation
    resolved = finding.resolved_at
    return {
        **said.key._asdict(),
        "cause": said.cause,
        "status": finding.status,
        "matched_by": said.matched_by,
        "other_agency_code": said.other_agency_code,
        "sides": [side.written() for side in said.sides],
        "amount": said.amount,
        "difference": said.difference,
        "doubt": None if finding.doubt is None else finding.doubt.written(),
        "explanation": None
        if explained is None
        else {"text": explained.text, "by": explained.by, "at": explained.at.isoformat()},
        "revision": finding.revision,
        "first_seen_at": finding.first_seen_at.isoformat(),
        "changed_at": finding.changed_at.isoformat(),
        "resolved_at": None if resolved is None else resolved.isoformat(),
    }
