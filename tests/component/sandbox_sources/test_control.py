"""The control API: what users do shows in the listings, with the record that changed."""

from collections.abc import Mapping
from typing import Any

import pytest

from .conftest import SYSTEMS, Client

ACTIONS: list[tuple[str, dict[str, Any], str, dict[str, Any]]] = [
    (
        "e-planning",
        {"action": "approve_document", "org": "Disporapar", "jenis": "RENJA", "year": 2026},
        "/api/v1/rkpd/dokumen",
        {"Status": 1},
    ),
    (
        "e-planning",
        {"action": "consult", "org": "2.15.01", "year": 2026, "agreed": True},
        "/api/v1/rkpd/konsultasi",
        {"Status": 1, "NoBA": "BA/015/KONSULTASI-SPBE/2026"},
    ),
    (
        "e-planning",
        {"action": "ceiling", "org": "9901.2.15.01", "year": 2026, "amount": 5_000_000},
        "/api/v1/rkpd/plafon1",
        {"Jumlah1": "5000000.00"},
    ),
    (
        "e-planning",
        {"action": "approve_ceiling", "org": "Dispusip", "year": 2026},
        "/api/v1/rkpd/plafon1",
        {"Status": 1},
    ),
    (
        "e-planning",
        {"action": "exchange", "org": "Dishub", "year": 2026, "succeeded": False},
        "/api/v1/rkpd/pertukaran",
        {"Hasil": "GAGAL"},
    ),
    (
        "e-program",
        {"action": "realise", "skpd": "Dishub", "month": 10, "amount": 10**9, "physical": 96},
        "/api/realisasi",
        {"bulan": 10},
    ),
    (
        "e-program",
        {"action": "issue_dpa", "skpd": "Setwan", "year": 2026, "number": "DPA/1"},
        "/api/dpa",
        {"nomor_dpa": "DPA/1"},
    ),
    (
        "e-program",
        {"action": "lock_schedule", "year": 2026, "name": "perubahan"},
        "/api/jadwal",
        {"is_locked": 1},
    ),
    (
        "e-program",
        {"action": "ceiling", "skpd": "Dishub", "year": 2026, "amount": 15_000_000_000},
        "/api/sub-kegiatan",
        {"kode_skpd": "2.15.0.00.0.00.01.0000"},
    ),
    (
        "e-program",
        {"action": "exchange", "skpd": "7.01.0.00.0.00.03.0000", "year": 2026},
        "/api/pertukaran",
        {"hasil": "sukses"},
    ),
    (
        "e-sakip",
        {"action": "report_quarter", "opd": 18, "year": 2026, "quarter": 4, "realisasi": "0,7"},
        "/api/capaian",
        {"realisasi": "0,7", "triwulan": 4},
    ),
    (
        "e-sakip",
        {"action": "publish_document", "opd": 23, "type": "rencana-aksi", "year": 2026},
        "/api/dokumen/rencana-aksi",
        {"opd": {"id": 23}},
    ),
    (
        "e-sakip",
        {"action": "exchange", "opd": "Dishub", "year": 2026},
        "/api/pertukaran",
        {"hasil": "sukses"},
    ),
]


@pytest.mark.parametrize(("system", "wish", "path", "expected"), ACTIONS)
async def test_a_change_shows_in_the_listing_as_it_was_answered(
    clients: Mapping[str, Client],
    system: str,
    wish: dict[str, Any],
    path: str,
    expected: dict[str, Any],
) -> None:
    client = clients[system]
    year = {"ta": 2026} if system == "e-planning" else {"tahun": 2026}
    before = await client.rows(path, **year)
    done = await client.change(**wish)
    record = done["record"]
    assert (done["system"], done["action"]) == (system, wish["action"])
    assert done["count"] == len(done["records"]) or done["count"] > 50
    after = await client.rows(path, **year)
    assert record["after"] in after
    assert record["after"] not in before
    if record["before"] is not None:
        assert record["before"] in before
    assert expected.items() <= record["after"].items()
    kind = path.split("/")[2 if system == "e-sakip" else -1]
    assert record["kind"] == kind
    state = await client.state()
    assert state["changes"][-1]["action"] == wish["action"]
    assert state["tables"][kind]["2026"]["revision"] == record["revision"]


async def test_a_change_names_the_agency(planning: Client) -> None:
    done = await planning.change("consult", org="Dishub")
    assert done["record"]["agency_code"] == "9901.2.15.01"
    assert done["record"]["id"] == done["record"]["after"]["transid"]


async def test_nothing_to_change_is_no_record(planning: Client) -> None:
    done = await planning.change("approve_ceiling", org="Dishub")
    assert (done["record"], done["records"], done["count"]) == (None, [], 0)


@pytest.mark.parametrize(
    ("system", "body", "field"),
    [
        ("e-planning", {"action": "realise"}, "action"),
        ("e-planning", {}, "action"),
        ("e-planning", {"action": "consult"}, "org"),
        ("e-program", {"action": "realise", "skpd": "Dishub", "amount": 1}, "month"),
        ("e-sakip", {"action": "report_quarter", "opd": 999, "quarter": 4}, "opd"),
    ],
)
async def test_a_change_that_makes_no_sense_is_refused_with_its_field(
    clients: Mapping[str, Client], system: str, body: dict[str, Any], field: str
) -> None:
    answer = await clients[system].http.post("/_control/change", json=body)
    assert answer.status_code == 422
    assert answer.json()["field"] == field
    assert answer.json()["message"]


async def test_only_json_objects_are_obeyed(planning: Client) -> None:
    http = planning.http
    assert (await http.post("/_control/change", content=b"{}")).status_code == 415
    headers = {"Content-Type": "application/json"}
    for body in (b"{", b"[]", b'"x"'):
        answer = await http.post("/_control/change", content=body, headers=headers)
        assert answer.status_code == 400


@pytest.mark.parametrize("system", SYSTEMS)
async def test_a_reset_goes_back_to_the_seed(clients: Mapping[str, Client], system: str) -> None:
    client = clients[system]
    before = await client.state()
    name = {"e-planning": "org", "e-program": "skpd", "e-sakip": "opd"}[system]
    await client.change("exchange", **{name: "Bapperida"})
    await client.fail("fail")
    assert (await client.state())["tables"] != before["tables"]
    after = (await client.http.post("/_control/reset")).json()
    assert after["tables"] == before["tables"]
    assert (after["fault"]["mode"], after["changes"]) == ("none", [])


async def test_the_state_counts_the_answers(sakip: Client) -> None:
    before = (await sakip.state())["answers"]
    first = await sakip.get("/api/perangkat-daerah")
    await sakip.get("/api/perangkat-daerah", etag=first.headers["etag"])
    after = (await sakip.state())["answers"]
    assert after["200"] == before.get("200", 0) + 1
    assert after["304"] == before.get("304", 0) + 1
