"""Each way to fail: what a client meets, and that it ends when it is switched off."""

import asyncio
import gzip
import json
from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from tests.support.waiting import eventually

from .conftest import SYSTEMS, Client

LISTINGS: dict[str, tuple[str, dict[str, Any]]] = {
    "e-planning": ("/api/v1/rkpd/plafon1", {"ta": 2026, "page": "all"}),
    "e-program": ("/api/realisasi", {"tahun": 2026}),
    "e-sakip": ("/api/capaian", {"tahun": 2026, "triwulan": 3}),
}
ID_KEYS = {"e-planning": "transid", "e-program": "id_realisasi", "e-sakip": "id"}

pytestmark = pytest.mark.parametrize("system", SYSTEMS)


async def ask(client: Client, etag: str | None = None) -> httpx.Response:
    return await client.get(*LISTINGS[client.system], etag)


async def test_fail_answers_500_even_where_nothing_changed(
    clients: Mapping[str, Client], system: str
) -> None:
    client = clients[system]
    right = await ask(client)
    await client.fail("fail")
    assert (await ask(client, right.headers["etag"])).status_code == 500
    await client.fail("none")
    assert (await ask(client, right.headers["etag"])).status_code == 304


async def test_html_answers_200_with_a_page(clients: Mapping[str, Client], system: str) -> None:
    await clients[system].fail("html")
    answer = await ask(clients[system])
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert "<html" in answer.text


async def test_stall_does_not_answer_until_it_is_over(
    clients: Mapping[str, Client], system: str
) -> None:
    client = clients[system]
    await client.fail("stall")
    waiting = asyncio.create_task(ask(client))
    await asyncio.sleep(0.3)
    assert not waiting.done()
    await client.fail("none")
    assert (await waiting).status_code == 503
    assert (await ask(client)).status_code == 200


async def test_a_client_may_give_up_on_a_stall(clients: Mapping[str, Client], system: str) -> None:
    client = clients[system]
    await client.fail("stall")
    path, params = LISTINGS[system]
    with pytest.raises(httpx.ReadTimeout):
        await client.http.get(path, params=params, timeout=0.2)
    await client.fail("none")
    assert (await ask(client)).status_code == 200


async def test_broken_rows_are_some_among_right_ones(
    clients: Mapping[str, Client], system: str
) -> None:
    client = clients[system]
    right = await ask(client)
    await client.fail("broken_rows")
    spoilt = await ask(client, right.headers["etag"])
    assert spoilt.status_code == 200
    assert spoilt.headers["etag"] != right.headers["etag"]
    rows, good = spoilt.json()["data"], right.json()["data"]
    assert len(rows) == len(good)
    broken = [row for row, was in zip(rows, good, strict=True) if row != was]
    assert 0.1 < len(broken) / len(rows) < 0.15
    assert any(row is None for row in broken)
    assert any(row is not None and ID_KEYS[system] not in row for row in broken)
    assert any(row is not None and "tidak diketahui" in row.values() for row in broken)
    again = await ask(client, spoilt.headers["etag"])
    assert again.status_code == 304


async def test_endless_pages_always_have_one_more(
    clients: Mapping[str, Client], system: str
) -> None:
    client = clients[system]
    await client.fail("endless_pages")
    if system == "e-sakip":
        size = 0
        async with client.http.stream(
            "GET", *LISTINGS[system][:1], params=LISTINGS[system][1]
        ) as a:
            async for chunk in a.aiter_bytes():
                size += len(chunk)
                if size > 300_000:
                    break
        assert size > 300_000
        return
    ids: set[str] = set()
    path, params = LISTINGS[system]
    for page in (1, 2, 50):
        body = (await client.get(path, {**params, "page": page})).json()
        paging = body.get("pagination", body)
        assert paging.get("last_page", paging.get("total_page")) == page + 1
        found = {str(row[ID_KEYS[system]]) for row in body["data"]}
        assert found
        assert not found & ids
        ids |= found


async def test_the_answer_for_everything_is_a_first_page_of_endless_ones(
    clients: Mapping[str, Client], system: str
) -> None:
    if system == "e-sakip":
        await clients[system].fail("endless_pages", seconds=60)
        assert (await clients[system].state())["fault"]["mode"] == "endless_pages"
        return
    await clients[system].fail("endless_pages")
    body = (await ask(clients[system])).json()
    paging = body.get("pagination", body)
    assert paging.get("last_page", paging.get("total_page")) == 2


async def test_drip_sends_the_right_answer_slowly(
    clients: Mapping[str, Client], system: str
) -> None:
    client = clients[system]
    right = (await ask(client)).content
    await client.fail("drip")
    path, params = LISTINGS[system]
    received = b""
    async with client.http.stream("GET", path, params=params) as answer:
        async for chunk in answer.aiter_bytes():
            received += chunk
            if len(received) >= 24:
                break
    assert right.startswith(received)
    assert len(received) < min(100, len(right))


async def test_bomb_is_small_on_the_wire_and_huge_in_memory(
    clients: Mapping[str, Client], system: str
) -> None:
    client = clients[system]
    await client.fail("bomb")
    path, params = LISTINGS[system]
    async with client.http.stream("GET", path, params=params) as answer:
        packed = b"".join([chunk async for chunk in answer.aiter_raw()])
    assert answer.status_code == 200
    assert answer.headers["content-encoding"] == "gzip"
    assert len(packed) < 120_000
    unpacked = gzip.decompress(packed)
    assert len(unpacked) > 100 * 1024 * 1024
    assert unpacked.endswith(b"{}")


async def test_redirect_points_to_where_nobody_should_go(
    clients: Mapping[str, Client], system: str
) -> None:
    client = clients[system]
    await client.fail("redirect")
    answer = await ask(client)
    assert answer.status_code == 302
    assert answer.headers["location"].startswith("http://169.254.169.254/")
    await client.fail("redirect", location="http://127.0.0.1:1/")
    assert (await ask(client)).headers["location"] == "http://127.0.0.1:1/"


async def test_a_fault_ends_by_itself(clients: Mapping[str, Client], system: str) -> None:
    client = clients[system]
    await client.fail("fail", seconds=2)
    # A moment and 2 s, less the same moment, is not always 2 s in floating point.
    assert 0 < round((await client.state())["fault"]["seconds_left"], 6) <= 2
    assert (await ask(client)).status_code == 500

    async def is_over() -> bool:
        return (await ask(client)).status_code == 200

    await eventually(is_over)
    assert (await client.state())["fault"] == {"mode": "none", "seconds_left": None}


async def test_an_unknown_fault_is_refused(clients: Mapping[str, Client], system: str) -> None:
    http = clients[system].http
    for body, field in (
        ({"mode": "explode"}, "mode"),
        ({"mode": "fail", "seconds": 0}, "seconds"),
        ({"mode": "fail", "seconds": "soon"}, "seconds"),
        ({"mode": "redirect", "location": 5}, "location"),
    ):
        answer = await http.post("/_control/fault", content=json.dumps(body), headers=JSON)
        assert answer.status_code == 422
        assert answer.json()["field"] == field


JSON = {"Content-Type": "application/json"}
