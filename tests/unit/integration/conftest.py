"""A source, and records as the adapters make them."""

from collections.abc import Callable
from typing import Any

import pytest

from integration.facts.domain.fact import AgencyRecords
from integration.records.domain.record import Record
from integration.sources.domain.source import Options, Source

AGENCY = "9901.2.16.01"


@pytest.fixture
def source() -> Source:
    return Source(
        code="planning",
        system="e-planning",
        name="E-Planning",
        region_code="9901",
        base_url="https://planning.example",
        secret_name="planning",
        interval_seconds=60,
        timeout_seconds=10,
        years=(2026,),
        units={"2.16.01": AGENCY},
        options=Options(number_format="plain"),
        revision=1,
    )


@pytest.fixture
def held() -> Callable[..., AgencyRecords]:
    """Return the records of an agency: `held(ceiling=[{…}, …], opened={"2026-03"})`.

    Each row is about something of its own unless it says otherwise. Unless they are given, the
    schedules of budgets are locked, what is spent has a budget that is still open, and the first
    indicator that a unit reports is a key indicator.
    """

    def make(opened: set[str] | None = None, **by_kind: list[dict[str, Any]]) -> AgencyRecords:
        named = {row["schedule_id"]: True for row in by_kind.get("sub_activity", ())}
        locked = [{"schedule_id": number, "locked": True} for number in named]
        by_kind = {"schedule": locked, "key_indicator": _asked(by_kind), **by_kind}
        by_kind["sub_activity"] = by_kind.get("sub_activity") or _budgets(by_kind)
        records = {
            kind: [
                Record.of(kind, str(place), {**_about(place), **content})
                for place, content in enumerate(contents, start=1)
            ]
            for kind, contents in by_kind.items()
        }
        return AgencyRecords(AGENCY, records, frozenset(opened or ()))

    return make


def _asked(by_kind: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return a key indicator of each unit that reports: the first that it reports."""
    rows = [_about(n) | row for n, row in enumerate(by_kind.get("achievement", ()), start=1)]
    first = {row["unit_id"]: row for row in reversed(rows)}
    whole = {"first_year": 2000, "last_year": 2099, "status": "finished", "targets": {}}
    named = ("unit_id", "indicator_id", "title")
    return [whole | {name: row[name] for name in named} for row in first.values()]


def _budgets(by_kind: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return an open budget for each sub-activity that has a realisation."""
    named = ("unit_id", "code_set", "code")
    rows = [_about(0) | row for row in by_kind.get("realisation", ())]
    spent = {tuple(row[name] for name in named) for row in rows if "code" in row}
    begun = {"schedule_id": "open", "starts_at": "2026-01-01", "locked": False}
    own = {"amount": "0", "ict": False}
    return [begun | own | dict(zip(named, one, strict=True)) for one in sorted(spent)]


def _about(place: int) -> dict[str, Any]:
    own = ("sub_unit_id", "indicator_id", "title", "object")
    shared = {"agency_code": AGENCY, "year": 2026, "unit_id": "2.16.01"}
    return {**shared, **{name: str(place) for name in own}}
