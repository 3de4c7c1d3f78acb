"""Setting targets: by whom, from what, and what is refused."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from tests.component.scoring.region import DINAS, REGION, decided
from tests.component.scoring.targeting import INDEX, got, put, started, turns

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx
    from tests.component.scoring.conftest import Service


async def test_a_change_starts_from_what_was_read(service: Service) -> None:
    await started(service)
    await put(service, INDEX, "2.6", 428, held=None)
    await put(service, INDEX, "2.6")
    assert (await put(service, INDEX, "2.6"))["revision"] == 1  # the same again
    refused = await put(service, INDEX, "3", 412)
    assert refused["current"]["body"]["value"] == "2.6"
    changed = await put(service, INDEX, "2.5", held='"1"')

    assert (changed["revision"], changed["state"], changed["gap"]) == (2, "met", "0")
    assert [turn[1:] for turn in await turns(service)] == [
        ("Missed", "2.6", "2.5", 1),
        ("Met", "2.5", "2.5", 2),
    ]


async def test_a_target_can_be_withdrawn_and_set_again(service: Service) -> None:
    worker = await started(service)
    await put(service, INDEX, "2.6")
    gone = await service.api.delete(INDEX, headers={"If-Match": '"1"'})
    assert gone.status_code == 200
    assert (gone.json()["value"], gone.json()["state"]) == (None, "unknown")
    assert gone.headers["ETag"] == '"2"'
    assert (await got(service, "/targets"))["items"] == []
    await worker.apply(decided("13", "5", revision=4))
    assert len(await turns(service)) == 1

    await put(service, INDEX, "2.6", held='"2"')
    assert (await turns(service))[1:] == [("index", "Met", "2.6", "4.1", 2)]


async def test_one_of_two_who_set_at_once_has_to_look_again(service: Service) -> None:
    await started(service)
    answers = await asyncio.gather(
        *(
            service.api.put(INDEX, json={"value": value}, headers={"If-Match": '"0"'})
            for value in ("2.6", "2.7")
        )
    )

    assert sorted(answer.status_code for answer in answers) == [200, 412]
    assert len(await turns(service)) == 1


async def test_targets_are_listed_by_agency_year_and_state(service: Service) -> None:
    await started(service)
    base = f"/targets/{REGION}/spbe"
    await put(service, f"{base}/2026/index", "2.6")
    await put(service, f"{base}/2026/A1", "3")
    await put(service, f"{base}/2027/index", "3")

    def keys(page: Any) -> list[tuple[int, str]]:
        return [(each["year"], each["node_code"]) for each in page["items"]]

    assert keys(await got(service, "/targets")) == [(2026, "A1"), (2026, "index"), (2027, "index")]
    assert keys(await got(service, "/targets", year=2027)) == [(2027, "index")]
    assert keys(await got(service, "/targets", state="missed")) == [(2026, "index")]
    assert keys(await got(service, "/targets", agency=DINAS[0])) == []
    first = await got(service, "/targets", limit=2)
    rest = await got(service, "/targets", limit=2, cursor=first["next_cursor"])
    assert keys(first) + keys(rest) == [(2026, "A1"), (2026, "index"), (2027, "index")]


async def test_what_was_never_set_has_the_first_etag(service: Service) -> None:
    await started(service)
    answer = await service.api.get(INDEX)

    assert (answer.headers["ETag"], answer.json()["value"]) == ('"0"', None)
    assert (answer.json()["state"], answer.json()["revision"]) == ("unknown", 0)


@pytest.mark.parametrize(
    ("path", "value", "status", "pointer"),
    [
        (f"/targets/{REGION}/none/2026/index", "2", 404, "path/instrument_code"),
        (f"/targets/{REGION}/spbe/2026/99", "2", 404, "path/node_code"),
        ("/targets/7777/spbe/2026/index", "2", 404, "path/agency_code"),
        (f"/targets/{REGION}/spbe/26/index", "2", 400, "path/year"),
        (INDEX, "26", 422, "/value"),
        (INDEX, "x", 400, "/value"),
        (INDEX, 2.6, 400, "/value"),
        (INDEX, True, 400, "/value"),
    ],
)
async def test_what_is_wrong_is_named(
    service: Service, path: str, value: Any, status: int, pointer: str
) -> None:
    await started(service)
    refused = await put(service, path, value, status)

    assert [error["pointer"] for error in refused["errors"]] == [pointer]


@pytest.mark.parametrize(
    ("role", "agency", "status"),
    [
        ("coordinator", REGION, 200),
        ("leader", REGION, 200),
        ("agency_officer", REGION, 403),
        ("leader", DINAS[0], 404),
        ("leader", None, 403),
    ],
)
async def test_who_leads_the_agency_sets_its_targets(
    service: Service,
    bearer: Callable[..., dict[str, str]],
    role: str,
    agency: str | None,
    status: int,
) -> None:
    await started(service)
    headers = {"If-Match": '"0"', **bearer(role, agency=agency)}
    answer: httpx.Response = await service.api.put(INDEX, json={"value": "2"}, headers=headers)

    assert answer.status_code == status
    if agency == DINAS[0]:
        for path in (INDEX, f"/targets?agency={REGION}"):
            assert (await service.api.get(path, headers=headers)).status_code == 404
