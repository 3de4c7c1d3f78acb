"""Rows that cannot be read: their records keep the last good version, and the facts say so."""

from typing import Any

import pytest
from tests.component.integration.fake_planning import consultation

KOMINFO, DISHUB, DINKES = "2.16.01", "2.15.01", "1.02.01"


@pytest.fixture
async def world(world: Any) -> Any:
    """A world in which the source was read once."""
    await world.register()
    assert await world.sync() == "succeeded"
    await world.told()
    return world


_OF_CEILINGS = {"planning.ceiling_amount", "planning.ceiling_approved", "planning.ict_amount"}


async def test_a_broken_row_keeps_its_last_good_version_and_the_others_go_on(world: Any) -> None:
    world.fake.find("plafon1", DISHUB)["Jumlah1"] = "1.250,00"
    world.fake.find("plafon1", DINKES)["Jumlah1"] = "9.00"
    assert await world.sync() == "partial"
    told = {(event.agency_code, event.fact): event for event in await world.told()}
    assert {key: event.value for key, event in told.items()} == {
        (f"9901.{DINKES}", "planning.ceiling_amount"): "9",
        (f"9901.{DINKES}", "planning.ict_amount"): "9",
        **{(f"9901.{DISHUB}", fact): None for fact in _OF_CEILINGS},
    }
    amount = told[f"9901.{DISHUB}", "planning.ceiling_amount"]
    assert (amount.status, amount.last_good.value) == ("unknown", "125000000")
    assert "ceiling 2026:2" in amount.reason.id
    assert (
        await world.query("SELECT 1 FROM record WHERE record_id = '2026:2' AND revision > 1") == []
    )
    (run,) = await world.query("SELECT row_errors FROM sync_run WHERE status = 'partial'")
    assert run["row_errors"] == [
        {
            "resource": "ceilings/2026",
            "position": 1,
            "record_id": "2026:2",
            "field": "Jumlah1",
            "code": "not_a_number",
            "found": "1.250,00",
            "relevant": True,
        }
    ]


async def test_the_same_broken_row_again_leaves_no_second_run(world: Any) -> None:
    world.fake.find("plafon1", DISHUB)["Jumlah1"] = "nonsense"
    assert [await world.sync(), await world.sync()] == ["partial", "partial"]
    assert len(await world.query("SELECT 1 FROM sync_run WHERE status = 'partial'")) == 1
    assert {event.fact for event in await world.told()} == _OF_CEILINGS
    world.fake.find("plafon1", DISHUB)["Jumlah1"] = "125000000.00"
    assert await world.sync() == "succeeded"
    assert {event.fact: event.status for event in await world.told()} == dict.fromkeys(
        _OF_CEILINGS, "value"
    )


async def test_a_row_without_an_id_lets_nothing_look_gone(world: Any) -> None:
    del world.fake.find("konsultasi", DISHUB)["transid"]
    assert await world.sync() == "partial"
    await _consultation_is_in_doubt(world)
    assert await world.query("SELECT 1 FROM record WHERE gone") == []


async def _consultation_is_in_doubt(world: Any) -> None:
    """The record is no longer listed, as far as one can read: its fact says what it was."""
    (event,) = await world.told()
    assert (event.agency_code, event.fact) == (f"9901.{DISHUB}", "planning.ict_consulted")
    assert (event.status, event.last_good.value) == ("unknown", True)


async def test_a_record_whose_row_moves_to_an_unmapped_unit_is_in_doubt(world: Any) -> None:
    world.fake.find("konsultasi", DISHUB)["OrgCd"] = "7.01.01"
    assert await world.sync() == "partial"
    await _consultation_is_in_doubt(world)


async def test_no_row_at_all_lets_nothing_look_gone(world: Any) -> None:
    world.fake.tables["konsultasi"][1] = None
    assert await world.sync() == "partial"
    await _consultation_is_in_doubt(world)
    (run,) = await world.query("SELECT row_errors FROM sync_run WHERE status = 'partial'")
    assert run["row_errors"][0]["code"] == "not_an_object"


async def test_too_many_broken_rows_quarantine_the_reading(world: Any) -> None:
    for row in world.fake.tables["plafon1"]:
        row["Jumlah1"] = "nonsense"
    assert await world.sync() == "quarantined"
    state = (await world.query("SELECT failure FROM source_state"))[0]
    assert state["failure"]["code"] == "too_many_broken_rows"
    assert (await world.facts(DISHUB))["planning.ceiling_amount"][0] == "unknown"


async def test_an_unknown_unit_is_reported_and_does_not_count_as_broken(world: Any) -> None:
    for table in world.fake.tables.values():
        table += [{**row, "transid": f"9{row['transid']}", "OrgCd": "7.01.01"} for row in table]
    assert await world.sync() == "partial"
    assert await world.told() == []
    (run,) = await world.query("SELECT row_errors, figures FROM sync_run WHERE status = 'partial'")
    assert {error["code"] for error in run["row_errors"]} == {"unknown_unit"}
    assert run["figures"]["row_errors"] == 12


async def test_a_row_whose_unit_cannot_be_read_may_be_anybodys_until_it_is_mended(
    world: Any,
) -> None:
    row = {**world.fake.find("plafon1", DISHUB), "transid": "88", "SOrgCd": None, "Status": 0}
    world.fake.tables["plafon1"].append(row | {"OrgCd": "#REF!"})
    assert await world.sync() == "partial"
    told = {(event.agency_code, event.fact): event.status for event in await world.told()}
    assert told == {
        (f"9901.{org}", fact): "unknown"
        for org in (KOMINFO, DISHUB, DINKES)
        for fact in _OF_CEILINGS
    }
    (run,) = await world.query("SELECT row_errors FROM sync_run WHERE status = 'partial'")
    assert [(error["code"], error["found"]) for error in run["row_errors"]] == [
        ("unreadable_unit", "#REF!")
    ]
    world.fake.tables["plafon1"][-1]["OrgCd"] = "7.01.01"
    assert await world.sync() == "partial"
    assert {event.status for event in await world.told()} == {"value"}


async def test_a_row_that_was_known_before_concerns_its_agency_whatever_else_changes(
    world: Any,
) -> None:
    world.fake.find("plafon1", KOMINFO).update(OrgCd="#REF!", SOrgCd=None)
    assert await world.sync() == "partial"
    assert {event.agency_code for event in await world.told()} == {f"9901.{KOMINFO}"}
    world.fake.find("plafon1", DISHUB)["Jumlah1"] = "9.00"
    assert await world.sync() == "partial"
    assert {(event.agency_code, event.value) for event in await world.told()} == {
        (f"9901.{DISHUB}", "9")
    }


async def test_nothing_is_said_of_an_agency_whose_unit_never_appears(world: Any) -> None:
    """A unit that is mapped by mistake must not make a false "known to be absent"."""
    units = {DISHUB: f"9901.{DISHUB}", "nonsense": f"9901.{DINKES}"}
    fake = world.another_fake()
    fake.tables = {name: [] for name in fake.tables} | {
        "plafon1": [dict(world.fake.find("plafon1", DISHUB))]
    }
    await world.register(code="second", base_url="http://stalled.test", units=units)
    assert await world.sync("second", fake) == "succeeded"
    assert {event.agency_code for event in await world.told()} == {f"9901.{DISHUB}"}


async def test_one_id_twice_with_other_content_keeps_the_last_good_version(world: Any) -> None:
    row = world.fake.find("plafon1", DISHUB)
    world.fake.tables["plafon1"] += [
        {**row, "Jumlah1": "1.00"},
        dict(world.fake.tables["plafon1"][0]),
    ]
    assert await world.sync() == "partial"
    told = {event.fact: (event.status, event.last_good.value) for event in await world.told()}
    assert set(told) == _OF_CEILINGS
    assert told["planning.ceiling_amount"] == ("unknown", "125000000")
    (run,) = await world.query("SELECT row_errors FROM sync_run WHERE status = 'partial'")
    assert [error["code"] for error in run["row_errors"]] == ["duplicate"]


async def test_the_list_of_row_errors_is_bounded_and_their_number_is_not(world: Any) -> None:
    rows = world.fake.tables["plafon1"]
    rows += [{**rows[0], "transid": str(100 + n), "OrgCd": "7.01.01"} for n in range(300)]
    assert await world.sync() == "partial"
    (run,) = await world.query("SELECT row_errors, figures FROM sync_run WHERE status = 'partial'")
    assert len(run["row_errors"]) == 100
    assert run["figures"]["row_errors"] == 300


async def test_rows_about_one_thing_that_differ_are_a_finding_until_they_agree(world: Any) -> None:
    row = world.fake.find("plafon1", DISHUB)
    world.fake.tables["plafon1"] += [{**row, "transid": "77", "Jumlah1": "9.00"}]
    assert await world.sync() == "partial"
    told = {event.fact: event for event in await world.told()}
    assert set(told) == {
        "planning.ceiling_amount",
        "planning.ceiling_approved",
        "planning.ict_amount",
    }
    amount = told["planning.ceiling_amount"]
    assert (amount.status, amount.value, amount.last_good.value) == ("unknown", None, "125000000")
    assert "ceiling 2026:2, ceiling 2026:77" in amount.reason.en
    (run,) = await world.query("SELECT row_errors FROM sync_run WHERE status = 'partial'")
    assert [(error["code"], error["record_id"], error["found"]) for error in run["row_errors"]] == [
        ("conflicting", "2026:2", "2026:77"),
        ("conflicting", "2026:77", "2026:2"),
    ]
    # Nothing is told anew, and the finding stays, while nobody resolves it.
    assert (await world.sync(), await world.told()) == ("partial", [])
    world.fake.tables["plafon1"][-1]["Jumlah1"] = row["Jumlah1"]
    assert await world.sync() == "succeeded"
    told = {event.fact: (event.status, event.value) for event in await world.told()}
    assert told["planning.ceiling_amount"] == ("value", "125000000")


async def test_a_value_that_is_taken_back_is_told_as_absent(world: Any) -> None:
    world.fake.find("plafon1", DISHUB)["Jumlah1"] = None
    assert await world.sync() == "succeeded"
    told = {event.fact: (event.status, event.last_good) for event in await world.told()}
    assert told == dict.fromkeys(
        ("planning.ceiling_amount", "planning.ict_amount"), ("absent", None)
    )


async def test_rows_that_fail_are_grouped_by_kind_and_ours_come_first(world: Any, api: Any) -> None:
    world.fake.tables["konsultasi"] += [
        consultation(place, f"7.0{place % 9}.01") for place in range(100, 160)
    ]
    world.fake.find("plafon1", DISHUB)["Jumlah1"] = "1.250,00"
    assert await world.sync() == "partial"
    item = (await api.get("/sources/planning/runs?limit=1")).json()["items"][0]
    run = (await api.get(f"/sources/planning/runs/{item['run_id']}")).json()
    groups = [(each["code"], each["count"], each["relevant"]) for each in run["error_groups"]]
    assert groups == [("not_a_number", 1, True), ("unknown_unit", 60, False)]
    assert [len(each["samples"]) for each in run["error_groups"]] == [1, 3]
    assert run["row_errors"][0]["code"] == "not_a_number"
    state = (await api.get("/sources/planning")).json()["state"]
    assert state["error_groups"] == run["error_groups"]
