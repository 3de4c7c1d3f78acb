"""A score beside that of the year before: compared on one edition, never over a break."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
import pytest
from tests.component.scoring.judging import floorless
from tests.component.scoring.region import (
    AT,
    DINAS,
    REGION,
    SPBE,
    agencies,
    decided,
    derivations,
    edition,
    observed,
    opened,
)

from contracts.values import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.component.scoring.conftest import Service

    from contracts.events.assessment import AssessmentOpenedV2

LAST = UUID(int=7)
PATH = f"/scores/{SPBE}/year-on-year"


def last_year(assessment: UUID = LAST, **more: Any) -> AssessmentOpenedV2:
    return opened(assessment, **{"period": "2025", "campaign_code": "spbe-2025", **more})


async def got(service: Service, path: str = PATH, **query: Any) -> Any:
    answer = await service.api.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_on_one_edition_the_differences_are_exact(service: Service) -> None:
    await service.worker().apply(
        edition(),
        derivations(),
        *agencies(),
        opened(),
        last_year(),
        decided("1", "3", revision=2, assessment=LAST),
        decided("2", "4", revision=3, assessment=LAST),
        decided("1", "4", revision=2),
        decided("2", "3", revision=3),
        *(observed(code, True) for code in DINAS),
    )
    found = await got(service)

    assert (found["series_break"], found["note"]) == (False, None)
    assert found["previous"]["assessment_id"] == str(LAST)
    assert [
        (node["code"], node["before"], node["now"], node["difference"]) for node in found["nodes"]
    ] == [
        ("index", "2.5", "3.3", "0.8"),
        ("A1", "3.5", "3.5", "0"),
        ("1", "3", "4", "1"),
        ("2", "4", "3", "-1"),
        ("A2", "1", "3", "2"),
        ("13", "1", "3", "2"),
    ]
    root = found["nodes"][0]
    assert (root["announced_before"], root["announced_now"]) == ("2.50", "3.30")
    assert root["announced_difference"] == "0.80"
    assert found["not_improving"] == ["A1", "2"]
    own = await got(service, track="self")
    assert (own["nodes"][0]["before"], own["nodes"][0]["now"]) == ("2.5", "2.5")


async def test_another_edition_breaks_the_series(service: Service) -> None:
    old = msgspec.structs.replace(edition(), edition_code="spbe-lama")
    await service.worker().apply(
        old,
        edition(),
        *agencies(),
        opened(),
        last_year(edition_code="spbe-lama"),
        decided("1", "3", revision=2, assessment=LAST),
    )
    found = await got(service)

    assert found["series_break"] is True
    assert found["previous"]["edition_code"] == "spbe-lama"
    assert (found["nodes"], found["not_improving"]) == ([], [])
    assert "spbe-lama" in found["note"]["id"]
    assert "cannot be compared" in found["note"]["en"]


async def test_another_instrument_agency_or_year_is_no_year_before(service: Service) -> None:
    other = msgspec.structs.replace(edition(), edition_code="lain", instrument_code="lain")
    await service.worker().apply(
        other,
        edition(),
        *agencies(),
        opened(),
        last_year(UUID(int=11), edition_code="lain"),
        last_year(UUID(int=12), agency_code=DINAS[0]),
        last_year(UUID(int=13), period="2024"),
        *(decided("1", "3", revision=2, assessment=UUID(int=each)) for each in (11, 12, 13)),
    )
    found = await got(service)

    assert (found["previous"], found["series_break"], found["nodes"]) == (None, False, [])
    assert "there is no assessment" in found["note"]["en"]


async def test_the_same_edition_goes_before_a_newer_other_one(service: Service) -> None:
    old = msgspec.structs.replace(edition(), edition_code="spbe-lama")
    newer = opened().opened_at.replace(year=2027)
    await service.worker().apply(
        old,
        edition(),
        *agencies(),
        opened(),
        last_year(),
        last_year(UUID(int=11), edition_code="spbe-lama", opened_at=newer),
        *(decided("1", "3", revision=2, assessment=each) for each in (LAST, UUID(int=11))),
    )

    assert (await got(service))["previous"]["assessment_id"] == str(LAST)


async def test_an_assessment_of_which_nothing_is_known_is_no_year_before(
    service: Service,
) -> None:
    """Neither an empty one of a dual run, nor an empty one on the same edition."""
    pemdi = msgspec.structs.replace(
        edition(), edition_code="pemdi", certainty="unverified", caveat=Text(id="i", en="e")
    )
    empty, parallel = UUID(int=5), UUID(int=6)
    earlier = AT.replace(month=1)
    await service.worker().apply(
        pemdi,
        edition(),
        floorless(),
        floorless("pemdi"),
        *agencies(),
        opened(),
        decided("1", "4", revision=2),
        last_year(empty, campaign_code="lain", opened_at=earlier),
        last_year(parallel, edition_code="pemdi", opened_at=earlier),
    )
    nothing = await got(service)
    assert (nothing["previous"], nothing["series_break"], nothing["nodes"]) == (None, False, [])
    assert "or it is empty" in nothing["note"]["en"]
    for improving in (True, False):
        listed = await got(service, "/scores", campaign="spbe-2026", improving=improving)
        assert listed["items"] == []

    await service.worker().apply(decided("1", "3", revision=2, assessment=parallel))
    found = await got(service)
    assert (found["previous"]["edition_code"], found["series_break"]) == ("pemdi", True)

    await service.worker().apply(last_year(), decided("1", "3", revision=2, assessment=LAST))
    found = await got(service)
    assert (found["previous"]["assessment_id"], found["series_break"]) == (str(LAST), False)
    listed = await got(service, "/scores", campaign="spbe-2026", improving=True)
    assert [each["assessment_id"] for each in listed["items"]] == [str(SPBE)]


async def test_who_does_not_improve_is_listed(service: Service) -> None:
    """Of four, one is better than a year before, one the same, one worse, one was not there."""
    worker = service.worker()
    agency_codes = (REGION, *DINAS)
    await worker.apply(edition(), derivations(), *agencies())
    for number, (code, then, now) in enumerate(
        zip(agency_codes, ("3", "2", "4", None), ("4", "2", "3", "3"), strict=True), start=1
    ):
        this, before = UUID(int=number), UUID(int=100 + number)
        await worker.apply(opened(this, agency_code=code))
        await worker.apply(decided("1", now, revision=2, assessment=this))
        if then is not None:
            await worker.apply(last_year(before, agency_code=code))
            await worker.apply(decided("1", then, revision=2, assessment=before))

    async def listed(**query: Any) -> list[str]:
        page = await got(service, "/scores", campaign="spbe-2026", **query)
        return [each["agency_code"] for each in page["items"]]

    assert await listed() == [*agency_codes]
    assert await listed(improving=False) == [DINAS[0], DINAS[1]]
    assert await listed(improving=True) == [REGION]
    first = await got(service, "/scores", campaign="spbe-2026", improving=False, limit=1)
    rest = await got(
        service,
        "/scores",
        campaign="spbe-2026",
        improving=False,
        limit=1,
        cursor=first["next_cursor"],
    )
    assert [each["agency_code"] for each in rest["items"]] == [DINAS[1]]
    assert rest["next_cursor"] is None


async def test_over_a_break_nobody_is_said_not_to_improve(service: Service) -> None:
    old = msgspec.structs.replace(edition(), edition_code="spbe-lama")
    await service.worker().apply(
        old,
        edition(),
        *agencies(),
        opened(),
        last_year(edition_code="spbe-lama"),
        decided("1", "5", revision=2, assessment=LAST),
    )

    for improving in (True, False):
        assert (await got(service, "/scores", campaign="spbe-2026", improving=improving))[
            "items"
        ] == []


@pytest.mark.parametrize(
    ("path", "status", "pointer"),
    [
        (f"/scores/{UUID(int=77)}/year-on-year", 404, "path/assessment_id"),
        (f"{PATH}?track=final", 400, "query/track"),
        ("/scores?improving=perhaps", 400, "query/improving"),
        ("/scores?improving=false&as_of=2026-02-01T00:00:00Z", 400, "query/improving"),
    ],
)
async def test_what_is_wrong_is_named(
    service: Service, path: str, status: int, pointer: str
) -> None:
    await service.worker().apply(edition(), *agencies(), opened())
    answer = await service.api.get(path)

    assert answer.status_code == status
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


async def test_it_stays_within_the_reach_of_the_token(
    service: Service, bearer: Callable[..., dict[str, str]]
) -> None:
    await service.worker().apply(edition(), *agencies(), opened())
    answer = await service.api.get(PATH, headers=bearer("leader", agency=DINAS[0]))

    assert answer.status_code == 404


async def test_a_series_over_two_editions_shows_the_break(service: Service) -> None:
    older = msgspec.structs.replace(edition(), edition_code="spbe-2018")
    first = UUID(int=8)
    await service.worker().apply(
        edition(),
        older,
        *agencies(),
        last_year(first, period="2024", edition_code="spbe-2018", derivation_set_version=None),
        last_year(),
        opened(),
        decided("1", "3", revision=2),
    )
    found = await got(service, f"/scores/series/{REGION}", instrument="spbe")

    assert [(each["period"], each["series_break"]) for each in found["items"]] == [
        ("2024", False),
        ("2025", True),
        ("2026", False),
    ]
    assert found["items"][2]["exact"] == "1.6"
    assert "terputus" in found["note"]["id"]
    newest = await got(service, f"/scores/series/{REGION}", instrument="spbe", limit=2)
    assert [each["period"] for each in newest["items"]] == ["2025", "2026"]
    assert newest["note"] is None
    answer = await service.api.get(f"/scores/series/{REGION}", params={"instrument": "akip"})
    assert (answer.status_code, answer.json()["errors"]) == (
        400,
        [{"pointer": "query/instrument", "message": "dikenal: spbe"}],
    )


async def test_a_series_is_within_ones_reach(
    service: Service, bearer: Callable[..., dict[str, str]]
) -> None:
    await service.worker().apply(*agencies())
    foreign = bearer("leader", agency=DINAS[0])
    refused = await service.api.get(
        f"/scores/series/{REGION}", params={"instrument": "spbe"}, headers=foreign
    )

    assert refused.status_code == 404
