import asyncio

import httpx
import pytest
from tests.support.waiting import in_time

from gateway.issuer.store import SigningKey
from kit.auth import RemoteKeys
from kit.errors import Unavailable
from kit.outbound import HttpClient


class Issuer:
    """An OIDC issuer that counts how often it is read."""

    def __init__(self) -> None:
        self.key = SigningKey.generate()
        self.reads = 0
        self.asked = 0
        self.away = False
        self.nonsense: httpx.Response | None = None
        self.answers = asyncio.Event()
        self.answers.set()

    def client(self) -> HttpClient:
        return HttpClient("issuer", transport=httpx.MockTransport(self.answer))

    async def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        await self.answers.wait()
        if self.away:
            raise httpx.ConnectError("refused")
        if self.nonsense:
            return self.nonsense
        if request.url.path.endswith("openid-configuration"):
            return httpx.Response(200, json={"jwks_uri": "http://issuer.test/oauth/jwks"})
        self.reads += 1
        return httpx.Response(200, json=self.key.jwks())


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def keys(issuer: Issuer, seconds: Seconds) -> RemoteKeys:
    return RemoteKeys("http://issuer.test/", client=issuer.client(), monotonic=seconds)


async def settled() -> None:
    """Let everything run that is not waiting for the issuer."""
    for _ in range(50):
        await asyncio.sleep(0)


async def test_keys_are_read_once_and_kept(issuer: Issuer, keys: RemoteKeys) -> None:
    for _ in range(5):
        assert await keys.key(issuer.key.kid) is not None

    assert issuer.reads == 1


async def test_an_unknown_key_makes_it_read_again_but_not_often(
    issuer: Issuer, keys: RemoteKeys, seconds: Seconds
) -> None:
    await keys.key(issuer.key.kid)
    for _ in range(50):
        assert await keys.key("invented") is None
    assert issuer.reads == 1

    seconds.now += 11
    assert await keys.key("invented") is None
    assert await keys.key("invented too") is None
    assert issuer.reads == 2


async def test_unknown_keys_at_once_share_one_reading(issuer: Issuer, keys: RemoteKeys) -> None:
    found = await asyncio.gather(*(keys.key(kid) for kid in [issuer.key.kid, "invented"] * 10))

    assert [key is not None for key in found] == [True, False] * 10
    assert issuer.reads == 1


async def test_a_rotated_key_is_found(issuer: Issuer, keys: RemoteKeys, seconds: Seconds) -> None:
    old = issuer.key
    await keys.key(old.kid)
    issuer.key = SigningKey.generate()
    seconds.now += 11

    assert await keys.key(issuer.key.kid) is not None
    assert await keys.key(old.kid) is None


async def test_known_keys_stay_good_while_the_issuer_is_away(
    issuer: Issuer, keys: RemoteKeys, seconds: Seconds
) -> None:
    await keys.key(issuer.key.kid)
    issuer.away = True
    seconds.now += 4000

    for _ in range(3):
        assert await keys.key(issuer.key.kid) is not None
        await settled()


async def test_a_known_key_never_waits_for_the_issuer(
    issuer: Issuer, keys: RemoteKeys, seconds: Seconds
) -> None:
    await keys.key(issuer.key.kid)
    issuer.answers.clear()
    seconds.now += 4000
    asked = issuer.asked

    for _ in range(20):
        with pytest.raises(StopIteration) as done:
            keys.key(issuer.key.kid).send(None)  # one that waited would not end here
        assert done.value.value is not None
        await settled()

    assert issuer.asked == asked + 1


async def test_old_keys_are_replaced_behind_the_back_of_requests(
    issuer: Issuer, keys: RemoteKeys, seconds: Seconds
) -> None:
    old = issuer.key
    await keys.key(old.kid)
    issuer.key = SigningKey.generate()
    seconds.now += 4000

    assert await keys.key(old.kid) is not None
    await settled()

    assert await keys.key(old.kid) is None
    assert await keys.key(issuer.key.kid) is not None
    assert issuer.reads == 2


async def test_whoever_waits_does_not_wait_longer_than_the_deadline(
    issuer: Issuer, seconds: Seconds
) -> None:
    keys = RemoteKeys(
        "http://issuer.test", client=issuer.client(), monotonic=seconds, deadline_seconds=0.05
    )
    issuer.answers.clear()

    async with in_time():
        outcomes = await asyncio.gather(*(keys.key("k") for _ in range(20)), return_exceptions=True)

    assert {type(outcome) for outcome in outcomes} == {Unavailable}
    assert issuer.asked == 1


async def test_the_pause_counts_from_the_end_of_an_attempt(
    issuer: Issuer, keys: RemoteKeys, seconds: Seconds
) -> None:
    await keys.key(issuer.key.kid)
    issuer.answers.clear()
    seconds.now += 4000
    await keys.key(issuer.key.kid)
    await settled()
    asked = issuer.asked
    seconds.now += 30  # the attempt takes longer than the pause
    issuer.away = True
    issuer.answers.set()
    await settled()

    seconds.now += 9
    await keys.key(issuer.key.kid)
    await settled()
    assert issuer.asked == asked

    seconds.now += 2
    await keys.key(issuer.key.kid)
    await settled()
    assert issuer.asked == asked + 1


async def test_a_request_that_is_given_up_does_not_stop_the_reading(
    issuer: Issuer, keys: RemoteKeys
) -> None:
    issuer.answers.clear()
    impatient = asyncio.create_task(keys.key(issuer.key.kid))
    await settled()
    impatient.cancel()
    patient = asyncio.create_task(keys.key(issuer.key.kid))
    await settled()
    issuer.answers.set()

    assert await patient is not None
    assert issuer.reads == 1


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(503, text="busy"),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={"jwks_uri": 7}),
        httpx.Response(200, json={"jwks_uri": "http://["}),
        httpx.Response(200, json={"jwks_uri": "http://issuer.test/x", "keys": ["key"]}),
    ],
)
async def test_an_issuer_that_talks_nonsense_is_out_of_reach(
    issuer: Issuer, keys: RemoteKeys, answer: httpx.Response
) -> None:
    issuer.nonsense = answer

    with pytest.raises(Unavailable):
        await keys.key("k")


async def test_without_any_key_the_issuer_has_to_answer(
    issuer: Issuer, keys: RemoteKeys, seconds: Seconds
) -> None:
    issuer.away = True
    for _ in range(2):
        with pytest.raises(Unavailable):
            await keys.key("k")
    issuer.away, issuer.nonsense = False, httpx.Response(200, text="<html>")
    seconds.now += 11
    with pytest.raises(Unavailable):
        await keys.key("k")
    issuer.nonsense = None
    seconds.now += 11

    assert await keys.key(issuer.key.kid) is not None
