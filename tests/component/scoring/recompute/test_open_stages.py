"""An assessment has the tracks of the stages that its opening names; old events still count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from tests.component.scoring.conftest import record
from tests.component.scoring.publishing import KEY, documents, publish, refusal, set_keys
from tests.component.scoring.region import (
    DINAS,
    REGION,
    SPBE,
    STAGES,
    agencies,
    agency,
    decided,
    derivations,
    edition,
    observed,
    opened,
)

from contracts.events import superseded
from contracts.events.assessment import Stage
from contracts.registry import encode
from contracts.topics import ASSESSMENT
from scoring.publication.domain.signing_keys import Keys

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.component.scoring.conftest import Service

    from contracts.envelope import Event

AKIP = (
    Stage(code="usulan", track="self"),
    *(Stage(code=code, track=code) for code in ("verifikasi", "penjaminan_mutu", "penetapan")),
)
AKIP_TRACKS = "self, verifikasi, penjaminan_mutu, penetapan, provisional, live"


def akip(**more: Any) -> Event:
    return opened(kind="akip", stages=AKIP, **more)


def tiers() -> list[Event]:
    """Return decisions of all tiers on indicators 1 and 2."""
    return [
        decided("1", "3", revision=2, stage="usulan"),
        decided("2", "4", revision=3, stage="usulan"),
        decided("1", "2", revision=4, stage="verifikasi"),
        decided("2", "3", revision=5, stage="penetapan"),
    ]


async def exacts(service: Service) -> dict[str, str | None]:
    return {track.track: track.exact for track in (await service.said())[-1].tracks}


EXACTS = {
    "self": "2.5",
    "verifikasi": "2.2",
    "penetapan": "1.9",
    "provisional": "1.9",
    "live": None,
}


async def test_akip_has_a_track_of_each_tier_and_the_proposal_is_the_agencys_own(
    service: Service,
) -> None:
    await service.hear(edition(), *agencies(), akip(), *tiers())

    assert [*(await exacts(service)).items()] == [*EXACTS.items()]
    score = (await service.api.get(f"/scores/{SPBE}")).json()
    verified = next(each for each in score["tracks"] if each["track"] == "verifikasi")
    assert [each["stage"] for each in verified["indicators"]] == ["verifikasi", "usulan", None]
    query = {"indicator": "2", "track": "verifikasi"}
    lineage = (await service.api.get(f"/scores/{SPBE}/lineage", params=query)).json()
    assert lineage["level"] == "4"


async def test_a_decision_that_comes_before_its_opening_waits_with_its_stage(
    service: Service,
) -> None:
    await service.hear(edition(), *agencies(), *tiers())
    assert {row[0] for row in await service.rows("SELECT stage FROM parked_level")} == {
        "usulan",
        "verifikasi",
        "penetapan",
    }
    await service.hear(akip())

    assert await exacts(service) == EXACTS
    assert await service.rows("SELECT stage FROM parked_level") == []
    assert await service.letters(ASSESSMENT.name) == []


async def test_a_stage_that_a_known_assessment_does_not_have_is_poison(service: Service) -> None:
    await service.hear(edition(), *agencies(), akip(), *tiers())
    wrong = decided("1", "5", revision=9, stage="dokumen")
    await service.hear(wrong)

    ((body, reason),) = await service.letters(ASSESSMENT.name)
    assert body == encode(wrong)
    assert "no stage 'dokumen'; it has usulan, verifikasi, penjaminan_mutu, penetapan" in reason
    assert await exacts(service) == EXACTS


@pytest.mark.parametrize(
    ("stages", "reason"),
    [
        (AKIP[1:], "does not make the track self"),
        ((*AKIP, Stage(code="usulan", track="lagi")), "named twice"),
        ((*AKIP, Stage(code="lagi", track="penetapan")), "named twice"),
        ((*AKIP, Stage(code="lagi", track="live")), "no stage makes the track live"),
    ],
)
async def test_stages_that_make_no_tracks_are_poison(
    service: Service, stages: tuple[Stage, ...], reason: str
) -> None:
    await service.hear(edition(), *agencies(), opened(stages=stages))
    ((_, said),) = await service.letters(ASSESSMENT.name)
    assert reason in said


async def test_events_of_the_first_version_count_as_they_always_did(service: Service) -> None:
    old: list[Event] = [
        superseded.AgencyChangedV1(
            agency_code=code,
            revision=1,
            name=code,
            agency_kind="region" if parent is None else "agency",
            valid_from=agency(code).valid_from,
            changed_at=agency(code).changed_at,
            parent_code=parent,
        )
        for code, parent in ((REGION, None), *((code, REGION) for code in DINAS))
    ]
    names = superseded.AssessmentOpenedV1.__struct_fields__
    old.append(superseded.AssessmentOpenedV1(**{name: getattr(opened(), name) for name in names}))
    old += [
        msgspec.convert(event, superseded.LevelDecidedV1, from_attributes=True)
        for event in (
            decided("1", "3", revision=2),
            decided("2", "4", revision=3),
            decided("1", "2", revision=4, stage="dokumen"),
        )
    ]
    facts = [observed(code, True) for code in DINAS]
    await service.hear(edition(), derivations(), *map(record, old), *facts)

    assert await exacts(service) == {
        "self": "2.5",
        "dokumen": "2.2",
        "provisional": "3",
        "live": "3",
    }
    kinds = await service.rows("SELECT DISTINCT agency_kind, is_assessed FROM agency ORDER BY 1")
    assert [tuple(row) for row in kinds] == [("agency", True), ("regency", True)]
    first = (await service.rows("SELECT body FROM level_history ORDER BY revision LIMIT 1"))[0]
    assert first[0].encode() == encode(old[-3])


async def test_what_is_not_assessed_leaves_conditions_over_a_subtree(service: Service) -> None:
    await service.hear(edition(), derivations(), *agencies(), opened())
    await service.hear(*(observed(code, True) for code in DINAS[:2]))
    assert (await exacts(service))["live"] == "2"
    total = agency(DINAS[2], revision=2, is_assessed=False)
    await service.hear(total)
    assert (await exacts(service))["live"] == "3"
    await service.hear(agency(DINAS[2], revision=3))
    assert (await exacts(service))["live"] == "2"


@pytest.mark.parametrize(
    ("method", "path", "asked", "status", "pointer"),
    [
        ("GET", "lineage", {"indicator": "1", "track": "reviu"}, 400, "query/track"),
        ("GET", "explanation", {"indicator": "1", "track": "reviu"}, 400, "query/track"),
        ("GET", "year-on-year", {"track": "reviu"}, 400, "query/track"),
        ("GET", "path", {"target": "3", "track": "reviu"}, 400, "query/track"),
        ("POST", "what-if", {"levels": {}, "track": "reviu"}, 422, "/track"),
        ("POST", "path", {"target": "3", "track": "reviu"}, 422, "/track"),
    ],
)
async def test_a_track_that_the_assessment_does_not_have_is_refused_with_its_own_named(
    service: Service, method: str, path: str, asked: dict[str, Any], status: int, pointer: str
) -> None:
    await service.hear(edition(), *agencies(), akip(), *tiers())
    query, body = (asked, None) if method == "GET" else (None, asked)
    answer = await service.api.request(method, f"/scores/{SPBE}/{path}", params=query, json=body)
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["pointer"]) == (status, pointer)
    assert AKIP_TRACKS in error["message"]


async def test_a_result_of_other_stages_names_them_and_is_verified(
    service: Service, bearer: Callable[..., dict[str, str]]
) -> None:
    await service.hear(*documents(), *agencies(), akip(), *tiers())
    set_keys(service, Keys.of(KEY.text))
    service.api.headers.update(bearer("coordinator"))
    refused = await refusal(service, track="reviu", stage="penetapan")
    assert refused == "Jalur reviu bukan jalur tahap penetapan pada penilaian ini."
    made = await publish(service, track="penetapan")
    assert made["exact"] == "1.9"
    (body,) = (await service.rows("SELECT body FROM result"))[0]
    content = msgspec.json.decode(body)["content"]
    assert content["stages"] == [[stage.code, stage.track] for stage in AKIP]
    checked = (await service.api.get(f"/results/{SPBE}/1/verify")).json()
    assert checked["whole"] is True


@pytest.mark.parametrize("count", [5, 2, 1])
async def test_a_record_of_an_evaluation_or_a_monitoring_names_no_stages(
    service: Service, bearer: Callable[..., dict[str, str]], count: int
) -> None:
    started = opened(stages=STAGES[:count])
    await service.hear(*documents(), *agencies(), started, decided("1", "3", revision=2))
    set_keys(service, Keys.of(KEY.text))
    service.api.headers.update(bearer("coordinator"))
    await publish(service, track="self")
    (body,) = (await service.rows("SELECT body FROM result"))[0]
    assert "stages" not in msgspec.json.decode(body)["content"]
