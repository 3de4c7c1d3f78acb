"""`docs/connect-a-source.md` as it stands: a blank system, a fourth make, the first facts."""

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.component.integration.fake_planning import DISHUB, KOMINFO, FakePlanning

from integration.credentials import Credentials
from integration.reading.adapters.client import make_client

PAGE = (Path(__file__).resolve().parents[4] / "docs" / "connect-a-source.md").read_text("utf-8")
CREDENTIAL, REGISTRATION, SAMPLE = (
    # The tests reach this address without a network.
    block.replace("https://anggaran.example", "http://planning.test").replace(
        "anggaran.example", "planning.test"
    )
    for block in re.findall(r"```json\n(.*?)```", PAGE, flags=re.DOTALL)[:3]
)
_STAGE = {
    "kd": "M",
    "nm": "murni",
    "mulai": "02/01/2026 08:00:00",
    "selesai": "31/12/2026 23:59:59",
    "status": "Ditetapkan",
}
STAGES = {"kode": "OK", "hasil": {"jumlah": 1, "baris": [_STAGE]}}


class FourthMake(FakePlanning):
    """A budget system that nobody wrote an adapter for."""

    async def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        secret = json.loads(CREDENTIAL)["secret"]
        assert request.headers["x-kunci"] == secret
        if request.url.path == "/v2/tahap" and request.url.params["thn"] == "2026":
            return httpx.Response(200, json=STAGES)
        assert request.url.path == "/v2/2026/subkegiatan"
        return httpx.Response(200, text=SAMPLE)


@pytest.fixture(name="system")
def system_fixture(app: Any, world: Any, tmp_path: Path) -> FourthMake:
    system = FourthMake()
    (tmp_path / "anggaran-9901").write_text(CREDENTIAL)
    app.state.credentials = world.credentials = Credentials(None, tmp_path)
    app.state.source_client = make_client(
        transport=system.transport, allowed_targets={"planning.test"}, max_body_bytes=1_000_000
    )
    world.fake = system
    return system


async def test_the_page_leads_from_a_blank_system_to_the_first_facts(
    api: Any, world: Any, system: FourthMake
) -> None:
    registration = json.loads(REGISTRATION)
    for given in ({}, {"sample": SAMPLE}):
        body = {"registration": registration, "listing": "sub-activities/2026", **given}
        tried = (await api.post("/sources/dry-run", json=body)).json()
        assert (tried["rows_found"], tried["rows_read"], tried["errors"]) == (2, 2, [])
        assert "budgeting.ceiling_amount" in tried["rows"][0]["facts"]
    assert len(system.requests) == 1
    assert (await api.post("/sources", json=registration)).status_code == 201
    assert await world.sync("anggaran-9901") == "succeeded"
    kominfo = await world.facts(KOMINFO)
    assert kominfo["budgeting.ceiling_amount"] == ("value", "1250000")
    assert kominfo["budgeting.ict_amount"] == ("value", "1250000")
    assert kominfo["budgeting.budget_locked"] == ("value", True)
    assert (await world.facts(DISHUB))["budgeting.ceiling_amount"] == ("value", "980000.5")
    # It has no listing of realisations or documents: nothing is said of them.
    assert not {name for name in kominfo if "dpa" in name or "exchange" in name}
    record = (await api.get("/sources/anggaran-9901/records/sub_activity/2026:1")).json()
    (version,) = record["versions"]
    assert (version["source_revision"], version["adapter"]) == (1, "generic-rest@1")


async def test_a_rotated_credential_is_sent_without_a_restart(
    api: Any, world: Any, system: FourthMake, tmp_path: Path
) -> None:
    await api.post("/sources", json=json.loads(REGISTRATION))
    assert await world.sync("anggaran-9901") == "succeeded"
    (tmp_path / "anggaran-9901").unlink()
    asked = len(system.requests)
    assert await world.sync("anggaran-9901") == "failed"
    assert len(system.requests) == asked
    shown = (await api.get("/sources/anggaran-9901")).json()
    assert shown["state"]["failure"]["code"] == "no_secret"
    (tmp_path / "anggaran-9901").write_text(CREDENTIAL)
    assert await world.sync("anggaran-9901") == "succeeded"


async def test_a_listing_that_is_left_out_takes_its_facts_back_as_unknown(
    api: Any, world: Any, system: FourthMake
) -> None:
    registration = json.loads(REGISTRATION)
    await api.post("/sources", json=registration)
    assert await world.sync("anggaran-9901") == "succeeded"
    options = registration["options"]
    options["listings"] = options["listings"][:1]
    for option in ("fields", "words"):
        options[option].pop("sub-activities")
    changed = await api.put(
        "/sources/anggaran-9901", json=registration, headers={"If-Match": '"1"'}
    )
    assert changed.status_code == 200
    assert await world.sync("anggaran-9901") == "succeeded"
    assert {status for status, _ in (await world.facts(KOMINFO)).values()} == {"unknown"}
    assert system.requests
