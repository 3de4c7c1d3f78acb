"""Units of a registration whose agencies end or have not begun."""

from datetime import date
from typing import Any

from tests.component.integration.fake_planning import DISHUB, KOMINFO
from tests.component.integration.sources.test_sources import body

from integration.agencies import store as agencies
from integration.agencies.domain import Agency


async def end(world: Any, code: str) -> None:
    """Let an agency have ended in 2025."""
    ended = Agency(
        agency_code=code,
        name=code,
        agency_kind="regency" if code == "9901" else "agency",
        parent_code=None if code == "9901" else "9901",
        valid_from=date(2020, 1, 1),
        valid_until=date(2025, 6, 30),
        revision=2,
    )
    async with world.database.transaction() as session:
        await agencies.save(session, [ended])


async def test_a_source_is_read_for_years_in_which_its_agencies_live(world: Any, api: Any) -> None:
    unit = f"9901.{KOMINFO}"
    await end(world, unit)
    units = {"1": unit}
    refused = await api.post("/sources", json=body(units=units, years=[2026]))
    assert refused.status_code == 400
    (wrong,) = refused.json()["errors"]
    assert (wrong["pointer"], "2025-06-30" in wrong["message"]) == ("/units/1", True)
    # Units come and go: one of the years is enough. The region lives in each.
    assert (await api.post("/sources", json=body(units=units, years=[2025, 2026]))).is_success
    await end(world, "9901")
    path, seen = "/sources/planning", {"If-Match": '"1"'}
    again = body(units=units, years=[2024, 2025, 2026])
    refused = await api.put(path, json=again, headers=seen)
    assert [each["pointer"] for each in refused.json()["errors"]] == ["/years"]


async def test_a_unit_of_an_agency_that_ended_is_shown_and_does_not_hinder(
    world: Any, api: Any
) -> None:
    ended, other = f"9901.{KOMINFO}", f"9901.{DISHUB}"
    units = {"1": ended, "2": other}
    made = await api.post("/sources", json=body(units=units, years=[2026]))
    assert (made.status_code, made.json()["idle_units"]) == (201, [])
    await end(world, ended)

    (idle,) = (await api.get("/sources/planning")).json()["idle_units"]
    assert (idle["unit"], idle["agency_code"], idle["reason"]["code"]) == ("1", ended, "ended")
    assert "2025-06-30" in idle["reason"]["id"]
    assert (await api.get("/sources")).json()["items"][0]["idle_units"] == [idle]

    renamed = body(units=units, years=[2026], name="Lain")
    changed = await api.put("/sources/planning", json=renamed, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["idle_units"]) == (200, [idle])
    moved = renamed | {"units": {"2": other, "3": ended}}
    refused = await api.put("/sources/planning", json=moved, headers={"If-Match": '"2"'})
    assert [each["pointer"] for each in refused.json()["errors"]] == ["/units/3"]
