"""Who may push: a signature counts once and for its source and bytes, a token for its region."""

import json
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from tests.component.integration.fake_planning import KOMINFO, YEAR, ceiling
from tests.component.integration.world import PUSH_KEY, World

from integration.feeds.domain.signature import digest_of

RECORD = {"listing": f"ceilings/{YEAR}", "id": "1", "revision": 1, "row": ceiling(1, KOMINFO)}
BODY = json.dumps({"records": [RECORD]}).encode()


class Signer:
    """Signs bodies, each with a nonce of its own."""

    def __init__(self, key: str = PUSH_KEY) -> None:
        self._key = key.encode()
        self._count = 0

    def headers(
        self, body: bytes = BODY, *, source: str = "planning", at: float | None = None
    ) -> dict[str, str]:
        """Return the headers of a signed request."""
        self._count += 1
        timestamp, nonce = int(time.time() if at is None else at), f"nonce-{self._count:020}"
        digest = digest_of(
            self._key, timestamp=timestamp, nonce=nonce, source_code=source, body=body
        )
        return {
            "Tolok-Timestamp": str(timestamp),
            "Tolok-Nonce": nonce,
            "Tolok-Signature": f"sha256={digest}",
            "Content-Type": "application/json",
        }


@pytest.fixture
async def door(app: FastAPI, world: World) -> Any:
    """A client without a token, and a source that pushes."""
    await world.register(ways=("push",), push_secret_name="push")
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://integration.test/api/v1/feeds",
        headers={"Accept-Language": "en"},
    ) as client:
        yield client


async def send(
    door: httpx.AsyncClient, headers: dict[str, str], body: bytes = BODY, source: str = "planning"
) -> httpx.Response:
    return await door.post(f"/{source}", content=body, headers=headers)


async def test_a_signed_push_is_answered_record_by_record(door: httpx.AsyncClient) -> None:
    answer = await send(door, Signer().headers())

    assert answer.status_code == 200, answer.text
    assert answer.json()["counts"] == {"taken": 1}
    assert answer.json()["answers"][0] | {"fault": None} == {
        "position": 0,
        "listing": f"ceilings/{YEAR}",
        "id": "1",
        "status": "taken",
        "fault": None,
    }


async def test_a_signature_counts_once(door: httpx.AsyncClient) -> None:
    signed = Signer().headers()

    first, again = await send(door, signed), await send(door, signed)

    assert (first.status_code, again.status_code) == (200, 401)
    assert "was used before" in again.json()["detail"]


@pytest.mark.parametrize(
    ("changes", "body", "source"),
    [
        ({}, BODY.replace(b"125000000", b"925000000"), "planning"),
        ({}, BODY[:-1] + b" }", "planning"),
        ({}, BODY, "another"),
        ({"Tolok-Nonce": "another-nonce-of-16"}, BODY, "planning"),
        ({"Tolok-Timestamp": "the next second"}, BODY, "planning"),
        ({"Tolok-Signature": f"sha256={'0' * 64}"}, BODY, "planning"),
    ],
)
async def test_what_was_not_signed_is_refused_in_one_way(
    door: httpx.AsyncClient, changes: dict[str, str], body: bytes, source: str
) -> None:
    signed = Signer().headers()
    if "Tolok-Timestamp" in changes:
        changes = {"Tolok-Timestamp": str(int(signed["Tolok-Timestamp"]) + 1)}

    answer = await send(door, {**signed, **changes}, body, source)

    assert answer.status_code == 401
    assert answer.json()["detail"].startswith("The signature is refused.")


async def test_nobody_learns_which_sources_there_are(door: httpx.AsyncClient, world: World) -> None:
    await world.register(code="pulled")
    await world.register(code="foreign", ways=("push",), push_secret_name="of-another-region")
    await world.register(code="short", ways=("push",), push_secret_name="short")
    signers = {
        "planning": Signer("another key of more than thirty-two bytes"),
        "nothing": Signer(),
        "pulled": Signer("a-token-for-tests"),
        "foreign": Signer("another-region-s-token"),
        "short": Signer("a-key-that-is-too-short"),
    }

    answers = [
        await send(door, signer.headers(source=source), BODY, source)
        for source, signer in signers.items()
    ]

    said = {
        (answer.status_code, answer.json()["detail"], answer.headers["www-authenticate"])
        for answer in answers
    }
    assert len(said) == 1
    assert said.pop()[0] == 401


@pytest.mark.parametrize("seconds", [-301, 302, -(10**9), 10**10])
async def test_a_signature_of_another_time_is_refused(
    door: httpx.AsyncClient, seconds: int
) -> None:
    answer = await send(door, Signer().headers(at=max(0, time.time() + seconds)))

    assert answer.status_code == 401
    assert "clock" in answer.json()["detail"]


@pytest.mark.parametrize(
    "changes",
    [
        {"Tolok-Signature": "sha256=abc"},
        {"Tolok-Signature": f"md5={'0' * 64}"},
        {"Tolok-Nonce": "short"},
        {"Tolok-Nonce": "with a blank in it......"},
        {"Tolok-Timestamp": "-1"},
        {"Tolok-Timestamp": "99999999999"},
        {"Tolok-Timestamp": "1e9"},
    ],
)
async def test_a_cut_signature_is_none(door: httpx.AsyncClient, changes: dict[str, str]) -> None:
    answer = await send(door, {**Signer().headers(), **changes})

    assert answer.status_code == 401


async def test_without_a_signature_or_a_token_nobody_pushes(door: httpx.AsyncClient) -> None:
    signed = Signer().headers()
    del signed["Tolok-Signature"]

    assert (await send(door, signed)).status_code == 401
    assert (await send(door, {})).status_code == 401


async def test_a_token_of_the_region_pushes_and_another_finds_nothing(
    door: httpx.AsyncClient, world: World, bearer: Callable[..., dict[str, str]]
) -> None:
    kind = {"Content-Type": "application/json"}
    await world.register(code="pulled")

    own = await send(door, {**bearer("source"), **kind})
    other = await send(door, {**bearer("source", agency="9902"), **kind})
    missing = await send(door, {**bearer("source"), **kind}, BODY, "nothing")
    operator = await send(door, {**bearer("operator"), **kind})
    pulled = await send(door, {**bearer("source"), **kind}, BODY, "pulled")

    assert own.json()["counts"] == {"taken": 1}
    assert (other.status_code, missing.status_code) == (404, 404)
    assert other.json()["detail"].replace("planning", "nothing") == missing.json()["detail"]
    assert operator.status_code == 403
    assert pulled.status_code == 409


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"records": [], "records": [{}]}', 400),
        (b'{"records": [{"listing": "a", "id": 1, "row": {"x": NaN}}]}', 400),
        (b'{"records": ' + b"[" * 500 + b"]" * 500 + b"}", 400),
        (b'{"records": [' + b",".join([b"{}"] * 1001) + b"]}", 400),
        (b'{"records": []}', 400),
        (b"[]", 400),
        (b'{"records": [{}], "more": 1}', 400),
        (b"", 400),
        (b'{"records": ["\xff"]}', 400),
        (b'{"records": [{"id": "' + b"x" * 1_100_000 + b'"}]}', 413),
    ],
)
async def test_a_body_beyond_its_bounds_is_refused(
    door: httpx.AsyncClient, world: World, body: bytes, status: int
) -> None:
    answer = await send(door, Signer().headers(body), body)

    assert answer.status_code == status
    assert await world.query("SELECT * FROM kept_row") == []


async def test_one_bad_record_spoils_no_other(door: httpx.AsyncClient) -> None:
    row = ceiling(1, KOMINFO)
    bad: list[Any] = [
        "text",
        {},
        {**RECORD, "listing": "ceilings/1999"},
        {**RECORD, "id": "x" * 151},
        {**RECORD, "id": "2"},
        {**RECORD, "id": None},
        {**RECORD, "revision": -1},
        {**RECORD, "revision": "yesterday"},
        {**RECORD, "revision": 2**70},
        {**RECORD, "gone": True},
        {**RECORD, "row": None},
        {**RECORD, "more": 1},
        {**RECORD, "row": {**row, "KgtNm": "x" * 70_000}},
    ]
    body = json.dumps({"records": [*bad, RECORD]}).encode()

    answer = await send(door, Signer().headers(body), body)

    statuses = [each["status"] for each in answer.json()["answers"]]
    assert statuses == ["refused"] * len(bad) + ["taken"]
    assert all(each["fault"]["reason"]["en"] for each in answer.json()["answers"][:-1])
