"""Whatever shows a number on an unverified edition says so, with the edition's caveat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
import pytest
from tests.component.scoring.region import (
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

    from contracts.events.edition import EditionPublishedV1

LAST, OTHER = UUID(int=7), UUID(int=8)
CAVEAT = {"id": "Bobot belum dicocokkan.", "en": "Weights are not compared yet."}
SAID = {"certainty": "unverified", "caveat": CAVEAT}
VERIFIED = {"certainty": "verified", "caveat": None}
UNKNOWN = {"certainty": None, "caveat": None}


def unverified() -> EditionPublishedV1:
    return msgspec.structs.replace(edition(), certainty="unverified", caveat=Text(**CAVEAT))


@pytest.fixture
async def story(service: Service) -> Service:
    """This year on the unverified edition, last year on a verified one of the instrument."""
    await service.once(_tell)
    return service


async def _tell(service: Service) -> None:
    old = msgspec.structs.replace(edition(), edition_code="spbe-lama")
    last = opened(LAST, edition_code="spbe-lama", period="2025", campaign_code="spbe-2025")
    await service.worker().apply(
        unverified(),
        old,
        derivations(),
        *agencies(),
        opened(),
        last,
        decided("1", "3", revision=2),
        decided("2", "2", revision=3),
        decided("1", "3", revision=2, assessment=LAST),
        *(observed(code, True) for code in DINAS),
    )


async def got(service: Service, path: str, **query: Any) -> Any:
    answer = await service.api.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def caution(shown: dict[str, Any]) -> dict[str, Any]:
    return {name: shown[name] for name in SAID}


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("", {}),
        ("", {"as_of": "2026-03-02T00:00:00Z"}),
        ("/lineage", {"indicator": "13"}),
        ("/lineage", {"indicator": "index"}),
        ("/explanation", {"indicator": "13"}),
        ("/explanation", {"indicator": "index"}),
        ("/path", {"target": "3"}),
        ("/year-on-year", {}),
    ],
)
async def test_a_score_and_all_about_it_says_so(
    story: Service, path: str, query: dict[str, str]
) -> None:
    assert caution(await got(story, f"/scores/{SPBE}{path}", **query)) == SAID


async def test_what_is_tried_says_so(story: Service) -> None:
    tried = await story.api.post(f"/scores/{SPBE}/what-if", json={"levels": {"1": "4"}})
    way = await story.api.post(f"/scores/{SPBE}/path", json={"target": "3"})

    assert caution(tried.json()) == caution(way.json()) == SAID


@pytest.mark.parametrize("query", [{}, {"as_of": "2026-03-02T00:00:00Z"}])
async def test_a_list_says_it_of_each_score(story: Service, query: dict[str, str]) -> None:
    items = (await got(story, "/scores", **query))["items"]

    assert {each["edition_code"]: caution(each) for each in items} == {
        "spbe": SAID,
        "spbe-lama": VERIFIED,
    }


async def test_of_an_unknown_edition_nothing_is_said(story: Service) -> None:
    await story.worker().apply(opened(OTHER, edition_code="belum", campaign_code="lain"))
    (item,) = (await got(story, "/scores", campaign="lain"))["items"]

    assert caution(item) == caution(await got(story, f"/scores/{OTHER}")) == UNKNOWN
    assert caution(await got(story, f"/scores/{OTHER}/year-on-year")) == UNKNOWN


async def test_years_say_it_each_of_its_own_edition(story: Service) -> None:
    found = await got(story, f"/scores/{SPBE}/year-on-year")
    series = await got(story, f"/scores/series/{REGION}", instrument="spbe")

    assert (caution(found), caution(found["previous"])) == (SAID, VERIFIED)
    assert [caution(each) for each in series["items"]] == [VERIFIED, SAID]


async def test_a_target_says_it_of_the_edition_that_decides(
    story: Service, bearer: Callable[..., dict[str, str]]
) -> None:
    story.api.headers.update(bearer("leader"))
    path, undecided = (f"/targets/{REGION}/spbe/{year}/index" for year in (2026, 2024))
    held = {"If-Match": '"0"'}
    assert caution(await got(story, path)) == UNKNOWN
    made = await story.api.put(path, json={"value": "2.6"}, headers=held)
    early = await story.api.put(undecided, json={"value": "2.6"}, headers=held)
    items = (await got(story, "/targets", year=2026))["items"]

    assert caution(made.json()) == caution(await got(story, path)) == caution(items[0]) == SAID
    assert caution(early.json()) == UNKNOWN
