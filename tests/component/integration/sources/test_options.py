"""Options of a registration: each is taken where its system reads it, and refused elsewhere."""

from typing import Any

import pytest
from tests.component.integration.sources.test_sources import NEW, OLD, body

from integration.sources.domain.source import READERS, SYSTEMS

UNUSUAL = {
    "timezone": "Asia/Jayapura",
    "number_format": "plain",
    "paging": "pages",
    "page_size": 7,
    "ict_programmes": ["1.02.02"],
    "ignored_units": ["9.99.99"],
    "exchange_targets": ["nobody"],
    "key_indicator_periods": ["2024-2028"],
    "fields": {},
    "cumulative_columns": ["spent"],
    "budget_multiple": "1.5",
    "code_translations": {OLD: NEW},
    "achievement_multiple": "10",
    "achievement_cap": "1.2",
    "date_format": "day-first",
    "number_formats": {},
    "constants": {},
    "words": {},
    "holds": "e-program",
    "rest": {},
    "listings": [{"listing": "realisations", "path": "/realisasi/{year}"}],
    "programmes_by_title": True,
}
pytestmark = pytest.mark.usefixtures("world")


@pytest.mark.parametrize("system", SYSTEMS)
async def test_an_option_that_the_system_does_not_read_is_refused_at_its_place(
    world: Any, api: Any, system: str
) -> None:
    for name, value in UNUSUAL.items():
        # Refused in any case, so that nothing is registered here.
        given = body(system=system, secret_name="nobody", options={name: value})
        answer = await api.post("/sources", json=given)
        assert answer.status_code == 400
        said = {error["pointer"]: error["message"] for error in answer.json()["errors"]}
        told = f"is not read of {system}, only of {', '.join(READERS[name])}"
        expected = {} if system in READERS[name] else {f"/options/{name}": told}
        assert {pointer: text for pointer, text in said.items() if "option" in pointer} == expected
    assert UNUSUAL.keys() == READERS.keys()
    assert await world.query("SELECT 1 FROM source") == []


async def test_keys_may_change_places(api: Any) -> None:
    swapped = {"ceilings": {"title": "PrgNm", "programme_title": "KgtNm"}}
    answer = await api.post("/sources", json=body(options={"fields": swapped}))
    assert answer.status_code == 201


async def test_what_no_system_reads_is_said_in_indonesian_too(api: Any) -> None:
    given = body(options={"key_indicator_periods": ["2025-2029"]})
    answer = await api.post("/sources", json=given, headers={"Accept-Language": "id"})
    assert answer.json()["errors"] == [
        {
            "pointer": "/options/key_indicator_periods",
            "message": "tidak dibaca pada sistem e-planning, hanya pada e-sakip",
        }
    ]


@pytest.mark.parametrize("system", SYSTEMS)
async def test_the_options_that_are_shown_can_be_sent_again(api: Any, system: str) -> None:
    await api.post("/sources", json=body(system=system))
    shown = (await api.get("/sources/planning")).json()["options"]
    assert shown.keys() == READERS.keys()
    given = body(system=system, name="Another", options=shown)
    answer = await api.put("/sources/planning", json=given, headers={"If-Match": '"1"'})
    assert answer.status_code == 200


async def test_a_year_of_which_no_plan_is_declared_is_refused(api: Any) -> None:
    given = body(
        system="e-sakip", years=[2025, 2026], options={"key_indicator_periods": ["2021-2025"]}
    )
    answer = await api.post("/sources", json=given)
    assert answer.status_code == 400
    assert answer.json()["errors"] == [
        {
            "pointer": "/options/key_indicator_periods",
            "message": "holds no plan of 2026, which is read",
        }
    ]
