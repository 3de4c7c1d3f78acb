"""Listings are read whole or not at all: pages, entity tags, failures."""

import json
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from tests.contract.recordings import (
    FILES,
    a_source,
    errors,
    hashes,
    observed,
    payload,
    read,
    recorded,
    records,
)

from integration.reading.adapters.collection import adapter_of
from integration.reading.adapters.failures import SourceFailure
from integration.reading.adapters.paging import ListingLimits
from integration.reading.adapters.row import Row
from integration.sources.domain.source import SYSTEMS, Options, System
from rules.text import Text


@pytest.mark.parametrize("whole", [True, False])
async def test_pages_are_followed_and_give_the_same_as_everything_at_once(*, whole: bool) -> None:
    """A system that does not know page=all answers with a first page of its own size."""

    def answer(request: httpx.Request) -> httpx.Response:
        page = request.url.params["page"]
        if not request.url.path.endswith("plafon1") or (page == "all" and whole):
            return recorded("e-planning")(request)
        number = "1" if page == "all" else page
        return httpx.Response(200, content=payload("e-planning", f"plafon1-page-{number}"))

    at_once = await read(a_source("e-planning"), recorded("e-planning"))
    by_pages = a_source("e-planning", options=Options(number_format="plain", paging="pages"))
    paged = await read(a_source("e-planning") if not whole else by_pages, answer)
    assert hashes(paged) == hashes(at_once)
    assert errors(paged) == errors(at_once)


async def test_a_listing_that_gives_less_than_it_claims_is_no_listing() -> None:
    short = json.dumps({"status": 1, "total": 5, "data": []}).encode()
    with pytest.raises(SourceFailure) as caught:
        await read(a_source("e-planning"), recorded("e-planning", konsultasi=short))
    assert caught.value.reason.code == "incomplete"


@pytest.mark.parametrize(
    ("pages", "limits"),
    [
        (lambda number: number + 1, ListingLimits(pages=5)),
        (lambda number: number + 1, ListingLimits()),
        (lambda _: 10_000, ListingLimits(pages=5)),
        (lambda _: 10_000, ListingLimits(rows=300)),
    ],
)
async def test_pages_without_end_are_noticed(
    pages: Callable[[int], int], limits: ListingLimits
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        number = int(request.url.params["page"].replace("all", "1"))
        rows = [{"transid": str(number)}]
        return httpx.Response(200, json={"status": 1, "last_page": pages(number), "data": rows})

    with pytest.raises(SourceFailure) as caught:
        await read(a_source("e-planning"), answer, limits=limits)
    assert caught.value.reason.code == "endless_pages"


async def test_a_page_that_repeats_is_noticed() -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=payload("e-planning", "plafon1-page-1"))

    with pytest.raises(SourceFailure) as caught:
        await read(a_source("e-planning"), answer)
    assert caught.value.reason.code == "endless_pages"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"<!DOCTYPE html><html><body>Masuk</body></html>", "not_json"),
        (b'{"status": 1, "data": [', "not_json"),
        (b'{"status": 1, "data": [NaN]}', "not_json"),
        (b'{"status": 1, "data": [Infinity]}', "not_json"),
        (b"\xff\xfe", "not_json"),
        (b"", "not_json"),
        (b"[" * 100_000, "not_json"),
        (b'{"status": 1, "data": [' + b"9" * 5_000 + b"]}", "not_json"),
        (b"null", "bad_envelope"),
        (b"[]", "bad_envelope"),
        (b'{"status": 0, "message": "x", "data": []}', "bad_envelope"),
        (b'{"status": 1, "data": {}}', "bad_envelope"),
        (b'{"status": 1}', "bad_envelope"),
        (b'{"status": 1, "status": 1, "data": []}', "bad_envelope"),
        (b'{"status": 1, "data": [], "data": [{"id": 1}]}', "bad_envelope"),
        (b'{"status": 1, "data": [], "total": 5, "total": 0}', "bad_envelope"),
    ],
)
async def test_what_is_no_answer_of_the_system_fails(body: bytes, code: str) -> None:
    with pytest.raises(SourceFailure) as caught:
        await read(a_source("e-planning"), recorded("e-planning", konsultasi=body))
    assert caught.value.reason.code == code


@pytest.mark.parametrize(
    ("system", "name"), [("e-program", "error-in-200"), ("e-sakip", "error-401")]
)
async def test_an_error_with_status_200_fails(system: System, name: str) -> None:
    wrong = payload(system, name)
    with pytest.raises(SourceFailure) as caught:
        await read(a_source(system), recorded(system, pertukaran=wrong))
    assert caught.value.reason.code == "bad_envelope"


@pytest.mark.parametrize(
    ("status", "code", "tries"),
    [
        (401, "credential_refused", 1),
        (403, "credential_refused", 1),
        (404, "error_answer", 1),
        (304, "error_answer", 1),
        (429, "error_answer", 2),
        (500, "error_answer", 2),
        (503, "error_answer", 2),
    ],
)
async def test_an_error_is_tried_again_only_where_that_can_help(
    status: int, code: str, tries: int
) -> None:
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        if not request.url.path.endswith("plafon1"):
            return recorded("e-planning")(request)
        asked.append(request)
        return httpx.Response(status, content=b"{}")

    with pytest.raises(SourceFailure) as caught:
        await read(a_source("e-planning"), answer)
    assert caught.value.reason.code == code
    assert len(asked) == tries


async def test_a_failure_that_passes_within_the_run_is_none() -> None:
    asked: dict[str, int] = {}

    def answer(request: httpx.Request) -> httpx.Response:
        asked[request.url.path] = asked.get(request.url.path, 0) + 1
        if asked[request.url.path] == 1:
            raise httpx.ReadError("reset", request=request)
        return recorded("e-planning")(request)

    found = await read(a_source("e-planning"), answer)
    assert len(records(found, "ceiling")) == 2
    assert set(asked.values()) == {2}


@pytest.mark.parametrize("paging", ["all", "pages"])
async def test_entity_tags_spare_what_did_not_change(paging: Any) -> None:
    source = a_source("e-planning", options=Options(number_format="plain", paging=paging))
    clean = {
        "transid": "1",
        "OrgCd": "2.16.01",
        "NoBA": "x",
        "TglBA": None,
        "Status": 1,
        "TA": 2026,
    }
    asked: list[tuple[str, int]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        page = request.url.params["page"]
        etag = f'"{request.url.path}-{page}"'
        same = request.headers.get("if-none-match") == etag
        asked.append((page, 304 if same else 200))
        if same:
            return httpx.Response(304)
        rows = []
        if request.url.path.endswith("konsultasi"):
            rows = [{**clean, "transid": page}]
        last = 1 if page == "all" else 2
        body = {"status": 1, "last_page": last, "data": rows or [{}] if rows else []}
        return httpx.Response(200, json=body, headers={"ETag": etag})

    first = await read(source, answer)
    tags = {item.resource: item.etags for item in first if item.etags}
    assert "consultations/2026" in tags
    asked.clear()
    again = await read(source, answer, etags=tags)
    unchanged = [item.resource for item in again if item.unchanged]
    assert "consultations/2026" in unchanged
    assert all(item.etags == tags[item.resource] for item in again if item.unchanged)


async def test_one_changed_page_reads_the_whole_listing_again() -> None:
    source = a_source("e-planning", options=Options(number_format="plain", paging="pages"))
    row = {"OrgCd": "2.16.01", "NoBA": "x", "TglBA": None, "Status": 1, "TA": 2026}
    version = {"1": 1, "2": 1}

    def answer(request: httpx.Request) -> httpx.Response:
        page = request.url.params["page"]
        if not request.url.path.endswith("konsultasi"):
            return httpx.Response(200, json={"status": 1, "data": []})
        etag = f'"{page}-{version[page]}"'
        if request.headers.get("if-none-match") == etag:
            return httpx.Response(304)
        rows = [{**row, "transid": page, "NoBA": str(version[page])}]
        body = {"status": 1, "last_page": 2, "data": rows}
        return httpx.Response(200, json=body, headers={"ETag": etag})

    first = await read(source, answer)
    tags = {item.resource: item.etags for item in first if item.etags}
    assert tags == {"consultations/2026": ('"1-1"', '"2-1"')}
    version["2"] = 2
    again = await read(source, answer, etags=tags)
    assert sorted(records(again, "consultation")) == ["1", "2"]
    assert records(again, "consultation")["2"]["number"] == "2"


async def test_a_listing_with_broken_rows_keeps_no_entity_tag() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        path = FILES["e-planning"][request.url.path]
        return httpx.Response(200, content=payload("e-planning", path), headers={"ETag": '"same"'})

    tags = {item.resource: item.etags for item in await read(a_source("e-planning"), answer)}
    assert tags["consultations/2026"] == ('"same"',)
    assert tags["ceilings/2026"] == ()


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (httpx.ConnectError("x"), Text("source.test: ConnectError", "source.test: ConnectError")),
        (
            httpx.Response(302, headers={"Location": "https://elsewhere.test/"}),
            Text("source.test mengalihkan ke host lain", "source.test sends to another host"),
        ),
    ],
)
async def test_a_failure_is_told_with_its_detail_in_both_languages(
    answer: httpx.Response | Exception, told: Text
) -> None:
    def handle(_: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    with pytest.raises(SourceFailure) as caught:
        await read(a_source("e-planning"), handle)
    text = caught.value.reason.text
    assert told.id in text.id
    assert told.en in text.en


@pytest.mark.parametrize("system", SYSTEMS)
def test_an_id_that_begins_again_in_every_listing_is_another_record(system: System) -> None:
    source = a_source(system, years=(2024, 2025, 2026))
    resources = adapter_of(source).resources(source)
    found = []
    for resource in resources:
        row = Row({resource.keys["id"]: 1}, resource.keys, source, ZoneInfo("Asia/Jakarta"))
        found.append((resource.kind, resource.identity_of(row)))
    assert len(set(found)) == len(resources)


async def test_one_row_in_the_listings_of_two_plans_counts_once() -> None:
    row = json.loads(payload("e-sakip", "iku"))["data"][0]
    row |= {"periode": {"tahun_mulai": 2024, "tahun_akhir": 2026}, "status": "selesai"}
    row["target_tahunan"] = {"2026": "3,05"}
    body = json.dumps({"status": "success", "data": [row]}).encode()
    options = Options(number_format="indonesian", key_indicator_periods=("2020-2024", "2025-2029"))
    source = a_source("e-sakip", options=options)
    found = await read(source, recorded("e-sakip", iku=body))
    facts = {item.key.fact: item for item in observed(source, found)}
    fact = facts["accountability.iku_set"]
    assert (fact.status, fact.value, len(fact.records)) == ("value", True, 1)
