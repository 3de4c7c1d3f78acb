"""An agency's plan, budget and indicators, as sources hold them, ready to be compared."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from integration.facts.domain.fact import AgencyRecords
from integration.facts.domain.rows import Doubt
from integration.reconciliation.domain.derive import Derived, derive
from integration.reconciliation.domain.evidence import Evidence, SaidFact, Told
from integration.reconciliation.domain.plans import Unmatched, lines_of
from integration.records.domain.record import Record
from integration.sources.domain.source import Options, Source

AGENCY = "9901.1.01.01"
YEAR = 2026
SYSTEMS = {
    "ceiling": "e-planning",
    "schedule": "e-program",
    "sub_activity": "e-program",
    "budget_document": "e-program",
    "realisation": "e-program",
    "unit": "e-sakip",
    "key_indicator": "e-sakip",
    "achievement": "e-sakip",
}
SCHEDULES = [
    {"schedule_id": "1", "name": "original", "starts_at": "2026-01-02T00:00:00Z", "locked": True},
    {"schedule_id": "2", "name": "shifted", "starts_at": "2026-04-02T00:00:00Z", "locked": True},
]
ROW: Mapping[str, Mapping[str, Any]] = {
    "ceiling": {
        "sub_unit_id": None,
        "programme_title": "PENGELOLAAN PENDIDIKAN",
        "title": "Sekolah Dasar",
        "approved": True,
        "ict": False,
    },
    "sub_activity": {
        "code_set": 2,
        "schedule_id": "1",
        "starts_at": "2026-01-02T00:00:00Z",
        "locked": True,
        "ict": False,
        "title": "Rehabilitasi",
        "original_ceiling": None,
    },
    "schedule": {"ends_at": None},
    "realisation": {"code_set": 2, "planned": "0", "physical": None, "physical_target": None},
    "key_indicator": {
        "status": "finished",
        "first_year": 2025,
        "last_year": 2029,
        "direction": None,
        "indicator_id": "7",
        "title": "Angka partisipasi",
        "targets": {"2026": "80"},
        "programmes": [],
    },
    "budget_document": {"number": "DPA/1", "issued_on": "2026-01-05", "cash_plan": {}},
}


def ceiling(amount: str, programme: str = "1.01.02", activity: str = "01", **more: Any) -> Any:
    return {"programme_code": programme, "activity_code": activity, "amount": amount, **more}


def budget(amount: str, code: str = "1.01.02.2.01.0001", **more: Any) -> Any:
    later = {"starts_at": "2026-04-02T00:00:00Z"} if more.get("schedule_id") == "2" else {}
    return {"code": code, "amount": amount, **later, **more}


@pytest.fixture
def compared() -> Callable[..., Derived]:
    """Compare an agency: `compared(ceiling=[…], sub_activity=[…])`.

    `down`: systems that cannot be read; `doubts`: rows that cannot; `others`: lines elsewhere.
    """

    def compare(
        *,
        down: tuple[str, ...] = (),
        doubts: Mapping[str, list[dict[str, Any]]] | None = None,
        others: tuple[Unmatched, ...] = (),
        facts: Mapping[str, Any] | None = None,
        by_title: bool = True,
        **kinds: list[dict[str, Any]],
    ) -> Derived:
        found = evidence(down, doubts or {}, facts or {}, by_title=by_title, **kinds)
        elsewhere: dict[str, list[Unmatched]] = {}
        for one in others:
            elsewhere.setdefault(one.place, []).append(one)
        return derive(found, lines_of(found), elsewhere)

    return compare


def evidence(
    down: tuple[str, ...],
    doubts: Mapping[str, list[dict[str, Any]]],
    facts: Mapping[str, Any],
    *,
    by_title: bool,
    **kinds: list[dict[str, Any]],
) -> Evidence:
    kinds = {"schedule": SCHEDULES, **kinds}
    told = []
    for system in ("e-planning", "e-program", "e-sakip"):
        own = {kind: rows for kind, rows in kinds.items() if SYSTEMS[kind] == system}
        unreadable = {
            kind: [Doubt("unreadable_rows", kind, ("9",), (row,)) for row in rows]
            for kind, rows in doubts.items()
            if SYSTEMS[kind] == system
        }
        source = source_of(system, by_title=by_title)
        records = {
            kind: [record_of(kind, place, row) for place, row in enumerate(rows, start=1)]
            for kind, rows in own.items()
        }
        told.append(
            Told(
                source=source,
                is_up=system not in down,
                records=AgencyRecords(
                    AGENCY, records, frozenset(), unreadable, budget_multiple=Fraction(1)
                ),
                planned_years=frozenset({YEAR} if system == "e-planning" else ()),
                budgeted_years=frozenset({YEAR} if system == "e-program" else ()),
            )
        )
    said = {
        (name, str(YEAR)): [SaidFact("x", *_said(value), (), 0)] for name, value in facts.items()
    }
    titles = {"pengelolaan pendidikan": frozenset({"1.01.02"})}
    return Evidence(agency_code=AGENCY, year=YEAR, told=told, facts=said, titles=titles)


def _said(value: Any) -> tuple[Any, Any]:
    if value in ("unknown", "absent"):
        return value, None
    return "value", value


def record_of(kind: str, place: int, row: Mapping[str, Any]) -> Record:
    shared = {"agency_code": AGENCY, "unit_id": "1.01.01", "year": YEAR}
    return replace(Record.of(kind, str(place), {**shared, **ROW.get(kind, {}), **row}), revision=1)


def source_of(system: Any, *, by_title: bool) -> Source:
    return Source(
        code=system,
        system=system,
        name=system,
        region_code="9901",
        base_url="https://x.example",
        secret_name="x",
        interval_seconds=60,
        timeout_seconds=10,
        years=(YEAR,),
        units={"1.01.01": AGENCY},
        options=Options(number_format="plain", programmes_by_title=by_title),
        revision=1,
    )
