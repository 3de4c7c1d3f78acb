"""Every figure has its reasons: down to the records it rests on, and from a record upwards."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from tests.component.scoring.judging import floorless
from tests.component.scoring.region import (
    CASH_PLAN,
    CONSULTED,
    DINAS,
    MONTH,
    REALISATION,
    REGION,
    SPBE,
    agencies,
    decided,
    derivations,
    edition,
    everything,
    month_opened,
    monthly_derivations,
    monthly_edition,
    observed,
    opened,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.component.scoring.conftest import Service

SCORE = f"/scores/{SPBE}"
FORWARDS = "/scores/lineage/forwards"


@pytest.fixture
async def story(service: Service) -> Service:
    """One agency has not consulted, so indicator 13 has level 2; then it does."""
    await service.once(_tell)
    return service


async def _tell(service: Service) -> None:
    worker = service.worker()
    await worker.apply(edition(), derivations(), *agencies(), opened())
    await worker.apply(decided("1", "3", revision=2), decided("2", "4", revision=3))
    await worker.apply(*(observed(code, code != DINAS[1]) for code in DINAS))
    await worker.apply(observed(DINAS[1], True, revision=2))


async def got(service: Service, path: str, **query: Any) -> Any:
    answer = await service.api.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_sentences_have_the_announced_number_and_fields_the_exact_one(
    service: Service,
) -> None:
    """Of 8,798,563 planned 7,125,430.75 were spent: 80.98 percent and a long fraction."""
    amounts = {REALISATION: "7125430.75", CASH_PLAN: "8798563"}
    await service.worker().apply(
        monthly_edition(),
        monthly_derivations(),
        *agencies(),
        month_opened(),
        *(
            observed(DINAS[0], value, fact=fact, period="2026-02")
            for fact, value in amounts.items()
        ),
    )
    measured = await got(service, f"/scores/{MONTH}/explanation", indicator="K1")
    whole = await got(service, f"/scores/{MONTH}/explanation", indicator="index")

    assert (measured["level"], measured["announced"]) == ("712543075/8798563", "80.98")
    assert measured["summary"]["id"].startswith("Tingkat 80.98 diturunkan dari fakta oleh aturan")
    assert measured["rule"]["numbers"]["value"] == "7125430.75"
    assert measured["raises"]["en"].startswith("For level \u2248 81.98: ")
    assert measured["raises"]["en"].endswith("at least 7213416.38 (now 7125430.75).")
    assert whole["sum"]["value"] == "712543075/8798563"
    assert whole["summary"]["en"] == (
        "The mean by weight: (100 \u00d7 80.98) \u00f7 100 \u2248 80.98."
    )


async def test_the_index_is_written_out_and_says_what_would_raise_it(story: Service) -> None:
    explained = await got(story, f"{SCORE}/explanation", indicator="index")

    assert (explained["kind"], explained["source"]) == ("instrument", "children")
    assert (explained["level"], explained["announced"]) == ("3.3", "3.30")
    assert explained["summary"]["en"] == (
        "The mean by weight: (60 \u00d7 3.5 + 40 \u00d7 3) \u00f7 100 = 3.3."
    )
    assert [
        (each["code"], each["value"], each["share"], each["gain"])
        for each in explained["sum"]["terms"]
    ] == [("A1", "3.5", "0.6", "0.3"), ("A2", "3", "0.4", "0.4")]
    assert [each["step"] for each in explained["sum"]["terms"]] == [
        {
            "indicator_code": "1",
            "unit": "level",
            "level_from": "3",
            "level_to": "4",
            "part_gain": "0.5",
        },
        {
            "indicator_code": "13",
            "unit": "level",
            "level_from": "3",
            "level_to": "4",
            "part_gain": "1",
        },
    ]
    assert "A1 +0.5, and so +0.3 here (1 3 \u2192 4); A2 +1, and so" in explained["raises"]["en"]
    assert explained["next_band"] is None
    assert explained["edition_hash"] == "a" * 64


async def test_the_next_predicate_and_its_distance_are_named(service: Service) -> None:
    worker = service.worker()
    await worker.apply(edition(), floorless(), *agencies(), opened(), decided("1", "3", revision=2))
    explained = await got(service, f"{SCORE}/explanation", indicator="index", track="self")

    assert explained["level"] == "1.6"
    assert explained["next_band"] == {
        "name": {"id": "Baik", "en": "Baik (en)"},
        "minimum": "2.6",
        "minimum_inclusive": True,
        "gap": "1",
    }
    assert explained["raises"]["id"].endswith("Sampai Baik: 1.")


async def test_a_persons_level_says_what_the_next_one_asks(story: Service) -> None:
    explained = await got(story, f"{SCORE}/explanation", indicator="1", track="self")

    assert explained["next_level"]["level"] == "4"
    assert explained["raises"]["en"] == "For level 4 (Tingkat 4 (en))."


async def test_at_the_top_of_the_scale_nothing_raises_it(story: Service) -> None:
    await story.worker().apply(decided("1", "5", revision=7))
    explained = await got(story, f"{SCORE}/explanation", indicator="1", track="self")

    assert (explained["next_level"], explained["raises"]) == (None, None)


async def test_above_what_its_rule_can_give_a_person_decides(story: Service) -> None:
    explained = await got(story, f"{SCORE}/explanation", indicator="13")

    assert (explained["level"], explained["rule"]["raises"]) == ("3", None)
    assert explained["raises"]["en"] == "For level 4 (Tingkat 4 (en))."


async def test_a_measure_says_which_number_gives_one_more_point(service: Service) -> None:
    await service.worker().apply(*everything())
    explained = await got(service, f"/scores/{MONTH}/explanation", indicator="K1", track="live")

    assert explained["rule"]["numbers"] == {
        "formula": "ratio",
        "fact": "budgeting.realisation",
        "value": "250",
        "against": "budgeting.cash_plan",
        "against_value": "400",
        "bottom": "0",
        "top": "100",
    }
    assert "at least 254 (now 250)" in explained["raises"]["en"]
    assert explained["raises"]["en"].startswith("For level 63.5")


async def test_the_lineage_of_the_index_leads_to_every_level_and_record(story: Service) -> None:
    lineage = await got(story, f"{SCORE}/lineage", indicator="index")
    parts = {each["code"]: each for each in lineage["parts"]}

    assert (lineage["source"], lineage["level"], lineage["path"]) == ("children", "3.3", [])
    assert set(parts) == {"1", "2", "13"}
    assert parts["1"]["person"]["decided_by"] == "petugas"
    assert parts["1"]["person"]["event"]["topic"] == "submission.assessment"
    assert parts["13"]["rule"]["rule_code"] == "spbe-13"
    assert parts["13"]["facts"][0]["records"][0]["record_id"] == f"BA-{DINAS[1]}"
    assert (parts["13"]["last_move"]["level_from"], parts["13"]["last_move"]["level_to"]) == (
        "2",
        "3",
    )
    move = lineage["last_move"]
    assert (move["level_from"], move["level_to"], move["revision"]) == ("2.9", "3.3", 4)
    assert move["cause"]["fact"] == CONSULTED


async def test_the_lineage_of_an_aspect_goes_on_upwards(story: Service) -> None:
    lineage = await got(story, f"{SCORE}/lineage", indicator="A2", track="live")

    assert [each["code"] for each in lineage["parts"]] == ["13"]
    assert [(each["code"], each["exact_before"], each["exact"]) for each in lineage["path"]] == [
        ("index", "2", "3")
    ]


async def test_a_record_leads_to_the_facts_rules_and_scores_it_changed(story: Service) -> None:
    asked = {"source": "e-planning-1", "record_kind": "konsultasi"}
    found = await got(story, FORWARDS, record_id=f"BA-{DINAS[1]}", **asked)
    newest, first = found["facts"]

    assert (newest["revision"], newest["before"]["value"], newest["value"]) == (2, False, True)
    assert newest["rules"] == [
        {
            "assessment_id": str(SPBE),
            "agency_code": REGION,
            "edition_code": "spbe",
            "derivation_set_version": 1,
            "rule_code": "spbe-13",
            "indicator_code": "13",
        }
    ]
    (change,) = newest["changes"]
    assert {(each["track"], each["level_from"], each["level_to"]) for each in change["moves"]} == {
        ("provisional", "2", "3"),
        ("live", "2", "3"),
    }
    provisional = next(each for each in change["tracks"] if each["track"] == "provisional")
    assert (provisional["previous_exact"], provisional["exact"]) == ("2.9", "3.3")
    assert (first["revision"], first["before"]) == (1, None)
    assert change["changed_at"] == newest["recorded_at"]


async def test_a_record_that_moved_nothing_still_names_its_rules(story: Service) -> None:
    await story.worker().apply(observed(DINAS[0], True, revision=2))
    asked = {"source": "e-planning-1", "record_kind": "konsultasi"}
    found = await got(story, FORWARDS, record_id=f"BA-{DINAS[0]}", **asked)

    assert [len(each["rules"]) for each in found["facts"]] == [1, 1]
    assert all(not change["moves"] for change in found["facts"][0]["changes"])


async def test_a_record_out_of_reach_is_as_unknown_as_one_that_is_not(
    story: Service, bearer: Callable[..., dict[str, str]]
) -> None:
    own = bearer("agency_officer", agency=DINAS[0])
    asked = {"source": "e-planning-1", "record_kind": "konsultasi"}
    answers = [
        await story.api.get(FORWARDS, params={**asked, "record_id": record}, headers=own)
        for record in (f"BA-{DINAS[1]}", "none")
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].json()["errors"] == answers[1].json()["errors"]
    near = {**asked, "record_id": f"BA-{DINAS[0]}"}
    found = await story.api.get(FORWARDS, params=near, headers=own)
    assert [fact["rules"] for fact in found.json()["facts"]] == [[]]
    assert [fact["changes"] for fact in found.json()["facts"]] == [[]]


async def test_from_the_explanations_of_all_nodes_the_index_follows(story: Service) -> None:
    """Begin with the levels that the leaves' explanations name, and add up by the sums alone."""

    async def explained(code: str) -> Fraction | None:
        found = await got(story, f"{SCORE}/explanation", indicator=code)
        if found["sum"] is None:
            return None if found["level"] is None else Fraction(found["level"])
        total = Fraction(0)
        for term in found["sum"]["terms"]:
            value = await explained(term["code"])
            if value is not None:
                total += Fraction(term["share"]) * value
        return total

    assert await explained("index") == Fraction("3.3")
