"""Who subscribes sees what happens to the scores, as it happens, and only what they may see."""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

import httpx
import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from tests.component.gateway.fake_services import FakeService
from tests.component.gateway.flaky_broker import FlakyBroker
from tests.component.gateway.publisher import Publisher
from tests.component.gateway.subscriber import Subscribe
from tests.support.tokens import TokenIssuer

from contracts.events.score import ResultPublishedV2, ResultRefusedV1, ScoreChangedV2
from contracts.values import Text
from operations.services import Service


async def test_an_event_arrives_as_it_is_on_kafka(
    client: httpx.AsyncClient, region: Publisher, subscribe: Subscribe, broker: FlakyBroker
) -> None:
    async with subscribe(client) as subscriber:
        await region.score("9901.1", revision=7)
        message = await subscriber.event()

    assert message.event == "scoring.score.changed.v2"
    assert message.data.encode() == broker.inner.records("scoring.score")[0].value
    assert message.body["revision"] == 7
    assert message.id


async def test_the_answer_is_an_event_stream_at_once(client: httpx.AsyncClient) -> None:
    async with client.stream("GET", "/api/v1/stream") as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["cache-control"] == "no-store"
        assert response.headers["x-request-id"]
        assert "retry: 1000" in await anext(response.aiter_text())


async def test_a_subscriber_sees_their_own_subtree_only(
    client: httpx.AsyncClient, issuer: TokenIssuer, region: Publisher, subscribe: Subscribe
) -> None:
    leader = issuer.token("leader", agency="9901.1", subject="leader")
    async with subscribe(client, token=leader) as subscriber:
        for agency in ("9902.1", "9901", "9901.2", "9901.1", "9902", "9901.1.5"):
            await region.score(agency)
        seen = [message.body["agency_code"] for message in await subscriber.events(2)]
        await region.score("9901.1", revision=99)
        assert (await subscriber.event()).revision == 99

    assert seen == ["9901.1", "9901.1.5"]


async def test_a_token_that_is_bound_to_no_agency_sees_nothing(
    client: httpx.AsyncClient, issuer: TokenIssuer, region: Publisher
) -> None:
    assert region.revision
    bearer = {"Authorization": f"Bearer {issuer.token('operator', 'coordinator')}"}

    for asked in ({}, {"agency": "9901"}):
        answer = await client.get("/api/v1/stream", params=asked, headers=bearer)

        assert answer.status_code == 403
        assert answer.json()["detail"] == "Your token is bound to no agency."


async def test_filters_narrow_what_is_seen(
    client: httpx.AsyncClient, region: Publisher, subscribe: Subscribe
) -> None:
    async with (
        subscribe(client, agency="9901.1") as by_agency,
        subscribe(client, campaign="kinerja-2026-01") as by_campaign,
        subscribe(client, type="scoring.target.missed") as by_type,
        subscribe(client, type=["scoring.score.changed", "scoring.target.missed"]) as both,
    ):
        await region.score("9901", revision=1)
        await region.score("9901.1.5", revision=2)
        await region.score("9901.2", campaign="kinerja-2026-01", revision=3)

        assert (await by_agency.event()).revision == 2
        assert (await by_campaign.event()).revision == 3
        assert [message.revision for message in await both.events(3)] == [1, 2, 3]
        assert (await by_type.block()).event is None


async def test_a_refused_publication_is_seen_beside_the_published_ones_and_once(
    client: httpx.AsyncClient, region: Publisher, subscribe: Subscribe
) -> None:
    one, reason = UUID(int=1), Text(id="Bukan keadaan ini.", en="Another state.")
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    refused = ResultRefusedV1(
        assessment_id=one,
        revision=9,
        publication_id=UUID(int=2),
        agency_code="9901.1",
        campaign_code="spbe-2026",
        track="self",
        reasons=(reason,),
        refused_at=moment,
    )
    published = ResultPublishedV2(
        assessment_id=one,
        agency_code="9901.1",
        revision=1,
        result_hash="e" * 64,
        exact="2",
        announced="2.00",
        published_at=moment,
    )
    async with (
        subscribe(client) as everything,
        subscribe(client, type="scoring.result.refused") as refusals,
    ):
        # The refusal counts revisions of the assessment, the result its own.
        for event in (refused, refused, published, msgspec.structs.replace(refused, revision=12)):
            await region.event(event)

        seen = [(message.event, message.revision) for message in await everything.events(3)]
        assert seen == [
            ("scoring.result.refused.v1", 9),
            ("scoring.result.published.v2", 1),
            ("scoring.result.refused.v1", 12),
        ]
        told = await refusals.events(2)
        assert [message.revision for message in told] == [9, 12]
        assert told[0].body["reasons"] == [{"id": reason.id, "en": reason.en}]


async def test_an_agency_that_moves_is_seen_from_its_new_place(
    client: httpx.AsyncClient, issuer: TokenIssuer, region: Publisher, subscribe: Subscribe
) -> None:
    token = issuer.token("leader", agency="9902", subject="leader")
    above = issuer.token("leader", agency="99", subject="above")
    async with (
        subscribe(client, token=token) as subscriber,
        subscribe(client, token=above) as everyone,
    ):
        await region.score("9901.1.5", revision=1)
        assert (await everyone.event()).revision == 1  # shown before the move
        await region.agency("9901.1.5", "9902")
        await region.agency("9903", "9902")  # read after the move, as the topic has one partition
        await region.score("9903", revision=2)

        assert (await subscriber.event()).revision == 2
        await region.score("9901.1.5", revision=3)
        assert (await subscriber.event()).revision == 3


async def test_a_score_that_overtakes_its_agency_is_not_lost(
    client: httpx.AsyncClient, issuer: TokenIssuer, region: Publisher, subscribe: Subscribe
) -> None:
    token = issuer.token("leader", agency="9901", subject="leader")
    async with subscribe(client, token=token) as subscriber:
        for number in range(20):
            code = f"9901.3.{number}"
            await region.agency(code, "9901")
            await region.score(code, revision=number + 1)

        found = [message.revision for message in await subscriber.events(20)]

    assert found == list(range(1, 21))


REFUSED: list[tuple[dict[str, str], dict[str, str], int, str]] = [
    ({"type": "scoring.score"}, {}, 400, "query/type"),
    ({"agency": "9901.404"}, {}, 404, "query/agency"),
    ({"agency": "9902.1"}, {}, 404, "query/agency"),
    ({"agency": "x" * 101}, {}, 400, "query/agency"),
    ({}, {"Last-Event-ID": "yesterday"}, 400, "header/Last-Event-ID"),
    ({}, {"Last-Event-ID": "1.2.3"}, 400, "header/Last-Event-ID"),
    ({}, {"Last-Event-ID": "1.-2.3.4.5.6"}, 400, "header/Last-Event-ID"),
    ({}, {"Last-Event-ID": "9" * 5000}, 400, "header/Last-Event-ID"),
]


async def test_a_wrong_request_names_what_is_wrong(
    client: httpx.AsyncClient, issuer: TokenIssuer, region: Publisher, subscribe: Subscribe
) -> None:
    assert region.revision
    bearer = {"Authorization": f"Bearer {issuer.token('leader', agency='9901')}"}
    async with subscribe(client):
        for params, headers, status, pointer in REFUSED:
            answer = await client.get("/api/v1/stream", params=params, headers=headers | bearer)

            assert answer.status_code == status, params | headers
            assert answer.json()["errors"][0]["pointer"] == pointer


async def test_a_campaign_that_one_may_not_see_is_refused_as_submission_refuses_it(
    client: httpx.AsyncClient, issuer: TokenIssuer, services: Mapping[Service, FakeService]
) -> None:
    asked: list[Request] = []
    problem = {
        "detail": "Tidak ada zzz untuk “campaign”.",
        "errors": [{"pointer": "query/campaign", "message": "dikenal: a, b"}],
    }

    async def refuse(request: Request) -> Response:
        asked.append(request)
        return JSONResponse(problem, 400, media_type="application/problem+json")

    services[Service.SUBMISSION].behave = refuse
    token = issuer.token("leader", agency="9901")
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "id"}
    answer = await client.get(
        "/api/v1/stream", params={"campaign": "zzz&limit=200"}, headers=headers
    )

    assert (answer.status_code, answer.json()) == (400, problem)
    assert answer.headers["content-type"] == "application/problem+json"
    (request,) = asked
    assert str(request.url.path) == "/api/v1/assessments"
    assert request.url.query == "limit=1&campaign=zzz%26limit%3D200"
    assert request.headers["authorization"] == f"Bearer {token}"
    assert request.headers["accept-language"] == "id"


async def test_without_submission_a_campaign_is_not_followed_blindly(
    client: httpx.AsyncClient, services: Mapping[Service, FakeService], subscribe: Subscribe
) -> None:
    async def fail(_: Request) -> Response:
        return Response("", 500)

    services[Service.SUBMISSION].behave = fail
    answer = await client.get("/api/v1/stream", params={"campaign": "spbe-2026"})

    assert (answer.status_code, answer.json()["service"]) == (503, "submission")
    assert answer.headers["retry-after"]
    async with subscribe(client):  # who follows everything needs nobody
        pass


async def test_the_top_of_the_tree_hears_that_there_is_no_such_agency(
    client: httpx.AsyncClient, issuer: TokenIssuer, region: Publisher, subscribe: Subscribe
) -> None:
    assert region.revision
    bearer = {"Authorization": f"Bearer {issuer.token('leader', agency='99')}"}
    async with subscribe(client):
        answer = await client.get("/api/v1/stream", params={"agency": "9901.404"}, headers=bearer)

    assert answer.status_code == 404
    assert answer.json()["errors"][0]["pointer"] == "query/agency"


async def test_a_role_without_the_right_gets_no_stream(
    client: httpx.AsyncClient, issuer: TokenIssuer
) -> None:
    for role in ("public", "source"):
        bearer = {"Authorization": f"Bearer {issuer.token(role)}"}
        assert (await client.get("/api/v1/stream", headers=bearer)).status_code == 403


async def test_silence_is_filled_with_signs_of_life(
    client: httpx.AsyncClient, region: Publisher, subscribe: Subscribe
) -> None:
    async with subscribe(client, campaign="none") as subscriber:
        before = subscriber.last_id
        await region.score("9901")
        while subscriber.last_id == before:
            block = await subscriber.block()

            assert (block.comment, block.event, block.data) == ("alive", None, "")


async def test_nonsense_on_the_topic_is_passed_over(
    client: httpx.AsyncClient, region: Publisher, subscribe: Subscribe, broker: FlakyBroker
) -> None:
    async with subscribe(client) as subscriber:
        await region.score("9901", revision=1)
        first = await subscriber.event()
        event = _event(broker)
        for body in (b"\xff", b"{", b"[]", b"null", b"{}", b'"x"', b"[" * 100_000):
            await region.event(event, body=body)
        await region.score("9901", revision=2)
        second = await subscriber.event()

    assert (first.revision, second.revision) == (1, 2)


def _event(broker: FlakyBroker) -> ScoreChangedV2:
    value = broker.inner.records("scoring.score")[0].value
    return msgspec.json.decode(value or b"", type=ScoreChangedV2)


async def test_what_the_log_repeats_is_shown_once_and_never_after_something_newer(
    client: httpx.AsyncClient, region: Publisher, subscribe: Subscribe
) -> None:
    async with subscribe(client) as subscriber:
        for revision in (5, 6, 7, 5, 6, 7, 6):
            await region.score("9901.1", revision=revision)
        await region.score("9901.2", revision=2)
        await region.score("9901.1", revision=8)

        seen = [message.revision for message in await subscriber.events(5)]

    assert seen == [5, 6, 7, 2, 8]
