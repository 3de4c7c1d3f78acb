"""Publishing a result: what it holds, who may, how often, and that it never changes."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from tests.component.scoring.publishing import (
    EVIDENCE,
    KEY,
    OLD_KEY,
    answered,
    asked,
    documents,
    publish,
    publisher,
    refusal,
    score,
    set_keys,
)
from tests.component.scoring.region import (
    DINAS,
    MONTH,
    REGION,
    SPBE,
    agencies,
    decided,
    month_opened,
    monthly_edition,
    observed,
    opened,
)

from contracts.events.score import ResultPublishedV2
from contracts.registry import decode
from scoring.publication.domain.signing_keys import Keys

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.component.scoring.conftest import Service

OTHER = UUID(int=7)


@pytest.fixture
async def story(service: Service, bearer: Callable[..., dict[str, str]]) -> Service:
    """A score of 2.9 and somebody who may publish it."""
    set_keys(service, Keys.of(KEY.text))
    service.api.headers.update(bearer("coordinator"))
    await service.once(score)
    return service


async def got(service: Service, path: str, **query: Any) -> Any:
    answer = await service.api.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def announced(service: Service) -> list[ResultPublishedV2]:
    rows = await service.rows("SELECT value, headers FROM outbox ORDER BY id")
    kind = ResultPublishedV2.TYPE.encode()
    events = [decode(ResultPublishedV2.TYPE, row[0]) for row in rows if kind in bytes(row[1])]
    return [event for event in events if isinstance(event, ResultPublishedV2)]


async def test_a_result_holds_everything_that_makes_it_up(story: Service) -> None:
    made = await publish(story)
    (body,) = (await story.rows("SELECT body FROM result"))[0]
    record = json.loads(body)
    content = record["content"]

    assert (made["announced"], made["exact"], made["predicate"]["id"]) == ("2.90", "2.9", "Baik")
    assert (made["revision"], made["sequence"], made["previous_hash"]) == (1, 1, None)
    assert (record["format"], record["format_version"]) == ("tolok-result", 2)
    assert content["edition"]["content_hash"] == documents()[0].content_hash  # type: ignore[attr-defined]  # an edition's event
    assert content["derivation_set"]["version"] == 1
    one, _, last = content["indicators"]
    assert one["decision"]["explanation"] == "Dokumen telah ditetapkan."
    assert one["decision"]["decided_by"] == "petugas"
    assert last["derivation"]["rule_code"] == "spbe-13"
    assert last["derivation"]["trace"]["steps"][0]["level"] == "1"
    assert {fact["agency_code"] for fact in content["facts"]} == {*DINAS}
    assert all(fact["records"] and fact["event"]["topic"] for fact in content["facts"])
    assert content["submission"]["evidence"] == sorted(EVIDENCE)


async def test_open_contradictions_are_part_of_a_result(story: Service) -> None:
    await story.worker().apply(decided("1", "4", revision=4), decided("2", "2", revision=5))
    await publish(story)
    (body,) = (await story.rows("SELECT body FROM result"))[0]
    (found,) = json.loads(body)["content"]["contradictions"]

    assert (found["rule_code"], found["severity"], found["indicator_code"]) == (
        "related",
        "major",
        "1",
    )
    assert found["text"]["id"] == "Indikator 1: 4"


async def test_a_result_is_announced_with_it(story: Service) -> None:
    request = await asked(story)
    event = await answered(story, request)

    assert await announced(story) == [event]
    assert isinstance(event, ResultPublishedV2)
    assert (event.assessment_id, event.revision, event.sequence) == (SPBE, 1, 1)
    assert (event.publication_id, event.exact) == (request.publication_id, "2.9")
    ((stored,),) = await story.rows("SELECT result_hash FROM result")
    assert event.result_hash == stored
    assert event.campaign_code == "spbe-2026"


async def test_the_same_state_is_published_once(story: Service) -> None:
    await publish(story)
    refused = await refusal(story)

    assert "tidak berubah sejak diterbitkan sebagai revisi 1" in refused
    assert len(await announced(story)) == 1


async def test_a_correction_needs_a_reason_and_is_a_revision_of_its_own(story: Service) -> None:
    first = await publish(story)
    await story.worker().apply(decided("1", "5", revision=4))
    refused = await refusal(story)
    second = await publish(story, reason="Keberatan diterima.")

    assert "koreksi memerlukan alasan" in refused
    assert (second["revision"], second["exact"], second["sequence"]) == (2, "3.5", 2)
    assert second["previous_hash"] == second["previous_service_hash"] == first["result_hash"]
    assert (await got(story, f"/results/{SPBE}/1"))["exact"] == "2.9"


async def test_what_is_published_is_a_track_that_stays(story: Service) -> None:
    before = await story.api.get(f"/scores/{SPBE}")
    await publish(story)
    after = await story.api.get(f"/scores/{SPBE}")
    await story.worker().apply(decided("1", "5", revision=4))
    tracks = {each["track"]: each for each in (await got(story, f"/scores/{SPBE}"))["tracks"]}

    assert before.headers["etag"] != after.headers["etag"]
    assert (tracks["provisional"]["exact"], tracks["published"]["exact"]) == ("3.5", "2.9")
    assert tracks["published"]["result"]["revision"] == 1
    assert tracks["published"]["indicators"][2]["rule_code"] == "spbe-13"
    assert tracks["self"]["result"] is None


async def test_a_stage_that_says_nothing_publishes_the_stage_before(story: Service) -> None:
    await story.worker().apply(decided("2", "2", revision=4, stage="dokumen"))
    made = await publish(story, track="reviu")

    assert (made["track"], made["exact"]) == ("reviu", "1.9")
    assert [each["stage"] for each in made["indicators"]] == ["mandiri", "dokumen", None]


async def test_there_must_be_something_to_publish(
    service: Service, bearer: Callable[..., dict[str, str]]
) -> None:
    await service.worker().apply(monthly_edition(), *agencies(), month_opened())
    service.api.headers.update(bearer("coordinator"))
    set_keys(service, Keys.of(KEY.text))

    assert "belum mempunyai nilai" in await refusal(service, MONTH)
    assert await service.rows("SELECT 1 FROM result") == []


async def test_documents_must_be_what_their_hashes_say(story: Service) -> None:
    async with story.database.engine.begin() as connection:
        await connection.execute(text("UPDATE edition SET body = replace(body, 'Baik', 'Buruk')"))

    assert "Isi spbe di sini lain" in await refusal(story)


async def test_a_result_is_for_everybody_its_package_is_not(
    story: Service, bearer: Callable[..., dict[str, str]]
) -> None:
    await publish(story)
    public = bearer("public", agency=None)
    path = f"/results/{SPBE}/1"

    async def status(address: str, headers: dict[str, str]) -> int:
        return (await story.api.get(address, headers=headers)).status_code

    assert await status(path, public) == 200
    assert await status("/results", public) == 200
    assert await status(f"{path}/package", public) == 403
    assert await status(f"{path}/package", bearer("public", "leader", agency=None)) == 403
    assert await status(path, bearer("leader", agency=DINAS[0])) == 404
    assert await status(path, bearer("leader", agency=None)) == 403
    assert await status(f"/results/{SPBE}/2", public) == 404
    assert (await story.api.post("/results", json={})).status_code == 405
    assert "petugas" not in (await story.api.get(path, headers=public)).text


async def test_results_are_listed_newest_first(story: Service) -> None:
    await publish(story)
    await publish(story, reason="Ulang.")

    page = await got(story, "/results", limit=1)
    rest = await got(story, "/results", limit=1, cursor=page["next_cursor"])
    assert [each["revision"] for each in (*page["items"], *rest["items"])] == [2, 1]
    assert len((await got(story, "/results", agency=REGION))["items"]) == 2


async def test_a_list_of_results_answers_for_an_agency_as_every_list_does(
    story: Service, bearer: Callable[..., dict[str, str]]
) -> None:
    unknown = {"agency": "8800"}
    public, dinas = bearer("public", agency=None), bearer("leader", agency=DINAS[0])

    assert (await story.api.get("/results", params=unknown)).status_code == 404
    assert (await story.api.get("/results", params=unknown, headers=dinas)).status_code == 404
    foreign = await story.api.get("/results", params={"agency": REGION}, headers=dinas)
    assert foreign.status_code == 404
    # To the public, an agency of which nothing is published is as one that is not there.
    for code in ("8800", DINAS[0]):
        answer = await story.api.get("/results", params={"agency": code}, headers=public)
        assert answer.status_code == 404


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE result SET body = body",
        "DELETE FROM result",
        "TRUNCATE result",
        "UPDATE national_result SET body = body",
        "DELETE FROM result_head",
    ],
)
async def test_the_services_own_role_cannot_change_a_result(story: Service, statement: str) -> None:
    await publish(story)

    async def run(*statements: str) -> None:
        async with story.database.engine.begin() as connection:
            for each in statements:
                await connection.execute(text(each))

    with pytest.raises(DBAPIError, match="permission denied"):
        await run(statement)
    grants = [f"GRANT ALL ON {table} TO CURRENT_USER" for table in ("result", "national_result")]
    with pytest.raises(DBAPIError, match=r"never changes|permission denied"):
        await run(*grants, statement)


async def test_workers_that_publish_at_once_stand_in_one_chain(story: Service) -> None:
    others = [UUID(int=20 + number) for number in range(6)]
    worker = story.worker()
    await worker.apply(*(opened(each, agency_code=DINAS[0]) for each in others))
    await worker.apply(*(decided("1", "4", revision=2, assessment=each) for each in others))
    await worker.apply(*[await asked(story, each) for each in others])
    await worker.apply(*[await asked(story, others[0], reason=f"{n}") for n in range(3)])
    await asyncio.gather(*(publisher(story).answer_requests() for _ in range(3)))

    chain = await got(story, "/results/chain")
    assert (chain["whole"], chain["length"], chain["flaw"]) == (True, 9, None)
    assert len(await announced(story)) == 9


async def test_results_of_an_old_key_still_count(story: Service) -> None:
    set_keys(story, Keys.of(OLD_KEY.text))
    await publish(story)
    set_keys(story, Keys.of(KEY.text, [OLD_KEY.public.text]))
    await publish(story, reason="Kunci diganti.")

    assert (await got(story, "/results/chain"))["whole"]
    checked = await got(story, f"/results/{SPBE}/1/verify")
    assert (checked["whole"], checked["announced"]) == (True, "2.90")
    set_keys(story, Keys.of(KEY.text))
    flaw = (await got(story, "/results/chain"))["flaw"]
    assert (flaw["field"], flaw["found"]["id"]) == ("key_id", OLD_KEY.public.key_id)


async def test_a_fact_that_comes_later_changes_no_result(story: Service) -> None:
    await publish(story)
    before = await story.api.get(f"/results/{SPBE}/1/package")
    await story.worker().apply(*(observed(code, True, revision=2) for code in DINAS))
    after = await story.api.get(f"/results/{SPBE}/1/package")

    assert before.content == after.content
    held = {"If-None-Match": after.headers["etag"]}
    again = await story.api.get(f"/results/{SPBE}/1/package", headers=held)
    assert again.status_code == 304
