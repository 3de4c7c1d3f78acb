import httpx
import pytest

from kit.errors import Unavailable
from kit.http import HttpClient
from kit.jwks import RemoteKeys
from kit.signing import SigningKey


class Issuer:
    """An OIDC issuer that counts how often it is read."""

    def __init__(self) -> None:
        self.key = SigningKey.generate()
        self.reads = 0
        self.away = False
        self.nonsense = False

    def client(self) -> HttpClient:
        return HttpClient("issuer", allow_private=True, transport=httpx.MockTransport(self.answer))

    def answer(self, request: httpx.Request) -> httpx.Response:
        if self.away:
            raise httpx.ConnectError("refused")
        if self.nonsense:
            return httpx.Response(200, text="<html>")
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

    assert await keys.key(issuer.key.kid) is not None


async def test_without_any_key_the_issuer_has_to_answer(
    issuer: Issuer, keys: RemoteKeys, seconds: Seconds
) -> None:
    issuer.away = True
    for _ in range(2):
        with pytest.raises(Unavailable):
            await keys.key("k")
    issuer.away, issuer.nonsense = False, True
    seconds.now += 11
    with pytest.raises(Unavailable):
        await keys.key("k")
    issuer.nonsense = False
    seconds.now += 11

    assert await keys.key(issuer.key.kid) is not None
