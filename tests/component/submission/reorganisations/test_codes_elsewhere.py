"""Codes of others: nobody learns of one without creating something, whatever creates."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import httpx
import pytest

Bearer = Callable[..., dict[str, str]]
Change = Mapping[str, Any]


class Way(NamedTuple):
    """A way to create something with a code: `wrong` are changes that make the body not fit."""

    method: str
    path: str
    body: Mapping[str, Any]
    wrong: Change
    has_preview: bool = False


UNIT = {"name": "Unit", "agency_kind": "unit", "parent_code": "9901.1", "valid_from": "2020-01-01"}
PART = {"agency_code": "CODE", "name": "X", "agency_kind": "unit", "parent_code": "9901.1"}
NEW_UNIT = {key: value for key, value in PART.items() if key != "agency_code"}
MERGED = ["9901.1.1", "9901.1.2"]
DAY = "2026-03-01"
WAYS = {
    "put_agency": Way("PUT", "/agencies/CODE", UNIT, {"valid_until": "2019-01-01"}),
    "import_agencies": Way(
        "POST",
        "/agencies/imports",
        {"csv": "code,name,kind,parent_code,valid_from\nCODE,Unit,unit,9901.1,2020-01-01\n"},
        {"csv": "code,name,kind,parent_code,valid_from\nCODE,Unit,unit,nobody,2020-01-01\n"},
        has_preview=True,
    ),
    "merge_agencies": Way(
        "POST",
        "/agencies/CODE/merger",
        {"from_codes": MERGED, "agency": NEW_UNIT, "effective_on": DAY},
        {"from_codes": [*MERGED, "nobody"]},
        has_preview=True,
    ),
    "split_agency": Way(
        "POST",
        "/agencies/9901.1.1/split",
        {"parts": [PART], "goes_on": True, "effective_on": DAY},
        {"parts": [PART | {"parent_code": "nobody"}]},
        has_preview=True,
    ),
    "open_campaign": Way(
        "POST",
        "/campaigns",
        {
            "code": "CODE",
            "name": "Kegiatan",
            "edition_code": "spbe",
            "period": "2026",
            "agency_codes": ["9901.1"],
        },
        {"agency_codes": ["nobody"]},
    ),
    "put_person": Way(
        "PUT",
        "/people/CODE",
        {"agency_code": "9901.1", "name": "Nama", "valid_from": "2026-01-01"},
        {"valid_until": "2025-01-01"},
    ),
    "put_calendar": Way(
        "PUT",
        "/calendars/CODE",
        {
            "agency_code": "9901.1",
            "name": "Kinerja",
            "kind": "monthly",
            "edition_code": "bulanan",
            "agency_kind": "agency",
            "rule": "FREQ=MONTHLY;BYMONTHDAY=1",
            "periods_back": 1,
            "days_open": "10",
        },
        {"rule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"},
    ),
}
TAKEN, FREE = "lain-1", "lain-2"


@pytest.fixture
async def beside(service: Any, edition: Any, bearer: Bearer) -> Any:
    """Return the service as one agency sees it; beside it all kinds of things have one code."""
    await service.hear(edition("bulanan", hash_letter="c", period="month"))
    for code in MERGED:
        await service.put_agency(code, "9901.1", agency_kind="unit")
    headers = bearer("coordinator", agency="9901.2")
    for name in ("put_agency", "open_campaign", "put_person", "put_calendar"):
        made = await send(service, WAYS[name], TAKEN, headers=headers, agency="9901.2")
        assert made.status_code == 201, made.text
    service.api.headers.update(bearer("coordinator", agency="9901.1"))
    return service


async def send(
    service: Any, way: Way, code: str, *, agency: str = "9901.1", headers: Any = None, **query: str
) -> httpx.Response:
    def of(part: Any) -> Any:
        if isinstance(part, Mapping):
            return {key: of(value) for key, value in part.items()}
        if isinstance(part, list):
            return [of(each) for each in part]
        return (
            {"9901.1": agency}.get(part, str(part).replace("CODE", code))
            if isinstance(part, str)
            else part
        )

    body = of(way.body)
    new = {"If-None-Match": "*"} if way.method == "PUT" else {}
    sent = {"json": body}
    if "csv" in body:
        new["Content-Type"] = "text/csv"
        sent = {"content": body["csv"]}
    path = way.path.replace("CODE", code)
    answer: httpx.Response = await service.api.request(
        way.method, path, headers={**new, **(headers or {})}, params=query, **sent
    )
    return answer


def said(answer: httpx.Response, code: str) -> tuple[int, str]:
    """Return what an answer tells, without the code that was asked for and its own number."""
    text = answer.text.replace(code, "X")
    return answer.status_code, text.replace(answer.headers["x-request-id"], "")


@pytest.mark.parametrize("name", WAYS)
async def test_a_code_elsewhere_is_told_only_where_something_would_be_made(
    beside: Any, name: str
) -> None:
    way = WAYS[name]
    defective = way._replace(body={**way.body, **way.wrong})
    ways: list[tuple[Way, dict[str, str]]] = [(defective, {})]
    if way.has_preview:
        ways += [(defective, {"preview": "true"}), (way, {"preview": "true"})]
    for each, query in ways:
        taken, free = [
            said(await send(beside, each, code, **query), code) for code in (TAKEN, FREE)
        ]
        assert taken == free
        assert taken[0] == (200 if each is way else 422), taken

    refused = await send(beside, way, TAKEN)
    assert refused.status_code == 409, refused.text
    assert len(refused.json()["errors"]) == 1
    made = await send(beside, way, FREE)
    assert made.status_code in (200, 201), made.text


async def test_every_operation_that_creates_under_a_chosen_code_is_tried(service: Any) -> None:
    document = (await service.api.get("http://submission.test/openapi.json")).json()
    creating = {
        operation["operationId"]
        for path in document["paths"].values()
        for method, operation in path.items()
        if method == "put"
        and "if-none-match" in {each["name"].lower() for each in operation.get("parameters", [])}
    }
    assert creating
    assert creating <= {*WAYS}
