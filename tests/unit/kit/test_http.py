import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from kit.http import (
    BadEncoding,
    BodyTooLarge,
    DeadlineExceeded,
    HttpClient,
    HttpError,
    RedirectRefused,
    Unreachable,
)

Answer = Callable[[httpx.Request], httpx.Response]


def client(answer: Answer, *, limit: int = 1000, deadline: float = 5) -> HttpClient:
    return HttpClient(
        "test",
        deadline_seconds=deadline,
        max_body_bytes=limit,
        allow_private=True,
        transport=httpx.MockTransport(answer),
    )


class Stream(httpx.AsyncByteStream):
    """A body in chunks that counts how many were taken."""

    def __init__(self, *chunks: bytes, pause: float = 0) -> None:
        self._chunks = chunks
        self._pause = pause
        self.taken = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self._chunks:
            await asyncio.sleep(self._pause)
            self.taken += 1
            yield chunk


async def fetch(
    answer: httpx.Response, *, limit: int = 1000, deadline: float = 5
) -> httpx.Response:
    async with client(lambda _: answer, limit=limit, deadline=deadline) as http:
        return await http.get("http://source.test/")


@pytest.mark.parametrize(
    ("encoding", "compress"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("identity", bytes)],
)
async def test_the_whole_body_arrives_decompressed(
    encoding: str, compress: Callable[[bytes], bytes]
) -> None:
    body = compress(b'{"a": 1}' * 100)
    pieces = [body[i : i + 7] for i in range(0, len(body), 7)]
    answer = httpx.Response(200, headers={"content-encoding": encoding}, stream=Stream(*pieces))

    assert (await fetch(answer)).content == b'{"a": 1}' * 100


async def test_an_answer_of_any_status_is_an_answer() -> None:
    answer = httpx.Response(503, json={"detail": "busy"})

    assert (await fetch(answer)).status_code == 503


async def test_a_body_above_the_limit_is_left_unread() -> None:
    stream = Stream(*[b"x" * 400] * 100)

    with pytest.raises(BodyTooLarge):
        await fetch(httpx.Response(200, stream=stream))
    assert stream.taken == 3


async def test_a_bomb_does_not_unfold() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    answer = httpx.Response(200, headers={"content-encoding": "gzip"}, stream=Stream(bomb))

    with pytest.raises(BodyTooLarge):
        await fetch(answer)


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", b"<html>"),
        ("gzip", gzip.compress(b"whole", mtime=0)[:-9]),
        ("br", b"x"),
        ("gzip, gzip", b"x"),
    ],
)
async def test_a_body_that_is_not_what_it_says_is_refused(encoding: str, body: bytes) -> None:
    with pytest.raises(BadEncoding):
        await fetch(
            httpx.Response(200, headers={"content-encoding": encoding}, stream=Stream(body))
        )


async def test_dripping_bytes_do_not_outlast_the_deadline() -> None:
    stream = Stream(*[b"x"] * 100, pause=0.02)

    with pytest.raises(DeadlineExceeded):
        await fetch(httpx.Response(200, stream=stream), deadline=0.1)


async def test_a_broken_connection_is_unreachable() -> None:
    def refuse(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    async with client(refuse) as http:
        with pytest.raises(Unreachable):
            await http.get("http://source.test/")


@pytest.mark.parametrize(
    "location",
    [
        "http://other.test/",
        "//other.test/",
        "http://169.254.169.254/latest",
        "http://source.test:81/",
        "http://source.test/again",
        "ftp://source.test/",
    ],
)
async def test_redirects_to_elsewhere_or_in_circles_are_refused(location: str) -> None:
    async with client(lambda _: httpx.Response(302, headers={"location": location})) as http:
        with pytest.raises(HttpError) as caught:
            await http.get("http://source.test/")

    assert isinstance(caught.value, RedirectRefused)


async def test_a_redirect_on_the_same_host_is_followed() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/":
            return httpx.Response(301, headers={"location": "/there?x=1"})
        return httpx.Response(200, text=str(request.url) + request.headers["x-key"])

    async with client(answer) as http:
        found = await http.get("http://source.test/", headers={"x-key": "k"})

    assert found.text == "http://source.test/there?x=1k"
