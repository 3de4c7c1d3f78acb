"""What belongs to a region elsewhere is answered exactly like what does not exist."""

from collections.abc import Callable
from typing import Any

from tests.component.integration.fake_planning import DINKES, DISHUB, KOMINFO
from tests.component.integration.sources.test_sources import body
from tests.support.hidden import assert_hidden_is_missing, named_in_paths

from operations.services import Service
from rules.roles import ROLES


async def test_every_operation_tells_hidden_and_missing_alike(
    world: Any, api: Any, bearer: Callable[..., dict[str, str]]
) -> None:
    assert world
    assert (await api.post("/sources", json=body())).status_code == 201
    api.headers.update(bearer(*ROLES, agency=f"9901.{DISHUB}"))
    files = {"sha256": "0" * 64, "file_id": "0" * 32}
    asked = named_in_paths(
        Service.INTEGRATION,
        hidden={"source_code": "planning", **files},
        missing={"source_code": "plannine", **files},
        parts={"drop_file": {"params": {"listing": "ceilings/2026"}}},
    )

    changed = await api.put("/sources/planning", json=body())
    compared = await assert_hidden_is_missing(
        api, [each for each in asked if each.row.id != "change_source"]
    )

    assert changed.status_code == 404  # its body names the source too
    assert len(compared) == 12, compared
    for place in (f"9901.{DISHUB}.1", "9901", "9901.9.99.99"):
        units = {"2.16.01": place}
        answer = await api.post(
            "/sources", json=body(code="own", region_code=f"9901.{DISHUB}", units=units)
        )
        told = [each["message"] for each in answer.json()["errors"] if "units" in each["pointer"]]
        assert told == [f"there is no agency {place} below 9901.{DISHUB}"]


async def test_a_filter_by_a_hidden_source_is_one_by_none(
    world: Any, api: Any, bearer: Callable[..., dict[str, str]]
) -> None:
    assert world
    assert (await api.post("/sources", json=body())).status_code == 201
    below = bearer("leader", agency=f"9901.{DISHUB}")

    own = await api.get("/facts", params={"source": "planning"})
    hidden, missing = [
        await api.get("/facts", params={"source": code}, headers=below)
        for code in ("planning", "plannine")
    ]

    assert own.status_code == 200
    assert (hidden.status_code, missing.status_code) == (400, 400)
    assert hidden.json()["errors"] == missing.json()["errors"]


async def test_a_list_has_no_empty_pages_and_no_foreign_codes(
    world: Any, api: Any, bearer: Callable[..., dict[str, str]]
) -> None:
    assert world
    for code, unit in (("a", DISHUB), ("b", KOMINFO), ("c", DINKES)):
        registered = body(code=code, units={unit: f"9901.{unit}"})
        assert (await api.post("/sources", json=registered)).status_code == 201

    page = await api.get(
        "/sources", params={"limit": 1}, headers=bearer("operator", agency=f"9901.{DISHUB}")
    )

    assert page.json() == {"items": [], "next_cursor": None}


async def test_a_code_elsewhere_is_told_only_where_a_source_would_be_made(
    world: Any, api: Any, bearer: Callable[..., dict[str, str]]
) -> None:
    assert world
    assert (await api.post("/sources", json=body())).status_code == 201
    unit = f"9901.{DISHUB}"
    own = {"region_code": unit, "system": "e-sakip", "units": {"1": unit}}
    headers = bearer("operator", agency=unit)
    told = []
    for code in ("planning", "another"):
        wrong = body(code=code, **own) | {"units": {"1": "9901.nobody"}}
        answer = await api.post("/sources", json=wrong, headers=headers)
        told.append((answer.status_code, answer.json()["errors"]))
    assert told[0] == told[1]
    assert told[0][0] == 400

    taken = await api.post("/sources", json=body(code="planning", **own), headers=headers)
    assert (taken.status_code, taken.json()["errors"][0]["pointer"]) == (409, "/code")
    made = await api.post("/sources", json=body(code="another", **own), headers=headers)
    assert made.status_code == 201, made.text
