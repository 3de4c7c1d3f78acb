"""An open campaign can choose another derivation set; every assessment hears of it, in order."""

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec

from contracts.events.assessment import DerivationsChosenV1

Bearer = Callable[..., dict[str, str]]
CAMPAIGN = "/campaigns/spbe-2026"


async def second_set(service: Any, derivations: Callable[..., Any]) -> None:
    await service.hear(msgspec.structs.replace(derivations(), derivation_set_version=2))


async def choose(service: Any, version: int, tag: str | None, **more: Any) -> Any:
    headers = {} if tag is None else {"If-Match": tag}
    body = {"derivation_set_version": version}
    return await service.api.put(CAMPAIGN, json=body, headers=headers | more)


async def test_every_assessment_hears_of_the_choice(
    service: Any, derivations: Callable[..., Any]
) -> None:
    await second_set(service, derivations)
    await service.open_campaign(agency_codes=None)
    tag = (await service.api.get(CAMPAIGN)).headers["ETag"]
    answer = await choose(service, 2, tag)

    assert answer.status_code == 202
    job = answer.json()["rederivation_id"]
    assert answer.headers["Location"] == f"/api/v1/rederivations/{job}"
    events = [
        each
        for each in await service.said("submission.assessment", count=6)
        if isinstance(each, DerivationsChosenV1)
    ]
    assert {(each.revision, each.derivation_set_version) for each in events} == {(2, 2)}
    assert {str(each.rederivation_id) for each in events} == {job}
    assert {each.assessment_count for each in events} == {3}
    assert len({each.assessment_id for each in events}) == 3
    listed = (await service.api.get("/assessments")).json()["items"]
    assert {(item["derivation_set_version"], item["revision"]) for item in listed} == {(2, 2)}


async def test_the_choice_takes_its_place_among_the_decisions(
    service: Any, answers: str, derivations: Callable[..., Any]
) -> None:
    await second_set(service, derivations)
    tag = (await service.api.get(CAMPAIGN)).headers["ETag"]
    path = f"{answers}/1"
    body = {"level": "2", "explanation": "Peraturan Bupati."}
    first, chosen = await asyncio.gather(
        service.api.put(path, json=body, headers={"If-Match": '"0"'}), choose(service, 2, tag)
    )

    assert (first.status_code, chosen.status_code) == (200, 202)
    assessment = await service.assessment()
    events = await service.said("submission.assessment", count=7)
    revisions = [each.revision for each in events if str(each.assessment_id) == assessment]
    assert sorted(revisions) == [1, 2, 3]


async def test_the_same_choice_again_changes_nothing(
    service: Any, derivations: Callable[..., Any]
) -> None:
    await second_set(service, derivations)
    await service.open_campaign()
    tag = (await service.api.get(CAMPAIGN)).headers["ETag"]
    first = await choose(service, 2, tag)
    again = await choose(service, 2, tag)

    assert again.status_code == 200
    assert again.json() == first.json()
    assert len(await service.said("submission.assessment", count=2)) == 2


async def test_a_choice_starts_from_the_present_state(
    service: Any, derivations: Callable[..., Any]
) -> None:
    await second_set(service, derivations)
    await service.open_campaign()
    tag = (await service.api.get(CAMPAIGN)).headers["ETag"]

    assert (await choose(service, 2, None)).status_code == 428
    await choose(service, 2, tag)
    late = await choose(service, 1, tag)
    assert late.status_code == 412
    assert late.json()["current"]["body"]["derivation_set_version"] == 2


async def test_a_set_that_does_not_exist_is_refused(service: Any) -> None:
    await service.open_campaign()
    answer = await choose(service, 9, '"1"')

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/derivation_set_version"


async def test_only_a_coordinator_of_the_whole_campaign_chooses(
    service: Any, bearer: Bearer, derivations: Callable[..., Any]
) -> None:
    await second_set(service, derivations)
    await service.open_campaign(agency_codes=None)

    leader = await choose(service, 2, '"1"', **bearer("leader"))
    below = await choose(service, 2, '"1"', **bearer("coordinator", agency="9901.1"))
    assert (leader.status_code, below.status_code) == (403, 403)
    missing = await service.api.put(
        "/campaigns/none", json={"derivation_set_version": 1}, headers={"If-Match": '"1"'}
    )
    assert missing.status_code == 404
