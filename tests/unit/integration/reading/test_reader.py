"""One source is asked within its own budget: so many requests at a time, a minute, and in all."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import httpx
import pytest

from integration.reading.adapters import reader
from integration.reading.adapters.effort import Effort
from integration.reading.adapters.failures import SourceFailure
from integration.reading.adapters.reader import Reader
from integration.reading.domain.answers import Answers
from integration.sources.domain.limits import SourceLimits
from kit.outbound import Unreachable
from rules.text import Text


class FakeClient:
    """Answers each path with what is left of its answers, and the last of them for ever."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = answers
        self.asked: Counter[str] = Counter()
        self.given: list[Mapping[str, Any]] = []
        self.at_once = self.most_at_once = 0

    async def get(self, url: str, **given: Any) -> httpx.Response:
        self.given.append(given)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        for _ in range(5):
            await asyncio.sleep(0)
        self.at_once -= 1
        place = min(self.asked[url], len(self.answers) - 1)
        self.asked[url] += 1
        answer = self.answers[place]
        if isinstance(answer, Exception):
            raise answer
        return answer


GOOD = httpx.Response(200, content=b'{"status": 1, "data": []}')


def reader_of(client: FakeClient, effort: Effort) -> Reader:
    return Reader(
        client,
        "https://source.test",
        headers={},
        effort=effort,
        answers=Answers(),
        deadline_seconds=5,
    )


@pytest.mark.parametrize("own", [1, 3, None])
async def test_no_more_requests_at_a_time_than_the_source_takes(own: int | None) -> None:
    client = FakeClient(GOOD)
    effort = Effort(at_once=4).within(SourceLimits(concurrency=own))
    asking = reader_of(client, effort)
    await asyncio.gather(*(asking.read(f"/{place}", {}) for place in range(20)))
    assert client.most_at_once == (own or 4)
    assert client.asked.total() == 20


async def test_no_more_requests_a_minute_than_the_source_takes() -> None:
    client = FakeClient(GOOD)
    asking = reader_of(client, Effort().within(SourceLimits(requests_per_minute=1)))
    await asking.read("/1", {})
    second = asyncio.ensure_future(asking.read("/2", {}))
    for _ in range(20):
        await asyncio.sleep(0)
    assert not second.done()
    assert client.asked.total() == 1
    second.cancel()
    await asyncio.gather(second, return_exceptions=True)


@pytest.mark.parametrize(
    ("answers", "asked", "reads"),
    [
        ([httpx.Response(500), GOOD], 2, True),
        ([Unreachable(Text("x", "x")), httpx.Response(503), GOOD], 3, True),
        ([httpx.Response(500)], 3, False),
        ([httpx.Response(429, headers={"Retry-After": "0"}), GOOD], 2, True),
        # A page of a login, instead of an answer, may pass.
        ([httpx.Response(200, content=b"<html>"), GOOD], 2, True),
        # What does not pass by itself is not asked for again.
        ([httpx.Response(401), GOOD], 1, False),
        ([httpx.Response(404), GOOD], 1, False),
        # So long a pause is left to the next run.
        ([httpx.Response(429, headers={"Retry-After": "60"}), GOOD], 1, False),
    ],
)
async def test_what_may_pass_is_tried_again_a_few_times(
    monkeypatch: pytest.MonkeyPatch,
    answers: Sequence[httpx.Response | Exception],
    asked: int,
    *,
    reads: bool,
) -> None:
    monkeypatch.setattr(reader, "_BACK_OFF", lambda _: 0.0)
    client = FakeClient(*answers)
    asking = reader_of(client, Effort(attempts=3))
    if reads:
        assert (await asking.read("/x", {})).document == {"status": 1, "data": []}
    else:
        with pytest.raises(SourceFailure):
            await asking.read("/x", {})
    assert client.asked.total() == asked


async def test_each_request_has_the_deadline_and_the_size_of_its_source() -> None:
    client = FakeClient(GOOD)
    effort = Effort(body_bytes=1_000_000).within(SourceLimits(body_bytes=2_000))
    await reader_of(client, effort).read("/x", {})
    (given,) = client.given
    assert (given["deadline_seconds"], given["max_body_bytes"]) == (5, 2_000)


def test_pauses_between_tries_grow_and_are_drawn_by_chance() -> None:
    def drawn(attempt: int) -> set[float]:
        state: Any = type("State", (), {"attempt_number": attempt, "outcome": None})()
        return {reader._pause(state) for _ in range(200)}

    first, fifth = drawn(1), drawn(5)
    assert len(first) > 100
    assert max(first) <= 0.1
    assert 0.1 < max(fifth) <= 2
