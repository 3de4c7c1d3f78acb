"""A dry run: what would become of each row, and why not; nothing is stored, nothing is leaked."""

import json
from typing import Any

import httpx
import pytest
from tests.component.integration.fake_planning import (
    DINKES,
    DISHUB,
    KOMINFO,
    SECRET,
    FakePlanning,
    consultation,
)
from tests.component.integration.sources.test_sources import body

from integration.reading.adapters.client import make_client
from integration.reading.adapters.collection import ADAPTERS

LISTING = "consultations/2026"


@pytest.fixture(name="fake")
def fake_fixture(app: Any) -> FakePlanning:
    """Let the application ask a system in memory."""
    fake = FakePlanning(KOMINFO, DISHUB, DINKES)
    app.state.source_client = make_client(
        transport=fake.transport, allowed_targets={"planning.test"}, max_body_bytes=1_000_000
    )
    return fake


def trial(**changes: Any) -> dict[str, Any]:
    return {"registration": body(), "listing": LISTING} | changes


async def stored(world: Any) -> int:
    found = await world.query("SELECT count(*) AS rows FROM source_revision")
    return int(found[0]["rows"])


async def test_every_row_of_a_live_answer_is_told(world: Any, api: Any, fake: Any) -> None:
    fake.tables["konsultasi"][1]["TglBA"] = "31/01/2026"
    answer = await api.post("/sources/dry-run", json=trial())
    assert answer.status_code == 200
    shown = answer.json()
    version = ADAPTERS["e-planning"].version
    assert (shown["listing"], shown["adapter"], shown["failure"]) == (LISTING, version, None)
    assert (shown["rows_found"], shown["rows_read"], shown["rows_broken"]) == (3, 1, 2)
    good, broken, foreign = shown["rows"]
    assert good["record"]["record_id"] == "2026:1"
    assert good["record"]["content"]["held_on"] == "2025-11-03"
    assert good["facts"] == ["planning.ict_consulted"]
    (error,) = broken["errors"]
    assert (error["field"], error["code"], error["found"]) == ("TglBA", "not_a_time", "31/01/2026")
    assert "date_format" in error["advice"]["en"]
    assert [each["code"] for each in foreign["errors"]] == ["unknown_unit"]
    assert [request.url.path for request in fake.requests] == ["/api/v1/rkpd/konsultasi"]
    assert await stored(world) == 0
    assert SECRET not in answer.text


async def test_a_sample_is_read_as_the_system_sent_it(world: Any, api: Any, fake: Any) -> None:
    rows = [consultation(1, KOMINFO), consultation(1, DISHUB)]
    sample = json.dumps({"status": 1, "data": rows}).replace(
        '"NoBA": "BA/1"', '"NoBA": 1, "NoBA": 2'
    )
    shown = (await api.post("/sources/dry-run", json=trial(sample=sample))).json()
    codes = [[error["code"] for error in row["errors"]] for row in shown["rows"]]
    assert codes == [["written_twice"], ["written_twice"]]
    assert fake.requests == []
    assert await stored(world) == 0


@pytest.mark.usefixtures("world")
async def test_an_answer_that_is_none_says_why(api: Any, fake: Any) -> None:
    for sample, code in (("<html>", "not_json"), ("[]", "bad_envelope")):
        shown = (await api.post("/sources/dry-run", json=trial(sample=sample))).json()
        assert (shown["failure"]["code"], shown["rows"]) == (code, [])
    fake.mode = "fail"
    shown = (await api.post("/sources/dry-run", json=trial())).json()
    assert shown["failure"]["code"] == "error_answer"
    assert len(fake.requests) == 1


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"secret_name": "of-another-region"}, "/registration/secret_name"),
        ({"secret_name": "nobody"}, "/registration/secret_name"),
        ({"base_url": "http://169.254.169.254"}, "/registration/base_url"),
        ({"base_url": "https://elsewhere.test"}, "/registration/base_url"),
        ({"units": {"1": "9902.1"}}, "/registration/units/1"),
        ({"adapter": "e-sakip-iku"}, "/registration/adapter"),
        (
            {"options": {"listings": [{"listing": "ceilings", "path": "/rows?year={year}"}]}},
            "/registration/options/listings/0/path",
        ),
    ],
)
async def test_what_may_not_be_registered_is_not_tried(
    api: Any, fake: Any, world: Any, changes: dict[str, Any], pointer: str
) -> None:
    answer = await api.post("/sources/dry-run", json=trial(registration=body(**changes)))
    assert answer.status_code == 400
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]
    assert fake.requests == []
    # Samples are no way around it: a registration says whose rows they are.
    sampled = trial(registration=body(**changes), sample="[]")
    assert (await api.post("/sources/dry-run", json=sampled)).status_code == 400
    assert await stored(world) == 0


async def test_of_another_region_nothing_is_tried(api: Any, fake: Any, world: Any) -> None:
    given = trial(registration=body(region_code="9902"))
    assert (await api.post("/sources/dry-run", json=given)).status_code == 404
    assert fake.requests == []
    assert await stored(world) == 0


async def test_only_operators_try(api: Any, bearer: Any, fake: Any) -> None:
    for role in ("coordinator", "leader", "source", "public"):
        answer = await api.post("/sources/dry-run", json=trial(), headers=bearer(role))
        assert answer.status_code == 403
    assert fake.requests == []


@pytest.mark.usefixtures("world")
async def test_a_listing_that_is_none_is_named_with_those_that_are(api: Any, fake: Any) -> None:
    answer = await api.post("/sources/dry-run", json=trial(listing="plans/2026"))
    (error,) = answer.json()["errors"]
    assert error["pointer"] == "/listing"
    assert LISTING in error["message"]
    assert fake.requests == []


@pytest.mark.usefixtures("world")
async def test_what_sends_its_data_itself_is_tried_on_a_sample(api: Any, fake: Any) -> None:
    pushed = body(ways=["push"])
    for name in ("base_url", "secret_name"):
        pushed.pop(name)
    answer = await api.post("/sources/dry-run", json=trial(registration=pushed))
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/sample"]
    sample = json.dumps({"status": 1, "data": [consultation(1, KOMINFO)]})
    shown = (
        await api.post("/sources/dry-run", json=trial(registration=pushed, sample=sample))
    ).json()
    assert shown["rows_read"] == 1
    assert fake.requests == []


async def test_the_list_of_adapters_is_for_all_who_see_sources(api: httpx.AsyncClient) -> None:
    shown = (await api.get("/sources/adapters")).json()
    assert [item["name"] for item in shown["items"]][:2] == ["e-planning", "e-program"]
    assert shown["next_cursor"] is None
