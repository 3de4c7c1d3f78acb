"""Findings over HTTP: list, filters, one with its history, explanation, table, and figures."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from tests.component.integration.fake_planning import DINKES, DISHUB, KOMINFO
from tests.component.integration.reconciliation.conftest import OTHER, OWN, SHARED

PATH = "/reconciliations"
Bearer = Callable[..., dict[str, str]]
pytestmark = pytest.mark.usefixtures("found")


def path_of(finding: Any) -> str:
    return f"{PATH}/{finding.key.finding_id}"


async def listed(api: Any, headers: dict[str, str] | None = None, **params: Any) -> list[str]:
    answer = (await api.get(PATH, params=params, headers=headers or {})).raise_for_status()
    return [item["finding_id"] for item in answer.json()["items"]]


def ids(*findings: Any) -> list[str]:
    return [str(one.key.finding_id) for one in findings]


async def test_findings_are_listed_in_order_and_by_filters(api: Any) -> None:
    assert await listed(api) == ids(SHARED, OTHER, OWN)
    assert await listed(api, kind="planned_without_budget") == ids(OTHER, OWN)
    assert await listed(api, agency=f"9901.{KOMINFO}") == ids(OWN)
    # A finding of two agencies is one of each.
    assert await listed(api, agency=f"9901.{DISHUB}") == ids(SHARED, OTHER)
    assert await listed(api, agency="9901") == []
    assert await listed(api, agency="9901", below="true") == ids(SHARED, OTHER, OWN)
    assert await listed(api, year=2025) == []
    assert await listed(api, status="explained") == []
    first = (await api.get(PATH, params={"limit": 2})).json()
    rest = await listed(api, limit=2, cursor=first["next_cursor"])
    assert rest == ids(OWN)


async def test_wrong_filters_are_refused(api: Any) -> None:
    for params in ({"kind": "x"}, {"status": "closed"}, {"year": "26"}, {"agencies": "9901"}):
        assert (await api.get(PATH, params=params)).status_code == 400, params
    unknown = await api.get(PATH, params={"agency": "9901.9"})
    assert unknown.status_code == 404
    assert unknown.json()["errors"][0]["pointer"] == "query/agency"


async def test_a_finding_quotes_both_sides_with_their_records(api: Any) -> None:
    answer = await api.get(path_of(SHARED))
    body = answer.json()
    assert answer.headers["ETag"] == '"1"'
    assert (body["kind"], body["status"], body["difference"]) == ("unit_differs", "open", "100/3")
    assert body["title"] == {"id": "Unit berbeda", "en": "Unit differs"}
    assert [side["agency_code"] for side in body["sides"]] == [
        f"9901.{DINKES}",
        f"9901.{DISHUB}",
    ]
    assert body["sides"][0]["records"] == [
        {
            "source_code": "e-planning",
            "record_kind": "ceiling",
            "record_id": "2026:1",
            "revision": 3,
            "content_hash": "ab" * 32,
        }
    ]
    assert [state["event"] for state in body["history"]] == ["seen"]


async def test_what_lies_outside_of_the_subtree_is_not_shown(api: Any, bearer: Bearer) -> None:
    dishub = bearer("agency_officer", agency=f"9901.{DISHUB}")
    assert await listed(api, dishub) == ids(SHARED, OTHER)
    body = (await api.get(path_of(SHARED), headers=dishub)).json()
    assert (body["agency_code"], body["other_agency_code"]) == (None, f"9901.{DISHUB}")
    assert [side["field"] for side in body["sides"]] == ["budget"]
    hidden = await api.get(path_of(OWN), headers=dishub)
    never = await api.get(f"{PATH}/00000000-0000-4000-8000-000000000000", headers=dishub)
    assert (hidden.status_code, never.status_code) == (404, 404)
    assert hidden.json()["errors"] == never.json()["errors"]
    kominfo = bearer("leader", agency=f"9901.{KOMINFO}")
    book = load_workbook(BytesIO((await api.get(f"{PATH}.xlsx", headers=kominfo)).content))
    assert [row[0] for row in book["temuan"].iter_rows(min_row=2, values_only=True)] == ids(OWN)


async def test_an_officer_explains_a_finding_once(api: Any, world: Any, bearer: Bearer) -> None:
    officer = bearer("agency_officer", agency=f"9901.{KOMINFO}")
    path, body = f"{path_of(OWN)}/explanation", {"text": "Dipindahkan ke perubahan."}
    assert (await api.put(path, json=body, headers=officer)).status_code == 428
    stale = await api.put(path, json=body, headers={**officer, "If-Match": '"7"'})
    assert stale.status_code == 412
    done = await api.put(path, json=body, headers={**officer, "If-Match": '"1"'})
    assert done.status_code == 200, done.text
    told = done.json()
    assert (told["status"], told["explanation"]["text"]) == ("explained", body["text"])
    assert [state["event"] for state in told["history"]] == ["explained", "seen"]
    again = await api.put(path, json=body, headers={**officer, "If-Match": '"2"'})
    assert again.json()["revision"] == 2
    assert await listed(api, status="explained") == ids(OWN)
    marked = await world.query("SELECT DISTINCT agency_code FROM reconciliation_mark")
    assert [row["agency_code"] for row in marked] == [f"9901.{KOMINFO}"]


async def test_who_may_explain(api: Any, bearer: Bearer) -> None:
    path, body = f"{path_of(SHARED)}/explanation", {"text": "x"}
    for role in ("leader", "operator", "inspectorate", "public"):
        headers = {**bearer(role), "If-Match": '"1"'}
        assert (await api.put(path, json=body, headers=headers)).status_code == 403, role
    other = {**bearer("agency_officer", agency=f"9901.{DISHUB}"), "If-Match": '"1"'}
    seen = await api.put(path, json=body, headers=other)
    assert seen.status_code == 403, "it sees the finding, which another agency explains"
    foreign = {**bearer("coordinator", agency=f"9901.{KOMINFO}"), "If-Match": '"1"'}
    assert (await api.put(path, json=body, headers=foreign)).status_code == 404
    coordinator = {**bearer("coordinator"), "If-Match": '"1"'}
    assert (await api.put(path, json=body, headers=coordinator)).status_code == 200


async def test_a_history_cannot_be_changed(world: Any) -> None:
    with pytest.raises(Exception, match="permission denied"):
        await world.write("UPDATE reconciliation_revision SET event = 'x'")


async def test_the_table_holds_all_findings_and_no_formula(api: Any) -> None:
    book = load_workbook(BytesIO((await api.get(f"{PATH}.xlsx")).content))
    rows = list(book["temuan"].iter_rows(values_only=True))
    assert rows[0][:5] == ("id", "instansi", "instansi_lain", "tahun", "jenis")
    assert len(rows) == 4
    cell = book["sisi"].cell(2, 4)
    assert (cell.value, cell.data_type) == ("=SUM(1)", "s")


async def test_who_has_not_joined_stands_on_top(api: Any, bearer: Bearer) -> None:
    answer = await api.get(f"{PATH}/agencies", params={"year": 2026})
    items = answer.json()["items"]
    assert [(item["agency_code"], item["joining"]) for item in items] == [
        (f"9901.{KOMINFO}", "not_joined"),
        (f"9901.{DISHUB}", "joined"),
        (f"9901.{DINKES}", "unknown"),
    ]
    first = items[0]
    assert (first["planned_unjoined"], first["planned_share"]) == ("100", "200/3")
    assert (first["open_count"], first["explained_count"]) == (1, 0)
    assert (items[2]["planned"], items[2]["doubt"]["code"]) == (None, "one_side_only")
    page = (await api.get(f"{PATH}/agencies", params={"year": 2026, "limit": 1})).json()
    more = {"year": 2026, "limit": 1, "cursor": page["next_cursor"]}
    second = (await api.get(f"{PATH}/agencies", params=more)).json()
    assert second["items"][0]["agency_code"] == f"9901.{DISHUB}"
    own = bearer("leader", agency=f"9901.{DISHUB}")
    seen = await api.get(f"{PATH}/agencies", params={"year": 2026}, headers=own)
    assert [item["agency_code"] for item in seen.json()["items"]] == [f"9901.{DISHUB}"]
    assert (await api.get(f"{PATH}/agencies")).status_code == 400
