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

    Each row is about something of its own unless it says otherwise. The schedules of budgets are
    locked unless they are given.
    """

    def make(opened: set[str] | None = None, **by_kind: list[dict[str, Any]]) -> AgencyRecords:
        named = {row["schedule_id"]: True for row in by_kind.get("sub_activity", ())}
        locked = [{"schedule_id": number, "locked": True} for number in named]
        by_kind = {"schedule": locked, **by_kind}
        records = {
            kind: [
                Record.of(kind, str(place), {**_about(place), **content})
                for place, content in enumerate(contents, start=1)
            ]
            for kind, contents in by_kind.items()
        }
        return AgencyRecords(AGENCY, records, frozenset(opened or ()))

    return make


def _about(place: int) -> dict[str, Any]:
    own = ("sub_unit_id", "indicator_id", "title", "object")
    shared = {"agency_code": AGENCY, "year": 2026, "unit_id": "2.16.01"}
    return {**shared, **{name: str(place) for name in own}}
