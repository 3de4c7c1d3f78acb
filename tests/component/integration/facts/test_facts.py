"""Facts over HTTP: by agency, name and period, now and as of an instant, within one's subtree."""

from typing import Any

import pytest

from kit.database import DatabaseClock

KOMINFO, DISHUB, DINKES = "2.16.01", "2.15.01", "1.02.01"
pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture
async def world(world: Any) -> Any:
    """A world in which the source was read once."""
    await world.register()
    await world.sync()
    return world


async def fact(api: Any, name: str = "planning.ict_consulted", **params: Any) -> Any:
    answer = await api.get(
        "/facts", params={"agency": f"9901.{DISHUB}", "name": name, "period": "2026"} | params
    )
    (item,) = answer.json()["items"]
    return item


async def test_a_fact_shows_its_value_its_records_and_its_age(world: Any, api: Any) -> None:
    observed_at = world.clock.now()
    await world.sync()
    item = await fact(api)
    assert (item["status"], item["value"], item["revision"]) == ("value", True, 1)
    assert item["observed_at"] == observed_at.isoformat().replace("+00:00", "Z")
    assert item["confirmed_at"] == world.clock.now().isoformat().replace("+00:00", "Z")
    assert [record["record_kind"] for record in item["records"]] == ["ceiling", "consultation"]
    assert (await fact(api, "planning.ict_amount"))["value"] == "125000000"
    absent = await fact(api, "planning.spbe_roadmap_complete")
    assert (absent["status"], absent["value"]) == ("absent", None)


async def test_an_unknown_fact_shows_what_was_known_and_why(world: Any, api: Any) -> None:
    read_at = world.clock.now().isoformat().replace("+00:00", "Z")
    world.fake.mode = "html"
    await world.sync()
    item = await fact(api)
    assert (item["status"], item["value"]) == ("unknown", None)
    assert item["last_good"]["value"] is True
    assert item["last_good"]["confirmed_at"] == item["confirmed_at"] == read_at
    assert item["reason"]["code"] == "not_json"
    assert item["records"] == []


async def test_facts_as_of_an_instant_are_those_that_were_known_then(world: Any, api: Any) -> None:
    before = world.clock.now().isoformat()
    world.fake.find("konsultasi", DISHUB)["Status"] = 0
    await world.sync()
    assert (await fact(api))["value"] is False
    then = await fact(api, as_of=before)
    assert (then["value"], then["revision"]) == (True, 1)
    never = await api.get("/facts", params={"as_of": "2020-01-01T00:00:00Z"})
    assert never.json()["items"] == []


async def test_a_moment_within_an_open_write_is_not_settled_yet(world: Any, api: Any) -> None:
    async with world.database.transaction() as session:
        at = await DatabaseClock().moment(session)
        asked = {"as_of": at.isoformat()}
        refused = await api.get("/facts", params=asked)
        settled = {"as_of": refused.json()["settled_until"]}
        before = await api.get("/facts", params=settled)

    assert (refused.status_code, refused.headers["Retry-After"]) == (409, "1")
    assert [error["pointer"] for error in refused.json()["errors"]] == ["query/as_of"]
    assert before.status_code == 200, before.text
    assert (await api.get("/facts", params=asked)).status_code == 200


async def test_the_list_is_walked_by_cursor(world: Any, api: Any) -> None:
    seen: list[tuple[str, str]] = []
    for params in ({}, {"as_of": world.clock.now().isoformat()}):
        seen.clear()
        cursor = None
        while cursor is not None or not seen:
            page = await api.get(
                "/facts", params={"limit": 10, **params} | ({"cursor": cursor} if cursor else {})
            )
            seen += [(item["agency_code"], item["fact"]) for item in page.json()["items"]]
            cursor = page.json()["next_cursor"]
        assert len(seen) == len(set(seen)) == 27
        assert seen == sorted(seen)


async def test_an_agency_s_people_see_their_own_agency(api: Any, bearer: Any) -> None:
    headers = bearer("agency_officer", agency=f"9901.{DISHUB}")
    shown = (await api.get("/facts", headers=headers)).json()["items"]
    assert {item["agency_code"] for item in shown} == {f"9901.{DISHUB}"}
    foreign = await api.get("/facts", params={"agency": f"9901.{DINKES}"}, headers=headers)
    assert foreign.status_code == 404
    assert foreign.json()["errors"][0]["pointer"] == "query/agency"
    assert (await api.get("/facts", headers=bearer("public"))).status_code == 403


@pytest.mark.parametrize("code", ["9901", f"9901.{DINKES}", "9901.9.99.99", "8801"])
async def test_what_is_foreign_and_what_is_unknown_look_the_same(
    api: Any, bearer: Any, code: str
) -> None:
    headers = bearer("agency_officer", agency=f"9901.{DISHUB}")
    answer = await api.get("/facts", params={"agency": code}, headers=headers)
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["pointer"] == "query/agency"


async def test_an_agency_that_does_not_exist_is_named(api: Any) -> None:
    answer = await api.get("/facts", params={"agency": "9901.9.99.99"})
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["pointer"] == "query/agency"


async def test_a_token_that_names_an_unknown_agency_hears_of_it(api: Any, bearer: Any) -> None:
    headers = bearer("leader", agency="8801")
    answer = await api.get("/facts", params={"agency": "8801"}, headers=headers)
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["pointer"] == "query/agency"
    assert (await api.get("/facts", headers=headers)).json()["items"] == []


async def test_a_token_that_is_bound_to_no_agency_sees_nothing(api: Any, bearer: Any) -> None:
    headers = bearer("leader", "operator", agency=None)
    for path in ("/facts", "/facts?agency=9901", "/sources", "/sources/planning"):
        answer = await api.get(path, headers=headers)

        assert answer.status_code == 403, path
        assert answer.json()["detail"] == "Your token is bound to no agency."


@pytest.mark.parametrize(
    ("params", "pointer"),
    [
        ({"name": "planning.nothing"}, "query/name"),
        ({"period": "2026-13"}, "query/period"),
        ({"period": "November"}, "query/period"),
        ({"as_of": "2026-01-01T00:00:00"}, "query/as_of"),
        ({"as_of": "2999-01-01T00:00:00Z"}, "query/as_of"),
        ({"as_of": "0001-01-01T00:00:00+14:00"}, "query/as_of"),
        ({"limit": "201"}, "query/limit"),
        ({"cursor": "nonsense"}, "query/cursor"),
    ],
)
async def test_a_wrong_question_is_refused_by_the_name_of_its_parameter(
    api: Any, params: dict[str, str], pointer: str
) -> None:
    answer = await api.get("/facts", params=params)
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


async def test_facts_are_found_by_the_source_that_they_name(api: Any, bearer: Any) -> None:
    """Also by those who stand below the region that the source belongs to."""
    headers = bearer("leader", agency=f"9901.{DISHUB}")
    seen = (await api.get("/facts", headers=headers)).json()["items"]
    (source,) = {item["source_code"] for item in seen}

    answer = await api.get("/facts", params={"source": source}, headers=headers)

    assert answer.status_code == 200, answer.text
    assert answer.json()["items"] == seen
