"""Contradictions: opened and cleared once each, by what is known, whatever comes twice."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
import pytest
from tests.component.scoring.conftest import NOW
from tests.component.scoring.region import (
    AMOUNT,
    AT,
    CONSULTED,
    DINAS,
    REGION,
    SPBE,
    agencies,
    decided,
    derivations,
    edition,
    observed,
    opened,
    unread,
)

from contracts.events.assessment import DerivationsChosenV1
from contracts.events.derivations import (
    AgainstLastYear,
    AgainstOtherSource,
    ClaimAgainstDerived,
    ClaimAgainstFact,
    ContradictionRule,
    DerivationsPublishedV1,
    FactCondition,
    RelatedClaims,
)
from contracts.events.finding import ContradictionClearedV1, ContradictionFoundV1
from contracts.values import Text
from kit.testing import FixedClock
from scoring.recompute.usecases.rederive import rederive_assessments

if TYPE_CHECKING:
    from tests.component.scoring.conftest import Service, Worker

    from contracts.envelope import Event
    from contracts.events.derivations import Check

LAST_YEAR = UUID(int=7)
CEILING = "budgeting.ceiling_amount"
EVERY = FactCondition(
    fact=CONSULTED,
    operator="==",
    value=True,
    scope="subtree",
    subtree_kind="agency",
    quantifier="all",
)


def rule(code: str, check: Check, text: str = "{indicator}: {claimed}") -> ContradictionRule:
    return ContradictionRule(
        code=code, severity="major", text=Text(id=text, en=f"{text} (en)"), check=check
    )


DERIVED = rule("derived", ClaimAgainstDerived(indicator_code="13", by="1"), "{claimed}>{derived}")
FACT = rule(
    "fact", ClaimAgainstFact(indicator_code="13", level="3", condition=EVERY), "tanpa {agencies}"
)
RELATED = rule(
    "related", RelatedClaims(indicator_code="1", level="4", other_code="2", other_level="2")
)
YEARS = rule("years", AgainstLastYear(indicator_code="1", by="2"), "{last_year}->{claimed}")
SOURCES = rule(
    "sources",
    AgainstOtherSource(fact=AMOUNT, against=CEILING, tolerance="1/10"),
    "{value}/{against}: {agencies}",
)


def looking_for(*rules: ContradictionRule) -> DerivationsPublishedV1:
    return msgspec.structs.replace(derivations(), contradictions=rules)


async def started(service: Service, *rules: ContradictionRule) -> Worker:
    worker = service.worker()
    await worker.apply(edition(), looking_for(*rules), *agencies(), opened())
    return worker


async def findings(service: Service) -> list[tuple[str, str, int]]:
    """Return what was announced: the rule, found or cleared, and the revision."""
    return [
        (event.rule_code, type(event).__name__[13:-2], event.revision)
        for event in await service.announced()
        if isinstance(event, ContradictionFoundV1 | ContradictionClearedV1)
    ]


async def test_a_claim_above_the_facts_is_found_and_cleared(service: Service) -> None:
    worker = await started(service, DERIVED)
    facts = [observed(code, code == DINAS[0]) for code in DINAS]
    await worker.apply(decided("13", "4", revision=2), *facts)

    assert await findings(service) == [("derived", "Found", 1)]
    (found,) = [
        each for each in await service.announced() if isinstance(each, ContradictionFoundV1)
    ]
    assert found.message == Text(id="4>2", en="4>2 (en)")
    assert (found.indicator_code, found.severity, found.campaign_code) == (
        "13",
        "major",
        "spbe-2026",
    )

    await worker.apply(decided("13", "2", revision=3))
    assert (await findings(service))[1:] == [("derived", "Cleared", 2)]
    await worker.apply(decided("13", "5", revision=4))
    assert (await findings(service))[2:] == [("derived", "Found", 3)]


async def test_it_is_announced_once_whatever_comes_again(service: Service) -> None:
    worker = await started(service, DERIVED, FACT)
    story: list[Event] = [decided("13", "4", revision=2), *(observed(c, False) for c in DINAS)]
    await worker.apply(*story)
    before = await findings(service)
    assert before == [("derived", "Found", 1), ("fact", "Found", 1)]

    await worker.apply(*story, *story)
    await service.worker().apply(*reversed(story), looking_for(DERIVED, FACT), *agencies())

    assert await findings(service) == before


async def test_a_batch_that_is_rolled_back_finds_nothing(service: Service) -> None:
    worker = await started(service, RELATED)
    story = [decided("1", "4", revision=2), decided("2", "1", revision=3)]
    with pytest.raises(Exception, match=r"^$"):
        await worker.apply(*story, fail=True)
    assert await findings(service) == []

    await worker.apply(*story)
    assert await findings(service) == [("related", "Found", 1)]


async def test_a_fact_that_no_rule_of_a_level_reads_is_looked_at_too(service: Service) -> None:
    worker = await started(service, SOURCES)
    await worker.apply(
        observed(DINAS[0], "100", fact=AMOUNT),
        observed(DINAS[0], "80", fact=CEILING, source_code="e-program-1"),
    )

    assert await findings(service) == [("sources", "Found", 1)]
    (shown,) = await contradictions(service)
    assert shown["text"]["id"] == f"100/80: Dinas {DINAS[0]}"
    await worker.apply(
        observed(DINAS[0], "95", fact=CEILING, source_code="e-program-1", revision=2)
    )
    assert (await findings(service))[1:] == [("sources", "Cleared", 2)]


async def test_a_dead_source_neither_opens_nor_clears_one(service: Service) -> None:
    worker = await started(service, FACT)
    facts = [observed(code, code != DINAS[1]) for code in DINAS]
    await worker.apply(decided("13", "3", revision=2), *facts)
    assert await findings(service) == [("fact", "Found", 1)]

    await worker.apply(unread(facts[1]))
    assert await findings(service) == [("fact", "Found", 1)]
    await worker.apply(observed(DINAS[1], True, revision=3))
    assert (await findings(service))[1:] == [("fact", "Cleared", 2)]


async def test_the_sentence_of_an_open_one_follows_the_values(service: Service) -> None:
    worker = await started(service, RELATED)
    await worker.apply(decided("1", "4", revision=2), decided("2", "1", revision=3))
    await worker.apply(decided("1", "5", revision=4))

    (shown,) = await contradictions(service)
    assert (shown["text"]["id"], shown["cleared_at"]) == ("1: 5", None)
    assert await findings(service) == [("related", "Found", 1)]


@pytest.mark.parametrize("last_year_first", [True, False])
async def test_a_claim_is_held_against_the_year_before(
    service: Service,
    last_year_first: bool,  # noqa: FBT001 - a case
) -> None:
    worker = await started(service, YEARS)
    await worker.apply(opened(LAST_YEAR, period="2025", campaign_code="spbe-2025"))
    then = decided("1", "1", revision=2, assessment=LAST_YEAR)
    now = decided("1", "4", revision=2)
    for event in (then, now) if last_year_first else (now, then):
        await worker.apply(event)

    assert await findings(service) == [("years", "Found", 1)]
    await worker.apply(decided("1", "3", revision=3, assessment=LAST_YEAR))
    assert (await findings(service))[1:] == [("years", "Cleared", 2)]


async def test_one_whose_rule_is_gone_is_cleared(service: Service) -> None:
    worker = await started(service, RELATED)
    await worker.apply(decided("1", "4", revision=2), decided("2", "1", revision=3))
    await worker.apply(msgspec.structs.replace(looking_for(DERIVED), derivation_set_version=2))
    await worker.apply(chosen(2, revision=4))
    await rederive_assessments(service.database, FixedClock(NOW))

    assert (await findings(service))[1:] == [("related", "Cleared", 2)]


async def test_a_score_tells_how_many_are_open(service: Service) -> None:
    worker = await started(service, RELATED, SOURCES)
    await worker.apply(decided("1", "4", revision=2), decided("2", "1", revision=3))
    whole = await service.api.get(f"/scores/{SPBE}")
    listed = (await service.api.get("/scores")).json()["items"]

    assert whole.json()["open_contradictions"] == {"minor": 0, "major": 1, "critical": 0}
    assert listed[0]["open_contradictions"]["major"] == 1
    await worker.apply(
        observed(DINAS[0], "100", fact=AMOUNT),
        observed(DINAS[0], "80", fact=CEILING, source_code="e-program-1"),
    )
    again = await service.api.get(
        f"/scores/{SPBE}", headers={"If-None-Match": whole.headers["ETag"]}
    )
    assert again.status_code == 200
    assert again.json()["open_contradictions"]["major"] == 2


async def test_cleared_ones_stay_in_the_history(service: Service) -> None:
    worker = await started(service, RELATED)
    await worker.apply(decided("1", "4", revision=2), decided("2", "1", revision=3))
    await worker.apply(decided("2", "3", revision=4))

    assert await contradictions(service) == []
    (past,) = await contradictions(service, status="cleared")
    assert (past["rule_code"], past["indicator_code"], past["number"]) == ("related", "1", 1)
    assert past["cleared_at"] is not None
    assert len(await contradictions(service, status="all")) == 1


async def test_an_agency_that_joins_is_looked_at(service: Service) -> None:
    worker = await started(service, FACT)
    await worker.apply(decided("13", "3", revision=2), *(observed(c, True) for c in DINAS))
    assert await findings(service) == []
    await worker.apply(
        msgspec.structs.replace(agencies()[1], agency_code="9901.9", valid_from=date(2020, 1, 1)),
        observed("9901.9", False),
    )
    assert await findings(service) == [("fact", "Found", 1)]
    (shown,) = await contradictions(service)
    assert REGION in shown["text"]["id"]


def chosen(version: int, *, revision: int) -> DerivationsChosenV1:
    return DerivationsChosenV1(
        assessment_id=SPBE,
        revision=revision,
        rederivation_id=UUID(int=70),
        campaign_code="spbe-2026",
        edition_code="spbe",
        derivation_set_version=version,
        assessment_count=1,
        chosen_by="koordinator",
        chosen_at=AT,
    )


async def contradictions(service: Service, **query: Any) -> list[dict[str, Any]]:
    answer = await service.api.get(f"/scores/{SPBE}/contradictions", params=query)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items
