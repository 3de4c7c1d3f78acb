"""Letters and reports that came from outside: entered once, corrected, and hidden elsewhere."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

LETTER: dict[str, Any] = {
    "agency_code": "9901",
    "number": "B/123/PD.02/2026",
    "dated": "2026-02-16",
    "author_kind": "ministry",
    "author": "Kementerian PANRB",
    "title": "Hasil evaluasi SPBE",
}


async def enter(service: Any, headers: Any = None, **told: Any) -> Any:
    return await service.api.post("/reports", json=LETTER | told, headers=headers)


async def test_a_letter_is_entered_once(service: Any) -> None:
    made = await enter(service)
    assert made.status_code == 201, made.text
    assert (made.json()["revision"], made.headers["etag"]) == (1, '"1"')
    again = await enter(service)
    assert (again.status_code, again.json()) == (200, made.json())
    other = await enter(service, title="Lain")
    assert (other.status_code, other.json()["report_id"]) == (409, made.json()["report_id"])
    # Another office, or another agency, has numbers of its own.
    assert (await enter(service, author_kind="province")).status_code == 201
    assert (await enter(service, agency_code="9901.1")).status_code == 201
    path = f"/reports/{made.json()['report_id']}"
    assert (await service.api.get(path)).json() == made.json()
    listed = (await service.api.get("/reports", params={"agency": "9901.1"})).json()["items"]
    assert [each["agency_code"] for each in listed] == ["9901.1"]


async def test_two_at_once_enter_one_letter(service: Any) -> None:
    made = await asyncio.gather(*(enter(service) for _ in range(4)))
    assert sorted(each.status_code for each in made) == [200, 200, 200, 201]
    assert len({each.json()["report_id"] for each in made}) == 1


async def test_a_letter_is_corrected_from_what_was_seen(service: Any) -> None:
    made = (await enter(service)).json()
    path, told = f"/reports/{made['report_id']}", LETTER | {"title": "Judul"}
    assert (await service.api.put(path, json=told)).status_code == 428
    for _ in range(2):  # the second is a repetition
        changed = await service.api.put(path, json=told, headers={"If-Match": '"1"'})
        assert (changed.status_code, changed.json()["revision"]) == (200, 2)
    stale = await service.api.put(path, json=LETTER, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["current"]["body"]) == (412, changed.json())
    await enter(service, number="2")
    taken = await service.api.put(path, json=told | {"number": "2"}, headers={"If-Match": '"2"'})
    assert taken.status_code == 409
    other = told | {"agency_code": "9901.1"}
    moved = await service.api.put(path, json=other, headers={"If-Match": '"2"'})
    assert (moved.status_code, moved.json()["errors"][0]["pointer"]) == (422, "/agency_code")


@pytest.mark.parametrize(
    ("told", "status", "pointer"),
    [
        ({"dated": "2999-01-01"}, 422, "/dated"),
        ({"agency_code": "9902"}, 404, "/agency_code"),
        ({"author_kind": "press"}, 400, "/author_kind"),
        ({"number": " "}, 400, "/number"),
    ],
)
async def test_what_breaks_a_rule_is_named(
    service: Any, told: dict[str, Any], status: int, pointer: str
) -> None:
    refused = await enter(service, **told)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (status, pointer)


async def test_who_enters_letters(service: Any, bearer: Callable[..., dict[str, str]]) -> None:
    assert (await enter(service, bearer("leader"))).status_code == 403
    assert (await enter(service, bearer("inspectorate"))).status_code == 201
    below = bearer("leader", agency="9901.1")
    assert (await service.api.get("/reports", headers=below)).json()["items"] == []
