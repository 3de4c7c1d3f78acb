"""Registration over HTTP: everything a source names is looked up, and nothing secret is shown."""

from typing import Any

import pytest
from tests.contract.recordings import UNITS, recorded, well_written

from kit.awaited import AWAITED

OLD, NEW = "2.16.03.2.02.01", "2.16.03.2.02.0001"
KOMINFO, DISHUB, DINKES = "2.16.01", "2.15.01", "1.02.01"

pytestmark = pytest.mark.usefixtures("world")


def body(**changes: Any) -> dict[str, Any]:
    return {
        "code": "planning",
        "system": "e-planning",
        "name": "E-Planning",
        "region_code": "9901",
        "base_url": "http://planning.test",
        "secret_name": "planning",
        "interval_seconds": 60,
        "timeout_seconds": 5,
        "years": [2026],
        "units": {KOMINFO: f"9901.{KOMINFO}", DISHUB: f"9901.{DISHUB}"},
    } | changes


async def test_a_source_is_registered_read_and_shown(world: Any, api: Any) -> None:
    answer = await api.post("/sources", json=body())
    assert answer.status_code == 201
    assert answer.headers["location"] == "/api/v1/sources/planning"
    assert answer.headers["etag"] == '"1"'
    assert await world.sync() == "partial"  # one unit is not mapped
    shown = (await api.get("/sources/planning")).json()
    assert shown["state"]["health"] == "up"
    assert shown["state"]["failures"] == 0
    assert shown["options"]["number_format"] == "plain"
    listed = (await api.get("/sources")).json()
    assert [item["code"] for item in listed["items"]] == ["planning"]
    assert "a-token-for-tests" not in str(shown) + str(listed)


async def test_how_realisations_are_to_be_read_is_part_of_the_registration(
    world: Any, api: Any
) -> None:
    options = {
        "cumulative_columns": ["spent"],
        "budget_multiple": "1.5",
        "code_translations": {"2.16.03.2.02.01": "2.16.03.2.02.0001"},
    }
    units = {UNITS["e-program"]: f"9901.{KOMINFO}"}
    given = body(system="e-program", units=units, options=options)
    assert (await api.post("/sources", json=given)).status_code == 201
    world.fake.answer = recorded("e-program", **well_written("e-program"))
    assert await world.sync() == "succeeded"
    shown = (await api.get("/sources/planning")).json()["options"]
    assert {name: shown[name] for name in options} == options


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"units": {"1": "9901.9.99.99"}}, "/units/1"),
        ({"units": {"1..1": "9901.2.15.01"}}, "/units/1..1"),
        (
            {"options": {"fields": {"ceilings": {"amount": "a..b"}}}},
            "/options/fields/ceilings/amount",
        ),
        (
            {"options": {"fields": {"ceilings": {"amount": "a."}}}},
            "/options/fields/ceilings/amount",
        ),
        ({"units": {"a/b~c": "9901.9.99.99"}}, "/units/a~1b~0c"),
        ({"region_code": "9999"}, "/region_code"),
        ({"code": "planning..a"}, "/code"),
        ({"code": "planning."}, "/code"),
        ({"secret_name": "nobody"}, "/secret_name"),
        ({"base_url": "http://10.0.0.7"}, "/base_url"),
        ({"base_url": "https://169.254.169.254"}, "/base_url"),
        ({"base_url": "https://localhost:8443"}, "/base_url"),
        ({"base_url": "https://[::ffff:127.0.0.1]"}, "/base_url"),
        ({"base_url": "http://e-planning.example"}, "/base_url"),
        ({"base_url": "https://user:secret@e-planning.example"}, "/base_url"),
        ({"base_url": "ftp://e-planning.example"}, "/base_url"),
        ({"system": "e-mail"}, "/system"),
        ({"years": []}, "/years"),
        ({"years": [2026, 2026]}, "/years"),
        ({"interval_seconds": 0}, "/interval_seconds"),
        ({"code": "Not A Slug"}, "/code"),
        ({"password": "x"}, "/password"),
        ({"options": {"timezone": "Asia/Nowhere"}}, "/options/timezone"),
        ({"code": "adapters"}, "/code"),
        ({"code": "dry-run"}, "/code"),
        ({"options": {"number_format": "guess"}}, "/options/number_format"),
        ({"options": {"cumulative_columns": ["paid"]}}, "/options/cumulative_columns/0"),
        ({"options": {"budget_multiple": "much"}}, "/options/budget_multiple"),
        ({"options": {"budget_multiple": "0.00"}}, "/options/budget_multiple"),
        ({"options": {"ict_programmes": []}}, "/options/ict_programmes"),
        ({"options": {"ict_programmes": ["2.16.03", "3"]}}, "/options/ict_programmes/1"),
        ({"options": {"ict_programmes": ["2.7"]}}, "/options/ict_programmes/0"),
        ({"options": {"ict_programmes": ["TIK"]}}, "/options/ict_programmes/0"),
        (
            {"options": {"key_indicator_periods": ["2029-2025"]}},
            "/options/key_indicator_periods/0",
        ),
        ({"options": {"ignored_units": ["2.16.01"]}}, "/units/2.16.01"),
        (
            {
                "system": "e-program",
                "options": {"code_translations": dict.fromkeys([OLD, NEW], NEW)},
            },
            f"/options/code_translations/{OLD}",
        ),
        (
            {"system": "e-program", "options": {"code_translations": {OLD: NEW, NEW: OLD}}},
            f"/options/code_translations/{NEW}",
        ),
        (
            {"options": {"code_translations": {"2.16.03.2.02.01": "01"}}},
            "/options/code_translations/2.16.03.2.02.01",
        ),
        ({"options": {"fields": {"ceilings": {"sum": "X"}}}}, "/options/fields/ceilings/sum"),
        ({"options": {"fields": {"budgets": {"amount": "X"}}}}, "/options/fields/budgets/amount"),
        (
            {
                "system": "e-sakip",
                "options": {"fields": {"achievements": {"realisation": "target"}}},
            },
            "/options/fields/achievements/realisation",
        ),
        (
            {"options": {"fields": {"ceilings": {"amount": "X", "approved": "X"}}}},
            "/options/fields/ceilings/approved",
        ),
        ({"options": {"exchange_targets": []}}, "/options/exchange_targets"),
    ],
)
async def test_a_wrong_registration_is_refused_by_the_name_of_its_field(
    world: Any, api: Any, changes: dict[str, Any], pointer: str
) -> None:
    answer = await api.post("/sources", json=body(**changes))
    assert answer.status_code == (404 if pointer == "/region_code" else 400)
    problem = answer.json()
    assert pointer in [error["pointer"] for error in problem["errors"]]
    assert await world.query("SELECT 1 FROM source") == []


async def test_an_agency_has_one_source_of_each_system(api: Any) -> None:
    await api.post("/sources", json=body())
    second = body(code="second", units={"1": f"9901.{DISHUB}"})
    answer = await api.post("/sources", json=second)
    assert answer.status_code == 400
    assert answer.json()["errors"] == [
        {
            "pointer": "/units/1",
            "message": f"9901.{DISHUB} is mapped by the source planning",
        }
    ]
    assert (await api.post("/sources", json=second | {"system": "e-sakip"})).status_code == 201


async def test_a_code_is_taken_once(api: Any) -> None:
    await api.post("/sources", json=body())
    answer = await api.post("/sources", json=body())
    assert answer.status_code == 409
    assert answer.json()["errors"][0]["pointer"] == "/code"


async def test_the_same_post_twice_is_one_registration(api: Any) -> None:
    headers = {"Idempotency-Key": "once"}
    first = await api.post("/sources", json=body(), headers=headers)
    again = await api.post("/sources", json=body(), headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()


async def test_a_change_starts_from_the_version_that_was_read(world: Any, api: Any) -> None:
    await api.post("/sources", json=body())
    path, changed = "/sources/planning", body(interval_seconds=30)
    assert (await api.put(path, json=changed)).status_code == 428
    first = await api.put(path, json=changed, headers={"If-Match": '"1"'})
    assert (first.status_code, first.headers["etag"]) == (200, '"2"')
    late = await api.put(path, json=body(name="X"), headers={"If-Match": '"1"'})
    assert late.status_code == 412
    assert late.json()["current"]["body"]["interval_seconds"] == 30
    # The same registration again is no change.
    same = await api.put(path, json=changed, headers={"If-Match": '"2"'})
    assert same.headers["etag"] == '"2"'
    assert len(await world.query("SELECT 1 FROM source_revision")) == 2


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"code": "other"}, "/code"),
        ({"system": "e-sakip"}, "/system"),
        ({"units": {"1": "9901.9.99.99"}}, "/units/1"),
    ],
)
async def test_a_change_may_not_break_what_is_there(
    api: Any, changes: dict[str, Any], pointer: str
) -> None:
    await api.post("/sources", json=body())
    answer = await api.put("/sources/planning", json=body(**changes), headers={"If-Match": '"1"'})
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


@pytest.mark.parametrize("role", ["coordinator", "leader", "inspectorate"])
async def test_overseers_read_and_operators_register(api: Any, bearer: Any, role: str) -> None:
    await api.post("/sources", json=body())
    headers = bearer(role)
    assert (await api.get("/sources/planning", headers=headers)).status_code == 200
    assert (await api.get("/sources", headers=headers)).status_code == 200
    for method, path in [("POST", "/sources"), ("POST", "/sources/planning/sync")]:
        answer = await api.request(method, path, json=body(code="x"), headers=headers)
        assert answer.status_code == 403
    assert (await api.put("/sources/planning", json=body(), headers=headers)).status_code == 403
    officer = await api.get("/sources/planning", headers=bearer("agency_officer"))
    assert officer.status_code == 403
    assert (await api.get("/sources", headers={"Authorization": ""})).status_code == 401


@pytest.mark.parametrize("region", ["9901", f"9901.{KOMINFO}", "9999"])
async def test_a_foreign_region_and_an_unknown_one_look_the_same(
    api: Any, bearer: Any, region: str
) -> None:
    headers = bearer("operator", agency=f"9901.{DISHUB}")
    answer = await api.post("/sources", json=body(region_code=region), headers=headers)
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["pointer"] == "/region_code"


async def test_a_source_of_another_region_is_none_of_your_business(api: Any, bearer: Any) -> None:
    await api.post("/sources", json=body())
    headers = bearer("operator", agency=f"9901.{DISHUB}")
    assert (await api.get("/sources/planning", headers=headers)).status_code == 404
    assert (await api.get("/sources", headers=headers)).json()["items"] == []
    assert (await api.post("/sources", json=body(code="x"), headers=headers)).status_code == 404
    assert (await api.post("/sources/planning/sync", headers=headers)).status_code == 404
    assert (await api.get("/sources/nobody")).status_code == 404


async def test_agencies_that_may_have_been_entered_just_now_are_awaited(api: Any) -> None:
    for units, awaited in (
        ({"2.16.01": "9901.77"}, "agencies/9901.77"),
        ({"2.16.01": "9901.77", "2.16.02": "9901.78"}, "agencies/9901.77, agencies/9901.78"),
    ):
        answer = await api.post("/sources", json=body(units=units))
        assert (answer.status_code, answer.headers[AWAITED]) == (400, awaited)
    wrong = body(units={"2.16.01": "9901.77"})
    wrong["options"] = {"timezone": "Asia/Nowhere"}
    answer = await api.post("/sources", json=wrong)
    assert (answer.status_code, AWAITED in answer.headers) == (400, False)
    answer = await api.get("/facts", params={"agency": "9901.77"})
    assert (answer.status_code, answer.headers[AWAITED]) == (404, "agencies/9901.77")
