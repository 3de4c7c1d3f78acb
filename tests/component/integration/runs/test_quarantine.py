"""A reading that drifted counts for nothing until an operator releases exactly it."""

from datetime import timedelta
from typing import Any

import pytest
from tests.component.integration.conftest import bearer
from tests.component.integration.fake_planning import ceiling

KOMINFO, DISHUB, DINKES = "2.16.01", "2.15.01", "1.02.01"
ORGS = (KOMINFO, DISHUB, DINKES)
AMOUNT = "planning.ceiling_amount"
pytestmark = pytest.mark.usefixtures("world")


def ceilings(amount: str = "1000.00", **more: Any) -> list[Any]:
    """Return twelve rows, four of each agency."""
    rows = [{**ceiling(place, ORGS[place % 3], amount=amount), **more} for place in range(1, 13)]
    return [
        {**row, "SOrgCd": f"{row['OrgCd']}.{place:02}"} for place, row in enumerate(rows, start=1)
    ]


@pytest.fixture
async def world(world: Any) -> Any:
    """A world in which a source of some rows was read once."""
    world.fake.tables["plafon1"] = ceilings()
    await world.register()
    assert await world.sync() == "succeeded"
    await world.told()
    return world


async def health(api: Any) -> Any:
    return (await api.get("/sources/planning")).json()["state"]


async def newest(api: Any) -> Any:
    item = (await api.get("/sources/planning/runs?limit=1")).json()["items"][0]
    return (await api.get(f"/sources/planning/runs/{item['run_id']}")).json()


async def decide(api: Any, run: Any, what: str) -> Any:
    return await api.post(f"/sources/planning/runs/{run['run_id']}/{what}")


def _new(world: Any) -> None:
    world.fake.tables["plafon1"] = ceilings("2000.00", Kd_Baru="x")


def _missing(world: Any) -> None:
    for row in world.fake.tables["plafon1"]:
        del row["KgtNm"]


def _retyped(world: Any) -> None:
    world.fake.tables["plafon1"] = [
        {**row, "Jumlah1": 2000} for row in world.fake.tables["plafon1"]
    ]


def _zero(world: Any) -> None:
    world.fake.tables["plafon1"] = ceilings("0.00")


def _fell(world: Any) -> None:
    del world.fake.tables["plafon1"][5:]


def _jumped(world: Any) -> None:
    world.fake.tables["plafon1"] = [
        {**row, "transid": f"{row['transid']}{place:03}", "SOrgCd": f"{row['OrgCd']}.{place}"}
        for place in range(11)
        for row in ceilings()
    ]


def _failed(world: Any) -> None:
    """Every row is there twice, and says two things: eighty rows that nobody can use."""
    rows = world.fake.tables["plafon1"]
    twice = [{**row, "transid": f"9{row['transid']}", "Jumlah1": "7.00"} for row in rows]
    world.fake.tables["plafon1"] = rows + twice


def _broken(world: Any) -> None:
    world.fake.tables["plafon1"] = ceilings("1.000,00")


def _other_units(world: Any) -> None:
    world.fake.tables["plafon1"] = [
        {**row, "OrgCd": f"9.{row['OrgCd']}"} for row in world.fake.tables["plafon1"]
    ]


DRIFTS = {
    "new_field": _new,
    "missing_field": _missing,
    "retyped_field": _retyped,
    "all_zero": _zero,
    "shrunk": _fell,
    "grown": _jumped,
    "relevant_rows_failed": _failed,
    "too_many_broken_rows": _broken,
    "own_rows_shrunk": _other_units,
}


@pytest.mark.parametrize("kind", DRIFTS)
async def test_nothing_of_a_drifted_reading_counts(world: Any, api: Any, kind: str) -> None:
    before = await world.query("SELECT kind, record_id, revision, gone FROM record ORDER BY 1, 2")
    DRIFTS[kind](world)
    world.fake.tables["konsultasi"] = [
        {**row, "Status": 0} for row in world.fake.tables["konsultasi"]
    ]
    assert await world.sync() == "quarantined"
    run = await newest(api)
    state = await health(api)
    assert (run["status"], state["health"]) == ("quarantined", "quarantined")
    assert run["quarantine"]["status"] == "held"
    assert kind in [each["kind"] for each in run["quarantine"]["findings"]]
    assert all(each["message"]["id"] for each in run["quarantine"]["findings"])
    after = await world.query("SELECT kind, record_id, revision, gone FROM record ORDER BY 1, 2")
    assert after == before
    facts = {status for status, _ in (await world.facts(DISHUB)).values()}
    assert facts == {"unknown"}
    told = await world.told()
    (alert,) = [each for each in told if each.TYPE == "integration.source.quarantined.v1"]
    assert kind in [each.kind for each in alert.findings]
    assert str(alert.run_id) == run["run_id"]
    assert {each.last_good.status for each in told if each is not alert} <= {"value", "absent"}


async def test_a_source_that_is_what_it_was_recovers_by_itself(world: Any, api: Any) -> None:
    _new(world)
    assert await world.sync() == "quarantined"
    run = await newest(api)
    world.fake.tables["plafon1"] = ceilings("3000.00")
    assert await world.sync() == "succeeded"
    assert (await health(api))["health"] == "up"
    assert (await world.facts(DISHUB))[AMOUNT] == ("value", "12000")
    kept = (await api.get(f"/sources/planning/runs/{run['run_id']}")).json()
    assert kept["quarantine"]["status"] == "superseded"
    assert (await decide(api, run, "release")).status_code == 409
    assert await world.query("SELECT 1 FROM kept_answer") == []
    told = [each.TYPE for each in await world.told()]
    assert told.count("integration.source.recovered.v1") == 1


async def test_released_is_exactly_what_was_read(world: Any, api: Any) -> None:
    _new(world)
    assert await world.sync() == "quarantined"
    run = await newest(api)
    # Meanwhile the source says something else, and is not asked.
    world.fake.tables["plafon1"] = ceilings("9000.00", Kd_Baru="x")
    world.fake.requests.clear()
    answer = await decide(api, run, "release")
    assert answer.status_code == 202
    assert answer.json()["quarantine"]["status"] == "released"
    assert answer.json()["quarantine"]["decided_by"]
    assert await world.sync() == "succeeded"
    assert world.fake.requests == []
    assert (await world.facts(DISHUB))[AMOUNT] == ("value", "8000")
    assert (await health(api))["health"] == "up"
    # What was released is what later readings are compared with.
    assert await world.sync() == "succeeded"
    assert (await world.facts(DISHUB))[AMOUNT] == ("value", "36000")
    assert (await newest(api))["quarantine"] is None


async def test_what_is_discarded_is_not_held_again_until_it_is_another(
    world: Any, api: Any
) -> None:
    _new(world)
    await world.sync()
    run = await newest(api)
    answer = await decide(api, run, "discard")
    assert (answer.status_code, answer.json()["quarantine"]["status"]) == (200, "discarded")
    await world.told()
    assert await world.sync() == "quarantined"
    assert (await health(api))["health"] == "quarantined"
    assert (await newest(api))["run_id"] == run["run_id"]
    assert await world.told() == []
    world.fake.tables["plafon1"] = ceilings("5000.00", Kd_Baru="x")
    assert await world.sync() == "quarantined"
    assert (await newest(api))["run_id"] != run["run_id"]


async def test_the_same_drift_is_held_once_and_another_takes_its_place(
    world: Any, api: Any
) -> None:
    _new(world)
    await world.sync()
    first = await newest(api)
    world.fake.tables["plafon1"] = ceilings("5000.00", Kd_Baru="x")
    assert await world.sync() == "quarantined"
    assert (await newest(api))["run_id"] == first["run_id"]
    _fell(world)
    assert await world.sync() == "quarantined"
    second = await newest(api)
    assert second["run_id"] != first["run_id"]
    held = await world.query("SELECT status FROM quarantine ORDER BY run_id")
    assert [each["status"] for each in held] == ["superseded", "held"]


async def test_a_changed_registration_reads_again_and_releases_nothing(
    world: Any, api: Any
) -> None:
    _new(world)
    await world.sync()
    run = await newest(api)
    await world.write("UPDATE source SET revision = revision + 1")
    assert (await decide(api, run, "release")).status_code == 409


async def test_nothing_is_decided_twice_and_only_by_operators(world: Any, api: Any) -> None:
    _new(world)
    await world.sync()
    run = await newest(api)
    for roles in (("coordinator",), ("leader",), ("inspectorate",)):
        refused = await api.post(
            f"/sources/planning/runs/{run['run_id']}/release", headers=bearer(*roles)
        )
        assert refused.status_code == 403
    elsewhere = await api.post(
        f"/sources/planning/runs/{run['run_id']}/release",
        headers=bearer("operator", agency="9902"),
    )
    assert elsewhere.status_code == 404
    assert (await decide(api, run, "discard")).status_code == 200
    assert [(await decide(api, run, what)).status_code for what in ("discard", "release")] == [
        409,
        409,
    ]
    other = {"run_id": "0199f0c2-8f00-7aaa-8c3e-2b7d9e6f1a02"}
    for what in ("release", "discard", "cancel"):
        assert (await decide(api, other, what)).status_code == 404


async def test_a_source_in_which_nothing_changes_for_months_is_silent(world: Any, api: Any) -> None:
    world.clock.advance(timedelta(days=99))
    assert await world.sync() == "succeeded"
    world.clock.advance(timedelta(days=2))
    assert await world.sync() == "quarantined"
    run = await newest(api)
    assert [each["kind"] for each in run["quarantine"]["findings"]] == ["silent"]
    await decide(api, run, "release")
    assert await world.sync() == "succeeded"
    assert await world.sync() == "succeeded"  # the operator knows that it is silent


async def test_a_quarantine_that_fails_meanwhile_is_still_decided(world: Any, api: Any) -> None:
    _new(world)
    await world.sync()
    run = await newest(api)
    world.fake.mode = "gone"
    assert await world.sync() == "failed"
    assert (await health(api))["health"] == "failed"
    await decide(api, run, "release")
    assert await world.sync() == "succeeded"
    assert (await health(api))["health"] == "up"


async def test_a_released_reading_that_a_later_one_overtook_is_not_stored(
    world: Any, api: Any
) -> None:
    _new(world)
    await world.sync()
    run = await newest(api)

    async def release_meanwhile() -> None:
        assert (await decide(api, run, "release")).status_code == 202

    world.fake.tables["plafon1"] = ceilings("7000.00")
    world.fake.before_answer = release_meanwhile
    assert await world.sync() == "succeeded"
    assert await world.sync() == "succeeded"
    assert (await world.facts(DISHUB))[AMOUNT] == ("value", "28000")
    kept = (await api.get(f"/sources/planning/runs/{run['run_id']}")).json()
    assert (kept["status"], kept["quarantine"]["status"]) == ("quarantined", "superseded")


async def test_a_source_may_have_thresholds_of_its_own(world: Any, api: Any) -> None:
    shown = (await api.get("/sources/planning")).json()
    etag = (await api.get("/sources/planning")).headers["etag"]
    given = {
        key: value for key, value in shown.items() if key not in ("revision", "state", "idle_units")
    }
    given["drift"] = {"new_fields": 1}
    answer = await api.put("/sources/planning", json=given, headers={"If-Match": etag})
    assert answer.status_code == 200
    assert answer.json()["drift"]["new_fields"] == 1
    assert await world.sync() == "succeeded"
    _new(world)
    assert await world.sync() == "succeeded"
