"""Facts of a year before are those of the only predecessor; of several nothing is known."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
import pytest
from tests.component.scoring.region import (
    CONSULTED,
    DINAS,
    SPBE,
    agencies,
    agency,
    derivations,
    edition,
    observed,
    opened,
)

from contracts.events.derivations import (
    AllCondition,
    DerivationRule,
    DerivationsPublishedV1,
    FactCondition,
    Ladder,
    LadderStep,
    NotCondition,
)
from contracts.values import Text

if TYPE_CHECKING:
    from tests.component.scoring.conftest import Service

    from contracts.envelope import Event
    from contracts.events.derivations import Condition

OLD, NEW, NEWER = DINAS[0], "9901.7", "9901.8"
FROM = date(2026, 1, 1)
OWN, REGIONS = UUID(int=21), SPBE


def ladder(condition: Condition) -> DerivationsPublishedV1:
    """Return the rule of indicator 13: 3 where a condition on the year before holds."""
    text = Text(id="Syarat", en="Condition")
    steps = (
        LadderStep(level="1", condition=AllCondition(conditions=()), text=text),
        LadderStep(level="3", condition=condition, text=text),
    )
    rule = DerivationRule(code="spbe-13", indicator_code="13", derivation=Ladder(steps=steps))
    return msgspec.structs.replace(derivations(), rules=(rule,))


def before(**more: Any) -> FactCondition:
    return FactCondition(fact=CONSULTED, operator="==", value=True, year_offset=-1, **more)


ITS_OWN = ladder(before())
DENIED = ladder(NotCondition(condition=before()))
HALF = ladder(before(scope="subtree", subtree_kind="agency", quantifier="share", share="1/2"))


def taken_over(code: str, *predecessors: str, since: date = FROM) -> Event:
    return agency(code, predecessor_codes=predecessors, valid_from=since)


def last_year(code: str, value: bool | None, *, revision: int = 1) -> Event:  # noqa: FBT001 - a fact's value
    return observed(code, value, period="2025", revision=revision)


async def level(service: Service, assessment: UUID = OWN) -> str | None:
    """Return the level that the facts give."""
    (found,) = await service.rows(
        f"SELECT level FROM derived_level WHERE assessment_id = '{assessment}'"  # noqa: S608 - the test's own text
    )
    return None if found[0] is None else str(found[0])


def started(rules: DerivationsPublishedV1, *code: str) -> list[Event]:
    own = [opened(OWN, agency_code=each, campaign_code="spbe-dinas") for each in code]
    return [edition(), rules, *agencies(), *own]


@pytest.mark.parametrize("fact_first", [True, False])
async def test_the_facts_of_the_only_predecessor_count(
    service: Service,
    fact_first: bool,  # noqa: FBT001 - a case
) -> None:
    worker = service.worker()
    later = [last_year(OLD, True), *started(ITS_OWN, NEW)]
    await worker.apply(*(later if fact_first else reversed(later)))
    await worker.apply(taken_over(NEW, OLD))
    assert await level(service) == "3"
    await worker.apply(last_year(OLD, False, revision=2))
    assert await level(service) == "1"


async def test_a_chain_is_followed_to_who_was_there(service: Service) -> None:
    worker = service.worker()
    await worker.apply(*started(ITS_OWN, NEWER), taken_over(NEWER, NEW), last_year(OLD, True))
    assert await level(service) != "3"
    await worker.apply(taken_over(NEW, OLD))
    assert await level(service) == "3"
    # The one between began in 2025 itself: the year is its own.
    await worker.apply(
        agency(NEW, predecessor_codes=(OLD,), valid_from=date(2025, 7, 1), revision=2)
    )
    assert await level(service) != "3"
    await worker.apply(last_year(NEW, True))
    assert await level(service) == "3"


@pytest.mark.parametrize("rules", [ITS_OWN, DENIED], ids=["holds", "denied"])
@pytest.mark.parametrize("value", [True, False, None])
async def test_of_several_nothing_is_known_and_nothing_turns_green(
    service: Service,
    rules: DerivationsPublishedV1,
    value: bool | None,  # noqa: FBT001 - a case
) -> None:
    """Also where a source says of the new agency that it had nothing in a year before its time."""
    facts = [last_year(code, value) for code in (*DINAS[:2], NEW)]
    await service.worker().apply(*started(rules, NEW), taken_over(NEW, *DINAS[:2]), *facts)
    assert await level(service) is None
    answer = await service.api.get(f"/scores/{OWN}/explanation?indicator=13&track=live")
    assert answer.status_code == 200, answer.text
    (condition,) = answer.json()["rule"]["steps"][1]["conditions"]
    (unknown,) = condition["facts"]
    assert (unknown["agency_code"], unknown["period"], unknown["status"]) == (
        NEW,
        "2025",
        "unknown",
    )


async def test_in_a_subtree_each_is_counted_once(service: Service) -> None:
    """Of three in 2025, one consulted; two took over from it, and it still exists in 2026."""
    ended = agency(OLD, valid_until=date(2026, 6, 30), revision=2)
    parts = [taken_over(code, OLD, since=date(2026, 7, 1)) for code in (NEW, NEWER)]
    facts = [last_year(OLD, True), last_year(DINAS[1], False), last_year(DINAS[2], False)]
    worker = service.worker()
    await worker.apply(*started(HALF), opened(), ended, *parts, *facts)
    assert await level(service, REGIONS) == "1"
    await worker.apply(last_year(DINAS[1], True, revision=2))
    assert await level(service, REGIONS) == "3"


async def test_the_lineage_and_the_record_lead_to_the_predecessor(service: Service) -> None:
    await service.worker().apply(*started(ITS_OWN, NEW), taken_over(NEW, OLD), last_year(OLD, True))
    answer = await service.api.get(f"/scores/{OWN}/lineage?indicator=13&track=live")
    assert answer.status_code == 200, answer.text
    assert f'"BA-{OLD}"' in answer.text
    found = await service.api.get(
        "/scores/lineage/forwards",
        params={
            "source": "e-planning-1",
            "record_kind": "konsultasi",
            "record_id": f"BA-{OLD}",
        },
    )
    assert found.status_code == 200, found.text
    (effect,) = found.json()["facts"]
    assert [rule["assessment_id"] for rule in effect["rules"]] == [str(OWN)]


async def test_as_of_a_moment_the_predecessor_of_then_counts(service: Service) -> None:
    await service.worker().apply(*started(ITS_OWN, NEW), taken_over(NEW, OLD), last_year(OLD, True))
    then = datetime.now(UTC).isoformat()
    now = await service.api.get(f"/scores/{OWN}")
    told = await service.api.get(f"/scores/{OWN}", params={"as_of": then})
    assert told.status_code == 200, told.text
    assert told.json()["tracks"] == now.json()["tracks"]


async def test_without_a_predecessor_the_facts_of_a_year_before_are_its_own(
    service: Service,
) -> None:
    """A first day may have been entered by guess."""
    new = agency(NEW, valid_from=FROM)
    await service.worker().apply(*started(ITS_OWN, NEW), new, last_year(NEW, True))
    assert await level(service) == "3"
