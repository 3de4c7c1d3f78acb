import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags, use_span
from tests.support.waiting import NEVER_SECONDS

from kit.observe import current_traceparent
from kit.outbound import (
    BadEncoding,
    BodyTooLarge,
    DeadlineExceeded,
    HttpClient,
    HttpError,
    RedirectRefused,
    Unreachable,
)

Answer = Callable[[httpx.Request], httpx.Response]


def client(answer: Answer, *, limit: int = 1000, deadline: float = NEVER_SECONDS) -> HttpClient:
    return HttpClient(
        "test",
        deadline_seconds=deadline,
        max_body_bytes=limit,
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


async def test_a_request_carries_the_trace() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200)

    here = SpanContext(trace_id=7, span_id=9, is_remote=False, trace_flags=TraceFlags(1))
    async with client(answer) as http:
        await http.get("http://source.test/", headers={"X-Other": "kept"})
        with use_span(NonRecordingSpan(here)):
            await http.get("http://source.test/", headers={"X-Other": "kept"})
            expected = current_traceparent()

    assert [request.headers.get("traceparent") for request in seen] == [None, expected]
    assert [request.headers["x-other"] for request in seen] == ["kept", "kept"]


async def fetch(
    answer: httpx.Response, *, limit: int = 1000, deadline: float = NEVER_SECONDS
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


@pytest.mark.parametrize("size", [1, 7, 1000])
async def test_a_body_of_several_gzip_members_arrives_whole(size: int) -> None:
    body = gzip.compress(b'{"a": 1') + gzip.compress(b"") + gzip.compress(b', "b": 2}') + b"\0" * 9
    pieces = [body[i : i + size] for i in range(0, len(body), size)]
    answer = httpx.Response(200, headers={"content-encoding": "gzip"}, stream=Stream(*pieces))

    assert (await fetch(answer)).content == b'{"a": 1, "b": 2}'


async def test_the_limit_holds_over_all_members() -> None:
    body = gzip.compress(b"x" * 600) * 2
    answer = httpx.Response(200, headers={"content-encoding": "gzip"}, stream=Stream(body))

    with pytest.raises(BodyTooLarge):
        await fetch(answer)


async def test_members_that_hold_nothing_do_not_go_on_for_ever() -> None:
    stream = Stream(*[gzip.compress(b"") * 10] * 1000)
    answer = httpx.Response(200, headers={"content-encoding": "gzip"}, stream=stream)

    with pytest.raises(BodyTooLarge):
        await fetch(answer)
    assert stream.taken < 20


async def test_an_answer_without_a_body_need_not_be_compressed() -> None:
    answer = httpx.Response(304, headers={"content-encoding": "gzip"}, stream=Stream())

    assert (await fetch(answer)).content == b""


async def test_an_answer_of_any_status_is_an_answer() -> None:
    answer = httpx.Response(503, json={"detail": "busy"})

    assert (await fetch(answer)).status_code == 503


async def test_a_body_above_the_limit_is_left_unread() -> None:
    stream = Stream(*[b"x" * 400] * 100)

    with pytest.raises(BodyTooLarge):
        await fetch(httpx.Response(200, stream=stream))
    assert stream.taken == 3


async def test_a_bomb_does_not_unfold() -> None:
    bomb = gzip.compress(b"\0" * 5_000_000)
    answer = httpx.Response(200, headers={"content-encoding": "gzip"}, stream=Stream(bomb))

    with pytest.raises(BodyTooLarge):
        await fetch(answer)


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", b"<html>"),
        ("gzip", gzip.compress(b"whole", mtime=0)[:-9]),
        ("gzip", gzip.compress(b"whole", mtime=0) + gzip.compress(b"half", mtime=0)[:-4]),
        ("gzip", gzip.compress(b"whole", mtime=0) + b"and more"),
        ("deflate", zlib.compress(b"whole") + zlib.compress(b"more")),
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
    stream = Stream(*[b"x"] * 10_000, pause=0.02)

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


@pytest.mark.parametrize(
    ("asked", "location"),
    [
        ("https://source.test/", "http://source.test/next"),
        ("https://source.test/", "http://source.test:443/next"),
        ("https://source.test/", "https://source.test:80/next"),
        ("https://source.test/", "//source.test:8443/next"),
        ("http://source.test:8080/", "https://source.test/next"),
        ("http://source.test/", "https://source.test:8443/next"),
        ("http://source.test/", "https://other.test/next"),
    ],
)
async def test_credentials_do_not_follow_to_another_origin(asked: str, location: str) -> None:
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(str(request.url))
        return httpx.Response(302, headers={"location": location})

    async with client(answer) as http:
        with pytest.raises(RedirectRefused):
            await http.get(asked, headers={"Authorization": "Bearer secret"})

    assert seen == [asked]


@pytest.mark.parametrize(
    ("asked", "location"),
    [
        ("https://source.test/", "https://source.test:443/next"),
        ("http://source.test:80/", "http://source.test/next"),
        ("http://source.test:8080/", "//source.test:8080/next"),
        ("http://source.test/", "https://source.test/next"),
    ],
)
async def test_the_same_origin_and_its_better_protected_form_are_followed(
    asked: str, location: str
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/":
            return httpx.Response(302, headers={"location": location})
        return httpx.Response(200, text=request.headers["authorization"])

    async with client(answer) as http:
        found = await http.get(asked, headers={"Authorization": "Bearer secret"})

    assert found.text == "Bearer secret"


async def test_nobody_is_sent_back_from_the_better_protected_form() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        other = "https" if request.url.scheme == "http" else "http"
        return httpx.Response(302, headers={"location": f"{other}://source.test/"})

    async with client(answer) as http:
        with pytest.raises(RedirectRefused, match="another host"):
            await http.get("http://source.test/")


@pytest.mark.parametrize("port", ["x", "99999"])
async def test_an_address_that_cannot_be_is_unreachable(port: str) -> None:
    async with client(lambda _: httpx.Response(200)) as http:
        with pytest.raises(Unreachable):
            await http.get(f"http://source.test:{port}/")


async def test_a_redirect_on_the_same_host_is_followed() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/":
            return httpx.Response(301, headers={"location": "/there?x=1"})
        return httpx.Response(200, text=str(request.url) + request.headers["x-key"])

    async with client(answer) as http:
        found = await http.get("http://source.test/", headers={"x-key": "k"})

    assert found.text == "http://source.test/there?x=1k"


async def test_cookies_of_an_answer_do_not_travel_with_another_request() -> None:
    """Two credentials may ask one host; the session of one must not answer the other."""
    seen: list[str | None] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("cookie"))
        given = {"set-cookie": "session=of-the-first; Path=/"}
        if request.url.path == "/":
            return httpx.Response(302, headers={**given, "location": "/next"})
        return httpx.Response(200, headers=given)

    async with client(answer) as http:
        await http.get("http://source.test/", headers={"Authorization": "Bearer one"})
        await http.get("http://source.test/", headers={"Authorization": "Bearer other"})

    assert seen == [None] * 4
