"""Who subscribes sees what happens to the scores, as it happens, and only what they may see."""

import asyncio
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING

import httpx
import msgspec
import pytest

from contracts.events.score import ScoreChangedV1

if TYPE_CHECKING:
    from tests.component.gateway.conftest import FlakyBroker, Gateway, Publisher, Subscriber

    from kit.signing import TokenIssuer

Subscribe = Callable[..., AbstractAsyncContextManager["Subscriber"]]


@pytest.fixture
async def region(publish: "Publisher") -> "Publisher":
    """Two regions of one province, with agencies below them."""
    await publish.agency("99")
    for code in ("9901", "9902"):
        await publish.agency(code, "99")
        await publish.agency(f"{code}.1", code)
        await publish.agency(f"{code}.1.5", f"{code}.1")
        await publish.agency(f"{code}.2", code)
    return publish


async def test_an_event_arrives_as_it_is_on_kafka(
    client: httpx.AsyncClient, region: "Publisher", subscribe: Subscribe, broker: "FlakyBroker"
) -> None:
    async with subscribe(client) as subscriber:
        await region.score("9901.1", revision=7)
        message = await subscriber.event()

    assert message.event == "scoring.score.changed.v1"
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
    client: httpx.AsyncClient, issuer: "TokenIssuer", region: "Publisher", subscribe: Subscribe
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
    client: httpx.AsyncClient, issuer: "TokenIssuer", region: "Publisher"
) -> None:
    assert region.revision
    bearer = {"Authorization": f"Bearer {issuer.token('operator', 'coordinator')}"}

    for asked in ({}, {"agency": "9901"}):
        answer = await client.get("/api/v1/stream", params=asked, headers=bearer)

        assert answer.status_code == 403
        assert answer.json()["detail"] == "Your token is bound to no agency."


async def test_filters_narrow_what_is_seen(
    client: httpx.AsyncClient, region: "Publisher", subscribe: Subscribe
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


async def test_an_agency_that_moves_is_seen_from_its_new_place(
    client: httpx.AsyncClient, issuer: "TokenIssuer", region: "Publisher", subscribe: Subscribe
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
    client: httpx.AsyncClient, issuer: "TokenIssuer", region: "Publisher", subscribe: Subscribe
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
    ({"agency": "9902.1"}, {}, 403, "query/agency"),
    ({"agency": "x" * 101}, {}, 400, "query/agency"),
    ({}, {"Last-Event-ID": "yesterday"}, 400, "header/Last-Event-ID"),
    ({}, {"Last-Event-ID": "1.2.3"}, 400, "header/Last-Event-ID"),
    ({}, {"Last-Event-ID": "1.-2.3.4.5.6"}, 400, "header/Last-Event-ID"),
    ({}, {"Last-Event-ID": "9" * 5000}, 400, "header/Last-Event-ID"),
]


async def test_a_wrong_request_names_what_is_wrong(
    client: httpx.AsyncClient, issuer: "TokenIssuer", region: "Publisher", subscribe: Subscribe
) -> None:
    assert region.revision
    bearer = {"Authorization": f"Bearer {issuer.token('leader', agency='9901')}"}
    async with subscribe(client):
        for params, headers, status, pointer in REFUSED:
            answer = await client.get("/api/v1/stream", params=params, headers=headers | bearer)

            assert answer.status_code == status, params | headers
            assert answer.json()["errors"][0]["pointer"] == pointer


async def test_a_role_without_the_right_gets_no_stream(
    client: httpx.AsyncClient, issuer: "TokenIssuer"
) -> None:
    for role in ("public", "source"):
        bearer = {"Authorization": f"Bearer {issuer.token(role)}"}
        assert (await client.get("/api/v1/stream", headers=bearer)).status_code == 403


async def test_silence_is_filled_with_signs_of_life(
    client: httpx.AsyncClient, region: "Publisher", subscribe: Subscribe
) -> None:
    async with subscribe(client, campaign="none") as subscriber:
        before = subscriber.last_id
        await region.score("9901")
        while subscriber.last_id == before:
            block = await subscriber.block()

            assert (block.comment, block.event, block.data) == ("alive", None, "")


async def test_nonsense_on_the_topic_is_passed_over(
    client: httpx.AsyncClient, region: "Publisher", subscribe: Subscribe, broker: "FlakyBroker"
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


def _event(broker: "FlakyBroker") -> ScoreChangedV1:
    value = broker.inner.records("scoring.score")[0].value
    return msgspec.json.decode(value or b"", type=ScoreChangedV1)


async def test_what_the_log_repeats_is_shown_once_and_never_after_something_newer(
    client: httpx.AsyncClient, region: "Publisher", subscribe: Subscribe
) -> None:
    async with subscribe(client) as subscriber:
        for revision in (5, 6, 7, 5, 6, 7, 6):
            await region.score("9901.1", revision=revision)
        await region.score("9901.2", revision=2)
        await region.score("9901.1", revision=8)

        seen = [message.revision for message in await subscriber.events(5)]

    assert seen == [5, 6, 7, 2, 8]


# More than the buffers of a connection hold.
LARGE = "c" * 20_000
MANY = 1_500


async def test_a_slow_subscriber_is_told_and_cut_off_and_loses_nothing(
    start: "Gateway", region: "Publisher", subscribe: Subscribe
) -> None:
    client = await start(stream_window_events=50, stream_slow_seconds=0.6)
    got = []
    async with subscribe(client) as slow:
        for revision in range(1, MANY + 1):
            await region.score("9901", revision=revision, campaign=LARGE)
        while (message := await slow.event()).event != "stream.closed":
            got.append(message.revision)
            await asyncio.sleep(0.02 if len(got) < 400 else 0)
        with pytest.raises(EOFError):
            await slow.block()

    assert message.body["reason"] == "too_slow"
    assert got == list(range(1, len(got) + 1))
    assert len(got) < MANY
    async with subscribe(client, after=slow.last_id) as again:
        rest = [message.revision for message in await again.events(MANY - len(got))]
    assert got + rest == list(range(1, MANY + 1))


async def test_a_burst_larger_than_the_window_cuts_nobody_off(
    start: "Gateway", region: "Publisher", subscribe: Subscribe
) -> None:
    client = await start(stream_window_events=50)
    async with subscribe(client) as one, subscribe(client) as other:
        for revision in range(1, MANY + 1):
            await region.score("9901", revision=revision)

        for subscriber in (one, other):
            seen = [message.revision for message in await subscriber.events(MANY)]
            assert seen == list(range(1, MANY + 1))


async def test_a_subscriber_who_takes_nothing_is_dropped(
    start: "Gateway", region: "Publisher", subscribe: Subscribe
) -> None:
    client = await start(stream_slow_seconds=0.3, stream_connections_per_subject=1)
    async with subscribe(client) as stuck:
        for revision in range(1, MANY + 1):
            await region.score("9901", revision=revision, campaign=LARGE)
        # While the subject's one place is taken, that is what is wrong with a second request; once
        # it is free, the wrong id is.
        found = [await _status_of_a_wrong_id(client)]
        while found[-1] == 429 and len(found) < 200:
            await asyncio.sleep(0.05)
            found.append(await _status_of_a_wrong_id(client))

        assert (found[0], found[-1]) == (429, 400)
        assert stuck.last_id


async def _status_of_a_wrong_id(client: httpx.AsyncClient) -> int:
    return (await client.get("/api/v1/stream", headers={"Last-Event-ID": "x"})).status_code


async def test_there_are_only_so_many_places(
    start: "Gateway", issuer: "TokenIssuer", subscribe: Subscribe
) -> None:
    client = await start(stream_connections=2, stream_connections_per_subject=1)
    a, b, c = (issuer.token("leader", agency="9901", subject=name) for name in "abc")

    async with subscribe(client, token=a), subscribe(client, token=b):
        again = await client.get("/api/v1/stream", headers={"Authorization": f"Bearer {a}"})
        full = await client.get("/api/v1/stream", headers={"Authorization": f"Bearer {c}"})

    assert (again.status_code, full.status_code) == (429, 503)
    assert again.headers["retry-after"]
    assert full.headers["retry-after"]
    await asyncio.sleep(0.1)  # the gateway hears that both have gone
    async with subscribe(client, token=c):
        pass


async def test_a_stream_ends_with_its_token(
    start: "Gateway", issuer: "TokenIssuer", region: "Publisher", subscribe: Subscribe
) -> None:
    client = await start()
    claims = {
        "exp": int(time.time()) + 2,
        "iat": int(time.time()),
        "iss": issuer.issuer,
        "aud": "tolok",
    }
    token = issuer.key.sign(claims | {"sub": "x", "roles": ["leader"], "agency": "9901"})

    async with subscribe(client, token=token) as subscriber:
        await region.score("9901", revision=1)
        first, last = await subscriber.events(2)
        with pytest.raises(EOFError):
            await subscriber.block()

    assert first.revision == 1
    assert (last.event, last.body["reason"]) == ("stream.closed", "session_over")
    assert last.id is None
