"""Targets: judged when they are set and when a score moves, announced once per turn."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from contracts.events.finding import TargetMetV1, TargetMissedV1

from .region import (
    CASH_PLAN,
    DINAS,
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
from .replaying import change, publish, replayed

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from .conftest import Service, Worker

INDEX = f"/targets/{REGION}/spbe/2026/index"
MARCH = UUID(int=3)


async def started(service: Service) -> Worker:
    """Levels 3 and 4 and an empty 13: an index of 0.6 * 3.5 + 0.4 = 2.5."""
    worker = service.worker()
    await worker.apply(edition(), derivations(), *agencies(), opened())
    await worker.apply(decided("1", "3", revision=2), decided("2", "4", revision=3))
    return worker


async def put(
    service: Service, path: str, value: Any, status: int = 200, *, held: str | None = '"0"'
) -> Any:
    headers = {} if held is None else {"If-Match": held}
    answer = await service.api.put(path, json={"value": value}, headers=headers)
    assert answer.status_code == status, answer.text
    return answer.json()


async def got(service: Service, path: str, **query: Any) -> Any:
    answer = await service.api.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def turns(service: Service) -> list[tuple[str, str, str, str, int]]:
    """Return what was announced: the node, met or missed, the target, the value, the revision."""
    return [
        (
            event.node_code,
            type(event).__name__[6:-2],
            event.target,
            event.exact,
            event.revision,
        )
        for event in await service.announced()
        if isinstance(event, TargetMissedV1 | TargetMetV1)
    ]


async def test_a_target_is_judged_when_it_is_set(service: Service) -> None:
    await started(service)
    made = await put(service, INDEX, "2.6")

    assert (made["state"], made["exact"], made["gap"]) == ("missed", "2.5", "0.1")
    assert (made["revision"], made["set_by"], made["assessment_id"]) == (1, "someone", str(SPBE))
    assert await turns(service) == [("index", "Missed", "2.6", "2.5", 1)]
    (event,) = [each for each in await service.announced() if isinstance(each, TargetMissedV1)]
    assert (event.assessment_id, event.agency_code, event.campaign_code) == (
        SPBE,
        REGION,
        "spbe-2026",
    )


async def test_a_target_turns_with_the_score_and_says_so_once(service: Service) -> None:
    worker = await started(service)
    await put(service, INDEX, "2.6")
    story = [decided("13", "2", revision=4)]
    await worker.apply(*story)
    after = [("index", "Missed", "2.6", "2.5", 1), ("index", "Met", "2.6", "2.9", 2)]
    assert await turns(service) == after

    await worker.apply(*story, *story)
    await service.worker().apply(*reversed(story), decided("1", "3", revision=2), *agencies())
    await service.worker().apply(decided("13", "3", revision=5))

    assert await turns(service) == after
    assert (await got(service, INDEX))["gap"] == "-0.7"
    await worker.apply(decided("13", "1", revision=6))
    assert (await turns(service))[2:] == [("index", "Missed", "2.6", "2.5", 3)]


async def test_a_batch_that_is_rolled_back_turns_nothing(service: Service) -> None:
    worker = await started(service)
    await put(service, INDEX, "2.6")
    with pytest.raises(Exception, match=r"^$"):
        await worker.apply(decided("13", "2", revision=4), fail=True)

    assert len(await turns(service)) == 1
    assert (await got(service, INDEX))["state"] == "missed"
    await worker.apply(decided("13", "2", revision=4))
    assert [turn[1] for turn in await turns(service)] == ["Missed", "Met"]


async def test_without_a_score_nobody_knows(service: Service) -> None:
    worker = service.worker()
    await worker.apply(edition(), *agencies())
    made = await put(service, INDEX, "2.6")
    assert (made["state"], made["exact"], made["gap"]) == ("unknown", None, None)
    assert await turns(service) == []

    await worker.apply(derivations(), opened(), decided("1", "5", revision=2))
    assert await turns(service) == [("index", "Missed", "2.6", "2.2", 1)]
    shown = await got(service, INDEX)
    assert (shown["state"], shown["since"][:10]) == ("missed", "2026-03-01")


async def test_every_indicator_an_aspect_and_an_indicator_can_have_one(service: Service) -> None:
    worker = await started(service)
    base = f"/targets/{REGION}/spbe/2026"
    every = await put(service, f"{base}/*", 3)
    aspect = await put(service, f"{base}/A1", "7/2")
    one = await put(service, f"{base}/2", "5")

    assert [(each["state"], each["exact"]) for each in (every, aspect, one)] == [
        ("missed", "1"),
        ("met", "3.5"),
        ("missed", "4"),
    ]
    await worker.apply(decided("13", "3", revision=4))
    assert (await got(service, f"{base}/*"))["state"] == "met"
    assert (await turns(service))[-1] == ("*", "Met", "3", "3", 2)
    assert {turn[0] for turn in await turns(service)} == {"*", "A1", "2"}


async def test_the_newest_month_with_a_score_decides_about_the_year(service: Service) -> None:
    worker = service.worker()
    facts = [
        observed(DINAS[0], "250", fact=REALISATION, period="2026-02"),
        observed(DINAS[0], "400", fact=CASH_PLAN, period="2026-02"),
    ]
    await worker.apply(
        monthly_edition(), monthly_derivations(), *agencies(), month_opened(), *facts
    )
    path = f"/targets/{DINAS[0]}/kinerja/2026/index"
    assert (await put(service, path, "80"))["exact"] == "62.5"

    march = month_opened(MARCH)
    await worker.apply(type(march)(**{**_fields(march), "period": "2026-03"}))
    assert (await got(service, path))["exact"] == "62.5"
    await worker.apply(
        observed(DINAS[0], "390", fact=REALISATION, period="2026-03"),
        observed(DINAS[0], "400", fact=CASH_PLAN, period="2026-03"),
    )
    shown = await got(service, path)
    assert (shown["state"], shown["exact"], shown["assessment_id"]) == ("met", "97.5", str(MARCH))

    await worker.apply(observed(DINAS[0], "1", fact=REALISATION, period="2026-02", revision=2))
    assert [turn[1] for turn in await turns(service)] == ["Missed", "Met"]


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


async def test_a_target_and_a_score_that_come_at_once_meet(service: Service) -> None:
    worker = await started(service)
    for number, level in enumerate(("2", "1") * 5):
        path = f"/targets/{REGION}/spbe/2026/{('index', 'A2', '13', '*', 'A1')[number % 5]}"
        answer = service.api.put(path, json={"value": "1.5"}, headers={"If-Match": "*"})
        await asyncio.gather(worker.apply(decided("13", level, revision=10 + number)), answer)
        score = await got(service, f"/scores/{SPBE}")
        provisional = next(each for each in score["tracks"] if each["track"] == "provisional")
        exacts = {
            **{node["code"]: node["exact"] for node in provisional["nodes"]},
            "13": level,
            "*": level,
        }
        for shown in (await got(service, "/targets"))["items"]:
            assert shown["exact"] == exacts[shown["node_code"]], number


async def test_a_replay_leaves_targets_alone_and_a_swap_judges_them_anew(service: Service) -> None:
    await service.hear(*everything())
    await publish(service)
    await put(service, INDEX, "2.6")
    assert [turn[1:] for turn in await turns(service)] == [("Missed", "2.6", "2.1", 1)]
    await change(service, "DELETE FROM level_state WHERE indicator_code = '2'")
    await service.worker().apply(decided("2", "5", revision=90))  # heard from nobody: wrong
    assert (await got(service, INDEX))["state"] == "met"
    await publish(service)

    assert (await replayed(service, swap=True)).announced == 1
    shown = await got(service, INDEX)
    assert (shown["state"], shown["exact"], shown["value"]) == ("missed", "2.1", "2.6")
    assert [turn[1:] for turn in await turns(service)] == [("Missed", "2.6", "2.1", 3)]
    await publish(service)
    assert (await replayed(service)).differing == 0


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
        ("leader", DINAS[0], 403),
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
            assert (await service.api.get(path, headers=headers)).status_code == 403


def _fields(event: Any) -> dict[str, Any]:
    return {name: getattr(event, name) for name in event.__struct_fields__}
