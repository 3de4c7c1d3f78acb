"""Whatever a source sends: the parsers of outside data end in rows, row errors or a clear failure.

A minute at least, seeded. What is sent is made from recorded answers of real systems, bent a little
or much, so that most of it gets past the envelope and into the rows.
"""

import gzip
import json
import random
from collections.abc import Callable, Sequence
from typing import Any, Final

import httpx
from tests.chaos.conftest import Rounds, told
from tests.contract.recordings import FILES, SECRET, a_source, observed, payload

from integration.drift.domain.judging import Listed, Listing, Thresholds, judge
from integration.reading.adapters.client import make_client
from integration.reading.adapters.collection import collect
from integration.reading.adapters.effort import Effort
from integration.reading.adapters.failures import SourceFailure
from integration.reading.adapters.paging import ListingLimits
from integration.reading.domain.error_groups import groups_of
from integration.reading.domain.listing_content import ListingContent
from integration.reading.domain.shape import Shape
from integration.records.domain.record import canonical_json
from integration.runs.usecases.report import digest_of
from integration.sources.domain.source import SYSTEMS, Options, Source, System
from kit.outbound import HttpClient

TOGETHER: Final = 50
LEAST_SECONDS: Final = 60.0
"""For so long the parsers are tried, however short this story's share of the time is."""
NUMBERS: Final = ("1.234,56", "1,234.56", "1e9", "-0", "NaN", "Rp 5", "٣", "9" * 4_500, "0x1f", "")
DAYS: Final = ("0000-00-00", "2026-02-30", "9999-12-31", "2026-01-05T10:00:00+99:00", "kemarin")
ODD: Final[Sequence[Any]] = (
    *NUMBERS,
    *DAYS,
    *(
        None,
        True,
        False,
        0,
        -1,
        10**30,
        1.5,
        [],
        {},
        [[]],
        {"": {}},
        "\x00",
        "\ud800",
        "\u202e",
        "\u00a0",
    ),
    *("x" * 100_000, "2.16.01", "TOTAL", "-", {"nama": None}, [{"id": 1}]),
)
BYTES: Final = (b"\x00", b"\xff\xfe", b"[" * 300, b"NaN", b"\xef\xbb\xbf", b'"', b"}", b"\\ud800")


async def test_whatever_a_source_sends_ends_in_rows_or_in_a_clear_failure(rounds: Rounds) -> None:
    door = _Door()
    tried = read = 0
    async with make_client(
        transport=httpx.MockTransport(door.answer),
        allowed_targets=["source.test"],
        max_body_bytes=4_000_000,
    ) as client:
        for chance in rounds(LEAST_SECONDS):
            for _ in range(TOGETHER):
                read += await _send_something(chance, door, client)
            tried += TOGETHER
            told(f"{tried} answers")
    told(f"{tried} answers in all, {read} of them with rows")
    assert read > tried / 20  # else what is sent does not reach the rows


class _Door:
    """Where the client gets its answers; `opened` says what stands behind it now."""

    opened: Callable[[httpx.Request], httpx.Response]

    def answer(self, request: httpx.Request) -> httpx.Response:
        return self.opened(request)


async def _send_something(chance: random.Random, door: _Door, client: HttpClient) -> bool:
    """Let one system send something bent; say whether rows could be read."""
    system: System = chance.choice(SYSTEMS)
    name = chance.choice(sorted({*FILES[system].values()} - {"empty"}))
    bent = _bent(chance, payload(system, name))
    options = Options(
        number_format=chance.choice(["plain", "indonesian"]),
        paging=chance.choice(["all", "pages"]),
    )
    source = a_source(system, options=options)
    door.opened = _answers(system, name, bent, packed=chance.random() < 0.2)
    found, failure = await _collected(source, client)
    if failure is not None:
        assert failure.reason.text.id, bent[:500]
        assert failure.reason.text.en
        return False
    _check(found, bent)
    for fact in observed(source, found):
        assert fact.status in ("value", "absent", "unknown"), bent[:500]
    return True


async def _collected(
    source: Source, client: HttpClient
) -> tuple[Sequence[ListingContent], SourceFailure | None]:
    try:
        effort = Effort(attempts=1, limits=ListingLimits(pages=20))
        return await collect(source, client, secret=SECRET, etags={}, effort=effort), None
    except SourceFailure as failure:
        return (), failure


def _answers(
    system: System, name: str, bent: bytes, *, packed: bool
) -> Callable[[httpx.Request], httpx.Response]:
    """Answer every listing with what was recorded, and one with what was bent."""

    def answer(request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path == "/api/capaian":
            path += f"?triwulan={request.url.params['triwulan']}"
        known = FILES[system][path]
        if known != name:
            return httpx.Response(200, content=payload(system, known))
        headers = {"Content-Encoding": "gzip"} if packed else {}
        return httpx.Response(200, content=gzip.compress(bent) if packed else bent, headers=headers)

    return answer


def _check(found: Sequence[ListingContent], bent: bytes) -> None:
    """What was read can be stored, shown, compared and judged."""
    for item in found:
        for record in item.records or ():
            canonical_json(record.content).encode()
        shape = item.shape
        assert shape is None or Shape.read(json.loads(json.dumps(shape.written()))) == shape
        for group in groups_of(item.errors):
            json.dumps(group.written()).encode()
        assert len(item.errors) <= 4 * item.rows + 50, bent[:500]
    listings = [
        Listing(
            resource=item.resource,
            rows=item.rows,
            own_rows=item.own_rows,
            errors=item.errors,
            shape=item.shape,
            before=Listed(rows=item.rows, own_rows=item.own_rows, shape=item.shape),
        )
        for item in found
    ]
    new = {each.kind for each in judge(listings, Thresholds())}
    assert new <= {"too_many_broken_rows", "relevant_rows_failed"}, "drifted from itself"
    assert len(digest_of(found)) == 64


def _bent(chance: random.Random, body: bytes) -> bytes:
    if chance.random() < 0.25:
        return _bent_bytes(chance, body)
    document = json.loads(body)
    for _ in range(chance.randint(1, 6)):
        document = _bent_part(chance, document, depth=chance.choice([0, 3, 3, 3, 4, 5]))
    return json.dumps(document, ensure_ascii=True).encode()


def _bent_bytes(chance: random.Random, body: bytes) -> bytes:
    place = chance.randrange(len(body))
    match chance.randrange(4):
        case 0:
            return body[:place]
        case 1:
            return body[:place] + chance.choice(BYTES) + body[place:]
        case 2:
            flipped = bytes([body[place] ^ (1 << chance.randrange(8))])
            return body[:place] + flipped + body[place + 1 :]
        case _:
            encoding = chance.choice(["utf-16", "utf-32", "utf-8-sig", "cp1252"])
            return body.decode().encode(encoding, "replace")


def _bent_part(chance: random.Random, part: Any, *, depth: int) -> Any:
    """Return a part with something else in it, at most so many levels below."""
    if depth > 0 and isinstance(part, dict) and part:
        name = chance.choice(sorted(part))
        changed = {**part, name: _bent_part(chance, part[name], depth=depth - 1)}
        match chance.randrange(12):
            case 0:
                del changed[name]
            case 1:
                changed[f"{name}{chance.choice(['', 'x', chr(0), '.', chr(0xD800)])}_"] = 1
            case 2:
                changed = {f"{key}_baru": value for key, value in changed.items()}
            case _:
                pass
        return changed
    if depth > 0 and isinstance(part, list) and part:
        place = chance.randrange(len(part))
        rows = [*part]
        rows[place] = _bent_part(chance, part[place], depth=depth - 1)
        return rows * 2 if chance.random() < 0.05 else rows
    return chance.choice(ODD)
