from collections.abc import Callable
from typing import Any

import pytest

from contracts.facts import FACTS
from integration.facts.domain import planning
from integration.facts.domain.fact import AgencyRecords

Held = Callable[..., AgencyRecords]


def facts(records: AgencyRecords) -> dict[str, Any]:
    return {item.key.fact: item.value for item in planning.observe(records, 2026)}


def ceiling(**changes: Any) -> dict[str, Any]:
    return {"amount": "100.5", "approved": True, "ict": False} | changes


def document(kind: str = "renja", **changes: Any) -> dict[str, Any]:
    return {"type": kind, "approved": True, "contents": []} | changes


def test_every_fact_of_the_catalogue_is_observed_even_without_records(held: Held) -> None:
    observed = facts(held())
    assert set(observed) == {name for name, fact in FACTS.items() if "e-planning" in fact.systems}
    assert set(observed.values()) == {None}


def test_ceilings_are_summed_exactly(held: Held) -> None:
    observed = facts(held(ceiling=[ceiling(), ceiling(amount="0.25", ict=True)]))
    assert observed["planning.ceiling_amount"] == "100.75"
    assert observed["planning.ict_amount"] == "0.25"


def test_ceilings_without_ict_are_a_known_zero(held: Held) -> None:
    assert facts(held(ceiling=[ceiling()]))["planning.ict_amount"] == "0"


@pytest.mark.parametrize(("second", "expected"), [(True, True), (False, False)])
def test_ceilings_are_approved_when_all_are(held: Held, *, second: bool, expected: bool) -> None:
    rows = [ceiling(), ceiling(approved=second)]
    assert facts(held(ceiling=rows))["planning.ceiling_approved"] is expected


@pytest.mark.parametrize(
    ("ict", "consultations", "expected"),
    [
        (False, [], True),  # nothing to consult
        (True, [], None),
        (True, [("2026-01-02", True)], True),
        (True, [("2026-01-02", False)], False),
        (True, [("2026-01-02", True), ("2026-03-01", False)], False),
        (True, [(None, False), ("2026-03-01", True)], None),  # which is the newest?
        (True, [(None, True)], False),  # without a day nothing proves it
        (True, [(None, True), ("2026-03-01", False)], False),
        (False, [("2026-01-02", False)], False),
    ],
)
def test_the_newest_consultation_counts(
    held: Held,
    *,
    ict: bool,
    consultations: list[tuple[str | None, bool]],
    expected: bool | None,
) -> None:
    rows = [{"held_on": day, "agreed": agreed} for day, agreed in consultations]
    records = held(ceiling=[ceiling(ict=ict)], consultation=rows)
    assert facts(records)["planning.ict_consulted"] is expected


def test_without_any_ceilings_there_is_no_plan_to_consult_on(held: Held) -> None:
    assert facts(held())["planning.ict_consulted"] is None


@pytest.mark.parametrize(
    ("documents", "expected"),
    [
        ([document()], True),
        ([document(approved=False)], False),
        ([document(approved=False), document()], True),
        ([document("renstra")], None),
    ],
)
def test_a_work_plan_is_approved(
    held: Held, *, documents: list[Any], expected: bool | None
) -> None:
    assert facts(held(document=documents))["planning.renja_approved"] is expected


@pytest.mark.parametrize(
    ("approved", "contents", "documented", "complete"),
    [
        (True, sorted(planning.ROADMAP_CONTENTS), True, True),
        (True, ["governance", "audit"], True, False),
        (False, sorted(planning.ROADMAP_CONTENTS), False, False),
    ],
)
def test_a_roadmap_is_documented_and_complete(
    held: Held,
    *,
    approved: bool,
    contents: list[str],
    documented: bool,
    complete: bool,
) -> None:
    row = document("spbe_roadmap", approved=approved, contents=contents)
    observed = facts(held(document=[row]))
    assert observed["planning.spbe_roadmap_documented"] is documented
    assert observed["planning.spbe_roadmap_complete"] is complete


def test_published_documents_are_counted(held: Held) -> None:
    rows = [document(), document("renstra"), document("rkpd", approved=False)]
    assert facts(held(document=rows))["planning.documents_published"] == "2"
    assert facts(held(document=rows[2:]))["planning.documents_published"] == "0"


@pytest.mark.parametrize(
    ("exchanges", "expected"),
    [
        ([("2026-01-02T00:00:00Z", True, True)], True),
        ([("2026-01-02T00:00:00Z", False, True)], False),
        ([("2026-01-02T00:00:00Z", True, True), ("2026-01-01T00:00:00Z", False, True)], True),
        ([("2026-01-02T00:00:00Z", True, True), ("2026-01-03T00:00:00Z", False, True)], False),
        ([("2026-01-02T00:00:00Z", True, True), ("2026-01-03T00:00:00Z", False, False)], True),
        ([("2026-01-02T00:00:00Z", True, False)], None),
    ],
)
def test_the_newest_exchange_that_counts_decides(
    held: Held,
    *,
    exchanges: list[tuple[str, bool, bool]],
    expected: bool | None,
) -> None:
    rows = [{"at": at, "succeeded": done, "counts": counts} for at, done, counts in exchanges]
    assert facts(held(exchange=rows))["planning.exchange_succeeded"] is expected


def test_rows_of_another_year_count_for_nothing(held: Held) -> None:
    assert facts(held(ceiling=[ceiling(year=2025)]))["planning.ceiling_amount"] is None
