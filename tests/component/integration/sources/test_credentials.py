"""A credential serves the agency that it belongs to, and those below it, at its listed hosts."""

from datetime import date
from typing import Any

import pytest
from pydantic import SecretStr
from tests.component.integration.fake_planning import DINKES, DISHUB, KOMINFO, SECRET

from integration.agencies import store as agencies
from integration.agencies.domain import Agency
from integration.settings import SourceSecret

OTHER = "of-another-region"


def body(**changes: Any) -> dict[str, Any]:
    return {
        "code": "planning",
        "system": "e-planning",
        "name": "E-Planning",
        "region_code": "9901",
        "base_url": "http://planning.test",
        "secret_name": "planning",
        "years": [2026],
        "units": {org: f"9901.{org}" for org in (KOMINFO, DISHUB, DINKES)},
    } | changes


def credential(agency_code: str, *hosts: str) -> SourceSecret:
    return SourceSecret(secret=SecretStr(SECRET), agency_code=agency_code, hosts=frozenset(hosts))


async def move(world: Any, code: str, parent: str | None) -> None:
    moved = Agency(
        agency_code=code,
        name=code,
        agency_kind="regency",
        parent_code=parent,
        valid_from=date(2020, 1, 1),
        valid_until=None,
        revision=9,
    )
    async with world.database.transaction() as session:
        await agencies.save(session, [moved])


async def failure(world: Any) -> str | None:
    """Read the source; return why it failed, and see that then nothing was sent."""
    world.fake.requests.clear()
    world.other.requests.clear()
    outcome = await world.sync()
    (state,) = await world.query("SELECT failure FROM source_state")
    if state["failure"] is None:
        assert outcome == "succeeded"
        return None
    assert outcome == "failed"
    assert world.fake.requests == world.other.requests == []
    return str(state["failure"]["code"])


async def test_the_credential_of_another_region_is_as_unknown_as_one_that_does_not_exist(
    world: Any, api: Any
) -> None:
    answers = [
        await api.post("/sources", json=body(secret_name=name)) for name in (OTHER, "nobody")
    ]
    assert [answer.status_code for answer in answers] == [400, 400]
    foreign, unknown = (answer.json()["errors"] for answer in answers)
    assert foreign == unknown
    assert [error["pointer"] for error in foreign] == ["/secret_name"]
    assert await world.query("SELECT 1 FROM source") == []


async def test_a_region_s_credential_does_not_serve_an_agency_above_or_beside_it(
    world: Any, api: Any
) -> None:
    await move(world, "99", None)
    await move(world, "9901", "99")
    above = body(region_code="99")
    answer = await api.post("/sources", json=above)
    assert answer.status_code == 404  # the operator is of 9901
    below = body(region_code=f"9901.{DISHUB}", units={DISHUB: f"9901.{DISHUB}"})
    assert (await api.post("/sources", json=below)).status_code == 201


@pytest.mark.parametrize(
    "base_url",
    [
        "https://elsewhere.example",
        "https://planning.test.elsewhere.example",
        "https://elsewhere.example/planning.test",
        "http://127.0.0.1:9",  # a target that may be private
    ],
)
async def test_an_address_of_a_host_that_the_credential_does_not_list_is_refused(
    world: Any, api: Any, base_url: str
) -> None:
    answer = await api.post("/sources", json=body(base_url=base_url))
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/base_url"]
    await api.post("/sources", json=body())
    path, headers = "/sources/planning", {"If-Match": '"1"'}
    changed = await api.put(path, json=body(base_url=base_url), headers=headers)
    assert changed.status_code == 400
    assert [error["pointer"] for error in changed.json()["errors"]] == ["/base_url"]
    named = await api.put(path, json=body(secret_name=OTHER), headers=headers)
    assert [error["pointer"] for error in named.json()["errors"]] == ["/secret_name"]
    assert await world.query("SELECT revision FROM source") == [{"revision": 1}]


@pytest.mark.parametrize("base_url", ["HTTP://PLANNING.test", "http://planning.test:80/api/v1"])
async def test_a_listed_host_may_be_written_otherwise(api: Any, base_url: str, world: Any) -> None:
    assert (await api.post("/sources", json=body(base_url=base_url))).status_code == 201
    assert await failure(world) is None


@pytest.mark.parametrize(
    ("agency_code", "hosts", "code"),
    [
        ("9901", ["planning.test"], None),
        ("9901", ["planning.test:80"], None),
        ("9902", ["planning.test"], "no_secret"),
        (f"9901.{DISHUB}", ["planning.test"], "no_secret"),
        ("9901", ["stalled.test"], "host_not_listed"),
        ("9901", ["planning.test:8443"], "host_not_listed"),
    ],
)
async def test_a_credential_is_checked_again_at_every_reading(
    world: Any, agency_code: str, hosts: list[str], code: str | None
) -> None:
    await world.register()
    world.credentials["planning"] = credential(agency_code, *hosts)
    assert await failure(world) == code


async def test_a_credential_that_was_taken_out_of_the_settings_serves_nobody(world: Any) -> None:
    await world.register()
    assert await failure(world) is None
    del world.credentials["planning"]
    assert await failure(world) == "no_secret"
    world.credentials["planning"] = credential("9901", "planning.test")
    assert await failure(world) is None


async def test_it_serves_no_region_that_went_elsewhere(world: Any) -> None:
    await world.register()
    await move(world, "99", None)
    await move(world, "98", None)
    world.credentials["planning"] = credential("99", "planning.test")
    assert await failure(world) == "no_secret"
    await move(world, "9901", "99")
    assert await failure(world) is None


async def test_an_address_that_is_no_longer_listed_gets_nothing_in_the_clear(world: Any) -> None:
    await world.register()
    assert await failure(world) is None
    world.targets = frozenset()
    assert await failure(world) == "not_https"


async def test_the_failure_names_the_field_and_no_secret(world: Any) -> None:
    await world.register(secret_name=OTHER)
    assert await failure(world) == "no_secret"
    (state,) = await world.query("SELECT failure FROM source_state")
    assert state["failure"]["en"] == (
        "Not read: secret_name is not the name of a credential that the settings hold for this"
        " agency."
    )
    assert "token" not in str(await world.told()) + str(state)
