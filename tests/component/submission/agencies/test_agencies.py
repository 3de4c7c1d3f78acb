"""Agencies: a tree that never closes to a circle, changed from the version that was read."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

Bearer = Callable[..., dict[str, str]]
STATE = {
    "name": "Nama baru",
    "agency_kind": "agency",
    "parent_code": "9901",
    "valid_from": "2017-01-01",
}


async def test_new_agency_is_announced_with_its_whole_state(service: Any) -> None:
    answer = await service.put_agency("9901.3", short_name="Tiga", valid_until="2026-12-31")
    assert (answer.status_code, answer.headers["etag"]) == (201, '"1"')
    events = await service.said("submission.agency", count=4)
    event = events[-1]
    assert (event.agency_code, event.revision, event.parent_code) == ("9901.3", 1, "9901")
    assert (event.short_name, str(event.valid_until)) == ("Tiga", "2026-12-31")


async def test_change_starts_from_the_version_that_was_read(service: Any) -> None:
    put = service.api.put
    changed = await put("/agencies/9901.1", json=STATE, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    stale = await put(
        "/agencies/9901.1", json=STATE | {"name": "Lain"}, headers={"If-Match": '"1"'}
    )
    assert stale.status_code == 412
    assert stale.json()["current"]["body"]["name"] == "Nama baru"
    assert stale.json()["yours"] == {"etag": '"1"'}
    assert stale.json()["errors"][0]["pointer"] == "header/If-Match"


async def test_same_state_again_changes_nothing(service: Any) -> None:
    for _ in range(2):
        answer = await service.api.put("/agencies/9901.1", json=STATE, headers={"If-Match": '"1"'})
        assert answer.json()["revision"] == 2
    assert len(await service.said("submission.agency", count=4)) == 4


@pytest.mark.parametrize("if_match", ['"nonsense"', '"0"', '"99"', ""])
async def test_same_state_needs_a_version_that_was(service: Any, if_match: str) -> None:
    await service.api.put("/agencies/9901.1", json=STATE, headers={"If-Match": '"1"'})
    again = await service.api.put("/agencies/9901.1", json=STATE, headers={"If-Match": if_match})
    assert again.status_code == 412
    assert again.json()["errors"][0]["pointer"] == "header/If-Match"


async def test_a_change_says_what_it_starts_from(service: Any) -> None:
    answer = await service.api.put("/agencies/9901.1", json=STATE)
    assert answer.status_code == 428
    assert "If-Match" in answer.json()["detail"]
    answer = await service.api.put("/agencies/9901.9", json=STATE)
    assert answer.status_code == 428
    assert "If-None-Match: *" in answer.json()["detail"]
    answer = await service.api.put("/agencies/9901.9", json=STATE, headers={"If-Match": '"1"'})
    assert answer.status_code == 404
    again = await service.put_agency("9901.1")
    assert (again.status_code, again.json()["title"]) == (412, "Sudah ada")
    assert again.json()["errors"][0]["pointer"] == "header/If-None-Match"


async def test_an_agency_neither_ends_nor_lives_again_without_a_reorganisation(
    service: Any,
) -> None:
    for code, wanted, told in (
        ("9901.1", {"valid_until": "2026-12-31"}, "melalui reorganisasi"),
        ("9901.3", {}, "berakhir pada 2026-12-31"),
        ("9901.3", {"valid_until": "2027-12-31"}, "berakhir pada 2026-12-31"),
    ):
        await service.put_agency("9901.3", valid_until="2026-12-31")
        refused = await service.api.put(
            f"/agencies/{code}", json=STATE | wanted, headers={"If-Match": '"1"'}
        )
        assert (refused.status_code, told in refused.json()["detail"]) == (409, True), refused.text
        assert [each["pointer"] for each in refused.json()["errors"]] == ["/valid_until"]
    renamed = STATE | {"name": "Lain", "valid_until": "2026-12-31"}
    answer = await service.api.put("/agencies/9901.3", json=renamed, headers={"If-Match": '"1"'})
    assert (answer.status_code, answer.json()["name"]) == (200, "Lain")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"parent_code": "9999"}, "/parent_code"),
        ({"parent_code": "9901.3"}, "/parent_code"),
        ({"agency_kind": "regency", "parent_code": "9901.1"}, "/parent_code"),
        ({"valid_until": "2016-12-31"}, "/valid_until"),
    ],
)
async def test_what_breaks_a_rule_is_named(
    service: Any, body: dict[str, Any], pointer: str
) -> None:
    answer = await service.put_agency("9901.3", **body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"agency_kind": "kecamatan"}, "/agency_kind"),
        ({"valid_from": "2017-13-01"}, "/valid_from"),
        ({"revision": 4}, "/revision"),
        ({"name": "a\0"}, "/name"),
        ({"short_name": "a\0"}, "/short_name"),
    ],
)
async def test_what_cannot_be_read_is_named(
    service: Any, body: dict[str, Any], pointer: str
) -> None:
    answer = await service.put_agency("9901.3", **body)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == pointer


async def test_tree_never_closes_to_a_circle(service: Any) -> None:
    await service.put_agency("9901.1.1", "9901.1")
    moved = await service.api.put(
        "/agencies/9901.1", json=STATE | {"parent_code": "9901.1.1"}, headers={"If-Match": '"1"'}
    )
    assert moved.status_code == 422
    assert "circle" in (await _english(service, moved))


async def test_two_moves_at_once_close_no_circle(service: Any) -> None:
    moves = [
        service.api.put(
            f"/agencies/{code}", json=STATE | {"parent_code": parent}, headers={"If-Match": '"1"'}
        )
        for code, parent in (("9901.1", "9901.2"), ("9901.2", "9901.1"))
    ]
    codes = sorted(answer.status_code for answer in await asyncio.gather(*moves))
    assert codes == [200, 422]


async def test_list_is_paged_and_filtered(service: Any) -> None:
    get = service.api.get
    first = (await get("/agencies", params={"limit": 2})).json()
    rest = (await get("/agencies", params={"limit": 2, "cursor": first["next_cursor"]})).json()
    assert [item["agency_code"] for item in first["items"] + rest["items"]] == [
        "9901",
        "9901.1",
        "9901.2",
    ]
    below = (await get("/agencies", params={"parent": "9901", "kind": "agency"})).json()
    assert len(below["items"]) == 2


@pytest.mark.parametrize(
    ("path", "query", "pointer"),
    [
        ("/agencies", {"parent": "a\0"}, "query/parent"),
        ("/agencies", {"cursor": "RF5NT5EV"}, "query/cursor"),
        ("/assessments", {"agency": "a\0"}, "query/agency"),
        ("/assessments", {"campaign": "a\0"}, "query/campaign"),
        ("/assessments", {"cursor": "RF5NT5EV"}, "query/cursor"),
        ("/campaigns", {"cursor": "RF5NT5EV"}, "query/cursor"),
        ("/campaigns/a%00", {}, "path/campaign_code"),
    ],
)
async def test_question_that_no_database_takes_is_named(
    service: Any, path: str, query: dict[str, str], pointer: str
) -> None:
    answer = await service.api.get(path, params=query)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize(
    ("agency", "status"),
    [("9901", 200), ("9901.1", 200), ("9901.2", 404), ("8801", 404), (None, 403)],
)
async def test_agency_is_read_from_itself_and_above(
    service: Any, bearer: Bearer, agency: str | None, status: int
) -> None:
    answer = await service.api.get("/agencies/9901.1", headers=bearer("leader", agency=agency))
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("code", "parent", "agency", "status"),
    [
        ("9901.3", "9901", "9901.1", 422),  # beside one's own agency: below one that is hidden
        ("9902", None, "9901", 403),  # a second root
        ("9901.1", "9901.2", "9901.1", 403),  # one's own agency elsewhere
        ("9901.1.1", "9901.2", "9901.1", 422),  # below another agency
    ],
)
async def test_nobody_writes_outside_their_subtree(
    service: Any, bearer: Bearer, code: str, parent: str | None, agency: str, status: int
) -> None:
    answer = await service.api.put(
        f"/agencies/{code}",
        json=STATE | {"parent_code": parent, "agency_kind": "agency" if parent else "regency"},
        headers=bearer("coordinator", agency=agency)
        | ({"If-Match": '"1"'} if code == "9901.1" else {"If-None-Match": "*"}),
    )
    assert answer.status_code == status
    assert await service.count("agency") == 3


async def test_a_code_that_is_taken_elsewhere_says_nothing_but_that(
    service: Any, bearer: Bearer
) -> None:
    service.api.headers.update(bearer("coordinator", agency="9901.1"))

    answer = await service.put_agency("9901.2", "9901.1")

    assert answer.status_code == 409
    assert answer.json()["errors"] == [{"pointer": "path/agency_code", "message": "sudah dipakai"}]
    assert "etag" not in answer.headers


async def test_unknown_agency_is_named(service: Any) -> None:
    answer = await service.api.get("/agencies/9901.99")
    assert answer.status_code == 404
    assert answer.json()["errors"] == [{"pointer": "path/agency_code", "message": "tidak ada"}]


@pytest.mark.parametrize("code", ["9901", "9901.2", "9901.1.9", "8801"])
async def test_what_is_foreign_and_what_is_unknown_look_the_same(
    service: Any, bearer: Bearer, code: str
) -> None:
    service.api.headers.update(bearer("coordinator", agency="9901.1"))
    below = STATE | {"parent_code": "9901.1"}
    for answer, pointer in (
        (await service.api.get(f"/agencies/{code}"), "path/agency_code"),
        (
            await service.api.put(f"/agencies/{code}", json=below, headers={"If-Match": '"1"'}),
            "path/agency_code",
        ),
        (await service.put_agency("9901.1.1", code), "/parent_code"),
        (await service.api.get("/assessments", params={"agency": code}), "query/agency"),
        (await service.open_campaign(under_code=code), "/under_code"),
        (await service.open_campaign(agency_codes=["9901.1", code]), "/agency_codes/1"),
    ):
        assert answer.status_code == (
            422 if pointer in ("/parent_code", "/agency_codes/1") else 404
        )
        assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
        assert answer.json()["errors"][0]["message"].endswith("tidak ada")


async def test_reader_with_the_current_version_gets_304(service: Any) -> None:
    answer = await service.api.get("/agencies/9901.1", headers={"If-None-Match": '"1"'})
    assert answer.status_code == 304


@pytest.mark.parametrize("role", ["data_entry", "leader", "agency_officer", "inspectorate"])
async def test_only_coordinator_and_operator_change_agencies(
    service: Any, bearer: Bearer, role: str
) -> None:
    answer = await service.api.put("/agencies/9901.3", json=STATE, headers=bearer(role))
    assert answer.status_code == 403


async def _english(service: Any, answer: Any) -> str:
    again = await service.api.request(
        answer.request.method,
        answer.request.url,
        content=answer.request.content,
        headers={
            "If-Match": '"1"',
            "Accept-Language": "en",
            "Content-Type": "application/json",
        },
    )
    return str(again.json()["errors"][0]["message"])
