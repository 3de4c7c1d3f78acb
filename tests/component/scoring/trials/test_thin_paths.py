"""A path to a target ends where the result would be judged, or says that there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.component.scoring.judging import BAIK, DECEMBER, rules, started
from tests.component.scoring.region import DINAS, SPBE, decided, observed, opened

if TYPE_CHECKING:
    from tests.component.scoring.conftest import Service

WHAT_IF, PATH = f"/scores/{SPBE}/what-if", f"/scores/{SPBE}/path"


async def asked(service: Service, status: int = 200, path: str = PATH, **body: Any) -> Any:
    answer = await service.api.post(path, json={"alternatives": 0, **body})
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_a_thin_value_that_is_high_enough_still_lacks_answers(service: Service) -> None:
    await started(service, decided("1", "5", revision=2))
    found = await asked(service, target="2")

    assert (found["needed"], found["needed_share"], found["not_judged"]) == (
        "0",
        "0.4",
        "below_floor",
    )
    assert found["note"]["id"].startswith("Belum dapat dinilai: baru 30 % bobot")
    (answered,) = found["best"]["raises"]
    # The lowest level counts without an answer; that it is right must still be said.
    assert [answered[key] for key in ("code", "level_from", "level_to", "effort", "gain")] == [
        *("13", "1", "1", "0", "0"),
    ]
    assert answered["is_first_answer"]
    reached = found["best"]["standing"]
    assert (reached["level_share"], reached["not_judged"], reached["exact"]) == ("0.7", None, "2.2")
    tried = await service.api.post(WHAT_IF, json={"levels": {"13": "1"}})
    assert tried.json()["after"] == reached


async def test_a_raise_of_what_is_missing_is_an_answer_too(service: Service) -> None:
    await started(service, decided("1", "5", revision=2))
    best = (await asked(service, target="2.6"))["best"]

    levels = {each["code"]: each["level_to"] for each in best["raises"]}
    assert levels == {"13": "2"}
    assert (best["standing"]["predicate"], best["standing"]["level_share"]) == (BAIK, "0.7")


async def test_a_node_needs_the_floor_of_its_own_weight(service: Service) -> None:
    await started(service, decided("1", "5", revision=2))
    found = await asked(service, node="A1", target="3")

    assert (found["needed"], found["needed_share"]) == ("0", "0.2")
    assert [each["code"] for each in found["best"]["raises"]] == ["2"]
    assert found["best"]["node_exact"] == "3"
    # The index has 60 % then, and is said not to be judged.
    assert found["best"]["standing"]["not_judged"] == "below_floor"


async def test_exactly_at_the_floor_nothing_is_lacking(service: Service) -> None:
    facts = [observed(code, True) for code in DINAS]
    await started(service, decided("1", "5", revision=2), *facts)
    found = await asked(service, target="2.6")

    assert (found["needed_share"], found["not_judged"], found["note"]) == ("0", None, None)
    assert (found["needed"], found["best"]["raises"]) == ("0", [])
    assert found["best"]["standing"]["predicate"] == BAIK


async def test_one_answer_below_the_floor_is_not_enough(service: Service) -> None:
    await started(service, decided("1", "5", revision=2), chosen=rules(provisional="0.71"))
    found = await asked(service, target="2")

    assert found["needed_share"] == "0.41"
    assert {each["code"] for each in found["best"]["raises"]} == {"2", "13"}


async def test_what_may_not_be_answered_cannot_be_judged(service: Service) -> None:
    await started(service, decided("1", "5", revision=2))
    refused = await asked(service, 422, target="2", locked=["13"])

    assert "hanya membawanya sampai 60 %" in refused["detail"]
    assert (refused["not_judged"], refused["level_share"]) == ("below_floor", "0.3")
    assert refused["errors"][0]["pointer"] == "/target"


async def test_a_track_that_is_never_judged_has_no_path(service: Service) -> None:
    facts = [observed(code, True) for code in DINAS]
    await started(service, *facts, chosen=rules(live="never"))
    refused = await asked(service, 422, target="2", track="live")

    assert refused["errors"][0]["pointer"] == "/track"
    assert refused["not_judged"] == "never"
    assert "tidak ada langkah menuju target pada jalur ini" in refused["detail"]
    answer = await service.api.get(PATH, params={"target": "2", "track": "live"})
    assert answer.json()["errors"][0]["pointer"] == "query/track"


async def test_where_only_facts_give_levels_nobody_can_answer(service: Service) -> None:
    await started(service, *(observed(code, True) for code in DINAS))
    refused = await asked(service, 422, target="2", track="live")

    assert "Pada jalur langsung hanya fakta yang memberi tingkat" in refused["detail"]
    assert refused["not_judged"] == "below_floor"


async def test_before_its_period_begins_nothing_leads_to_a_target(service: Service) -> None:
    early = opened(DECEMBER, period="9998", campaign_code="spbe-9998")
    levels = [
        decided(code, "5", revision=2 + at, assessment=DECEMBER)
        for at, code in enumerate(("1", "2", "13"))
    ]
    await started(service, early, *levels)
    refused = await asked(service, 422, f"/scores/{DECEMBER}/path", target="2")

    assert refused["errors"][0]["pointer"] == "path/assessment_id"
    assert refused["not_judged"] == "not_begun"
    assert refused["detail"].startswith("Belum dapat dinilai: periode 9998 belum dimulai.")


@pytest.mark.parametrize("language", ["id", "en"])
async def test_the_refusal_is_whole_in_each_language(service: Service, language: str) -> None:
    await started(service, decided("1", "5", revision=2))
    answer = await service.api.post(
        PATH, json={"target": "2", "locked": ["13"]}, headers={"Accept-Language": language}
    )

    words = {"id": "Longgarkan", "en": "Lock fewer"}
    for code, word in words.items():
        assert (word in answer.json()["detail"]) == (code == language)
