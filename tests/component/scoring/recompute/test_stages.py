"""Reviews: each stage has a track, inherits the stage before, and may find something `n/a`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.component.scoring.judging import spared
from tests.component.scoring.region import (
    DINAS,
    SPBE,
    agencies,
    decided,
    derivations,
    edition,
    observed,
    opened,
)

if TYPE_CHECKING:
    from tests.component.scoring.conftest import Service

    from contracts.events.score import ScoreChangedV2

SCORE = f"/scores/{SPBE}"


def exacts(event: ScoreChangedV2) -> dict[str, str | None]:
    return {track.track: track.exact for track in event.tracks}


async def got(service: Service, path: str, **query: Any) -> Any:
    answer = await service.api.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_review_adds_its_track_and_later_claims_go_through_it(service: Service) -> None:
    worker = service.worker()
    await worker.apply(edition(), *agencies(), opened(), decided("1", "3", revision=2))
    await worker.apply(decided("2", "4", revision=3, stage="dokumen"))
    await worker.apply(decided("1", "5", revision=4))
    await worker.apply(decided("1", "2", revision=5, stage="reviu"))
    one, two, three, four = await service.said()

    assert exacts(one) == {"self": "1.6", "provisional": "1.6", "live": None}
    assert exacts(two) == {"self": "1.6", "dokumen": "2.5", "provisional": "2.5", "live": None}
    assert [(move.indicator_code, move.track, move.level_from) for move in two.moves] == [
        ("2", "dokumen", "1"),
        ("2", "provisional", "1"),
    ]
    assert two.tracks[1].previous_exact is None
    assert exacts(three)["dokumen"] == "3.1"
    assert ("1", "dokumen", "3", "5") in [
        (move.indicator_code, move.track, move.level_from, move.level_to) for move in three.moves
    ]
    assert [*exacts(four).items()] == [
        ("self", "2.2"),
        ("dokumen", "3.1"),
        ("reviu", "2.2"),
        ("provisional", "2.2"),
        ("live", None),
    ]


async def test_a_first_decision_that_says_the_same_is_a_new_track(service: Service) -> None:
    worker = service.worker()
    await worker.apply(edition(), opened(), decided("1", "3", revision=2))
    await worker.apply(decided("1", "3", revision=3, stage="dokumen"))
    last = (await service.said())[-1]

    assert exacts(last) == {"self": "1.6", "dokumen": "1.6", "provisional": "1.6", "live": None}
    assert last.moves == ()


async def test_what_is_withdrawn_falls_back_also_for_who_reads_it_anew(service: Service) -> None:
    worker = service.worker()
    await worker.apply(edition(), opened(), decided("1", "3", revision=2))
    await worker.apply(decided("1", "5", revision=3, stage="dokumen"))
    await worker.apply(decided("1", "4", revision=4, stage="interviu"))
    await service.worker().apply(decided("1", None, revision=5, stage="interviu"))
    await service.worker().apply(decided("1", None, revision=6, stage="dokumen"))
    *_, one, two = await service.said()

    assert (exacts(one)["interviu"], exacts(one)["dokumen"]) == ("2.2", "2.2")
    assert {exacts(two)[track] for track in ("self", "dokumen", "interviu")} == {"1.6"}


async def test_a_stage_is_explained_and_traced_with_what_it_inherits(service: Service) -> None:
    worker = service.worker()
    await worker.apply(edition(), derivations(), *agencies(), opened())
    await worker.apply(decided("1", "3", revision=2), decided("2", "2", revision=3))
    await worker.apply(decided("2", "4", revision=4, stage="dokumen"))
    await worker.apply(*(observed(code, True) for code in DINAS))

    own = await got(service, f"{SCORE}/lineage", indicator="2", track="dokumen")
    assert (own["person"]["stage"], own["level"]) == ("dokumen", "4")
    assert (own["last_move"]["level_from"], own["last_move"]["level_to"]) == ("2", "4")
    inherited = await got(service, f"{SCORE}/lineage", indicator="1", track="dokumen")
    assert (inherited["person"]["stage"], inherited["level"]) == ("mandiri", "3")
    assert inherited["last_move"]["level_to"] == "3"
    later = await got(service, f"{SCORE}/lineage", indicator="2", track="visitasi")
    assert (later["track"], later["level"], later["person"]["stage"]) == (
        "visitasi",
        "4",
        "dokumen",
    )
    assert later["path"][-1]["exact"] == own["path"][-1]["exact"] == "2.5"
    facts = await got(service, f"{SCORE}/explanation", indicator="13", track="dokumen")
    assert (facts["source"], facts["level"]) == ("empty", "1")
    whole = await got(service, SCORE)
    assert [each["track"] for each in whole["tracks"]] == [
        "self",
        "dokumen",
        "provisional",
        "live",
    ]
    stages = [each["stage"] for each in whole["tracks"][1]["indicators"]]
    assert stages == ["mandiri", "dokumen", None]


async def test_what_does_not_concern_the_agency_gives_its_weight_away(service: Service) -> None:
    worker = service.worker()
    await worker.apply(spared(), opened())
    await worker.apply(*(decided(code, "4", revision=at) for at, code in ((2, "1"), (3, "13"))))
    await worker.apply(decided("2", "n/a", revision=4))
    # A worker that reads it anew finds the same.
    await service.worker().apply(decided("13", "3", revision=5, stage="dokumen"))
    *_, before, after = await service.said()

    assert (exacts(before)["self"], before.tracks[0].coverage) == ("4", "1")
    assert exacts(after)["self"] == "4"
    assert exacts(after)["dokumen"] == "3.6"  # 4 x 60 of A1 alone, and 3 x 40
    whole = await got(service, SCORE)
    spared_one = whole["tracks"][0]["indicators"][1]
    assert (spared_one["level"], spared_one["level_name"]["en"]) == ("n/a", "Not applicable")


async def test_what_does_not_concern_the_agency_counts_as_its_anchor(service: Service) -> None:
    await service.worker().apply(
        spared(of_2="3"),
        opened(),
        decided("1", "5", revision=2),
        decided("2", "n/a", revision=3),
    )
    (event,) = await service.said()

    assert exacts(event)["self"] == "2.8"  # 5 x 30 + 3 x 30 + 1 x 40


async def test_an_indicator_that_always_applies_refuses_not_applicable(service: Service) -> None:
    refused = decided("1", "n/a", revision=2)
    await service.hear(edition(), opened(), refused)

    ((_, reason),) = await service.letters(refused.TOPIC)
    assert "always applies" in reason
