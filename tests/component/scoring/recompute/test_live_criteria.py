"""On the live track, criteria rise no further than their rules, and so do the nodes above them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from tests.component.scoring.region import DINAS, REGION, agencies, observed, opened
from tests.support.library import packaged_library

from instrument.derivations.events import derivations_published
from instrument.documents.domain.canonical import canonical, content_hash
from instrument.editions.events import edition_published

if TYPE_CHECKING:
    from tests.component.scoring.conftest import Service

AKIP = "permenpanrb-88-2021-akip"
ID = UUID(int=88)
AT = datetime(2026, 1, 1, tzinfo=UTC)
EVERYBODY = (REGION, *DINAS)


@pytest.fixture
async def akip(service: Service) -> Service:
    """Return the service with an assessment on the shipped edition, and one criterion met."""
    await service.once(_open)
    return service


async def _open(service: Service) -> None:
    library = packaged_library()
    edition = canonical(next(each for each in library.editions if each.edition_code == AKIP))
    derivations = canonical(
        next(each for each in library.derivation_sets if each.edition_code == AKIP)
    )
    await service.worker().apply(
        edition_published(edition, content_hash=content_hash(edition), revision=1, published_at=AT),
        derivations_published(derivations, content_hash=content_hash(derivations), published_at=AT),
        *agencies(),
        opened(ID, edition_code=AKIP, derivation_set_version=1),
        *(observed(code, True, fact="planning.renja_approved") for code in EVERYBODY),
    )


async def live(service: Service, code: str) -> Any:
    answer = await service.api.get(
        f"/scores/{ID}/explanation", params={"indicator": code, "track": "live"}
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


def steps(explained: Any) -> dict[str, tuple[str, str, str]]:
    return {
        each["code"]: (each["step"]["level_from"], each["step"]["level_to"], each["gain"])
        for each in explained["sum"]["terms"]
        if each["step"] is not None
    }


async def test_one_more_criterion_that_sources_prove_gives_the_next_grade(akip: Service) -> None:
    explained = await live(akip, "1.a")

    assert (explained["level"], explained["source"]) == ("30", "criteria")
    assert explained["raises"]["en"].startswith("For level 50: a share of criteria of more than")
    assert explained["raises"]["en"].endswith("no fewer than 1 more of 1.a.5 and 1.a.6.")
    assert steps(await live(akip, "1")) == {"1.a": ("30", "50", "6")}


async def test_what_sources_cannot_prove_raises_nothing(akip: Service) -> None:
    """With every criterion that has a rule met it is half of them: more than that is for people."""
    facts = ("accountability.action_plan_set", "budgeting.budget_locked", "budgeting.dpa_issued")
    await akip.worker().apply(
        *(observed(code, True, fact=fact) for code in EVERYBODY for fact in facts)
    )
    explained = await live(akip, "1.a")

    assert (explained["level"], explained["next_level"]) == ("50", None)
    assert explained["raises"]["en"].endswith("what sources can derive does not suffice for it.")
    assert steps(await live(akip, "1")) == {}


async def test_criteria_and_indicators_that_no_source_derives_say_so(akip: Service) -> None:
    for code, kind in {"4.a": "indicator", "1.a.1": "criterion"}.items():
        raises = (await live(akip, code))["raises"]["en"]
        assert raises.startswith(f"There is no source for this {kind}.")


async def test_an_indicator_whose_criteria_are_unknown_waits_for_facts(akip: Service) -> None:
    explained = await live(akip, "2.a")

    assert explained["level"] is None
    assert explained["raises"]["en"].startswith(
        "No value yet: a source's facts would give it its first."
    )
