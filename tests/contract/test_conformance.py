"""What every adapter must do. One that is registered is tried here; without a case the suite fails.

`adapter_cases.py` holds what is special to each: its rows, and how its system answers.
"""

import copy
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import httpx
import pytest
from tests.contract.adapter_cases import CASES, Case, Row
from tests.contract.recordings import SECRET, read

from integration.reading.adapters.collection import ADAPTERS, adapter_of
from integration.reading.adapters.failures import SourceFailure
from integration.reading.domain.listing_content import ListingContent
from integration.records.domain.record import Record

EVERY = pytest.mark.parametrize("case", CASES.values(), ids=CASES)
_PAGES = {
    "page": "1",
    "per_page": "1",
    "numberrecordperpage": "1",
    "mulai_dari": "0",
    "banyak": "1",
}
PAGED = pytest.mark.parametrize(
    "case",
    [case for case in CASES.values() if case.page_of(_PAGES) is not None],
    ids=lambda case: case.source.dialect,
)
WITH_NUMBERS = [case for case in CASES.values() if case.number is not None]


def of(found: Sequence[ListingContent], case: Case, listing: str) -> ListingContent:
    key = case.resource(listing).key
    return next(item for item in found if item.resource == key)


def changed(row: Row, key: str, value: Any) -> Row:
    """Return a row with another value at a key; a dot enters an object."""
    fresh = copy.deepcopy(row)
    part: Any = fresh
    *steps, last = key.split(".")
    for step in steps:
        part = part[step]
    part[last] = value
    return fresh


async def listed(case: Case, listing: str, rows: Sequence[Any]) -> ListingContent:
    return of(await read(case.source, case.answering({listing: rows})), case, listing)


def records(content: ListingContent) -> tuple[Record, ...]:
    assert content.records is not None
    return content.records


def test_every_adapter_has_a_case() -> None:
    assert CASES.keys() == ADAPTERS.keys()
    for name, case in CASES.items():
        assert case.source.dialect == name


@EVERY
async def test_rows_become_records_and_what_no_fact_rests_on_may_be_any_text(case: Case) -> None:
    listing, row, key = case.text
    title = "Café “Peb” 🏛 ꦏ"
    content = await listed(case, listing, [changed(row(1), key, title), row(2)])
    assert (len(records(content)), content.errors, content.ended) == (2, (), True)
    assert title in str([record.content for record in records(content)])


@EVERY
async def test_an_empty_listing_is_whole_and_holds_nothing(case: Case) -> None:
    listing = case.text[0]
    content = await listed(case, listing, [])
    assert (content.records, content.complete, content.ended) == ((), True, True)


@EVERY
async def test_a_row_that_is_gone_is_gone_and_the_others_are_the_same(case: Case) -> None:
    listing, row, _ = case.text
    before = await listed(case, listing, [row(1), row(2), row(3)])
    after = await listed(case, listing, [row(3), row(1)])
    assert after.complete
    assert {(item.key, item.content_hash) for item in records(after)} < {
        (item.key, item.content_hash) for item in records(before)
    }


@EVERY
async def test_the_same_row_twice_counts_once(case: Case) -> None:
    listing, row, _ = case.text
    content = await listed(case, listing, [row(1), row(2), row(1)])
    assert (len(records(content)), content.errors) == (2, ())


@EVERY
async def test_what_is_no_row_is_an_error_and_nothing_counts_as_gone(case: Case) -> None:
    listing, row, _ = case.text
    content = await listed(case, listing, [row(1), "no row", None, [1]])
    assert [error.code for error in content.errors] == ["not_an_object"] * 3
    assert not content.complete


@pytest.mark.parametrize("case", WITH_NUMBERS, ids=lambda case: case.source.dialect)
@pytest.mark.parametrize(
    "value", [True, "NaN", "Infinity", "1e9", "1.2.3,4", "12 rb", "Rp 5", "0x1F", "1,2,3.4", [], {}]
)
async def test_what_is_no_number_is_an_error_and_never_zero(case: Case, value: Any) -> None:
    assert case.number is not None
    listing, row, key = case.number
    content = await listed(case, listing, [row(1), changed(row(2), key, value)])
    assert [error.code for error in content.errors] == ["not_a_number"]
    assert [record.content for record in records(content)] == [
        record.content for record in records(await listed(case, listing, [row(1)]))
    ]
    assert content.unreadable
    assert len(content.kept) == 1


@EVERY
@pytest.mark.parametrize(
    "value", ["2026-02-30", "31/02/2026", "2026-13-01 08:00:00", "kemarin", 20260131, True]
)
async def test_what_is_no_day_is_an_error_and_never_today(case: Case, value: Any) -> None:
    listing, row, key = case.day
    content = await listed(case, listing, [row(1), changed(row(2), key, value)])
    assert [error.code for error in content.errors] == ["not_a_time"]
    assert content.unreadable


@PAGED
@pytest.mark.parametrize("states", [True, False])
async def test_pages_give_what_one_answer_gives(case: Case, *, states: bool) -> None:
    listing, row, _ = case.text
    rows = [row(number) for number in range(1, 26)]
    whole = await listed(case, listing, rows)
    paged = replace(case.source, options=replace(case.source.options, paging="pages", page_size=10))
    found = await read(paged, case.answering({listing: rows}, states=states))
    content = of(found, case, listing)
    assert (content.rows, content.ended, content.complete) == (25, True, True)
    assert records(content) == records(whole)


@EVERY
async def test_an_unchanged_listing_is_not_read_again(case: Case) -> None:
    listing, row, _ = case.text
    answer = case.answering({listing: [row(1)]})

    def tagged(request: httpx.Request) -> httpx.Response:
        if "if-none-match" in request.headers:
            return httpx.Response(304)
        whole = answer(request)
        return httpx.Response(200, content=whole.content, headers={"ETag": '"1"'})

    first = await read(case.source, tagged)
    tags = {item.resource: item.etags for item in first}
    again = await read(case.source, tagged, etags=tags)
    assert of(again, case, listing).unchanged


@EVERY
@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (httpx.Response(200, text="<html>login</html>"), "not_json"),
        (httpx.Response(200, text='{"status": 1, "data": ['), "not_json"),
        (httpx.Response(401, json={}), "credential_refused"),
        (httpx.Response(404, json={}), "error_answer"),
        (httpx.Response(503), "error_answer"),
        (httpx.Response(200, json={"unexpected": []}), "bad_envelope"),
        (httpx.Response(200, json="text"), "bad_envelope"),
    ],
)
async def test_what_is_no_answer_fails_the_reading(
    case: Case, answer: httpx.Response, code: str
) -> None:
    body, status = answer.content, answer.status_code
    with pytest.raises(SourceFailure) as failed:
        await read(case.source, lambda _: httpx.Response(status, content=body))
    assert failed.value.reason.code == code


@EVERY
async def test_the_credential_goes_into_a_header_and_nowhere_else(case: Case) -> None:
    asked: list[httpx.Request] = []
    answer = case.answering({})

    def note(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return answer(request)

    await read(case.source, note)
    assert asked
    for request in asked:
        assert SECRET not in str(request.url)
        found = sum(SECRET in value for value in request.headers.values())
        assert found == case.credentials


@EVERY
def test_every_listing_has_its_own_key_and_a_version_names_the_adapter(case: Case) -> None:
    adapter = adapter_of(replace(case.source, years=(2025, 2026)))
    keys = [item.key for item in adapter.resources(replace(case.source, years=(2025, 2026)))]
    assert len(keys) == len(set(keys))
    name, _, version = adapter.version.partition("@")
    assert case.source.dialect.startswith(name)
    assert version.isdigit()
