"""Who is recorded as ended, or as not begun yet, changes nothing."""

from collections.abc import Mapping
from typing import Any, Final

import pytest
from tests.component.submission.asking import EVIDENCE, LETTER, PARTS, PERSON, make_everything
from tests.support.operations import address_of

from operations.row import Operation
from operations.services import Service
from operations.table import table_of

SEEN: Final = {"If-Match": '"1"'}
NEW: Final = {"If-None-Match": "*"}
OPENED: Final = {"code": "lain", "name": "Lain", "edition_code": "spbe", "period": "2025"}
LETTERS: Final = (
    b"nomor;tanggal;jenis_pengirim;pengirim;perihal;instansi;butir;rekomendasi;batas_waktu;petugas;"
    b"prioritas;instruksi;kekurangan\n"
    b"B/7;2026-03-01;kementerian;Kementerian;Hasil;9901.1;;Tetapkan peraturan.;;;;;\n"
)
ORIGIN: Final = {"kind": "report", "report_id": "01a20201-9d31-7740-a619-5b4df6c9f654"}
# What is asked for here with another body than in a comparison of hidden and missing ones.
BODIES: Final[Mapping[str, Mapping[str, Any]]] = {
    "upload_evidence": {
        "content": b"a",
        "params": {"size": 1},
        "headers": {"Content-Type": "application/octet-stream"},
    },
    "add_evidence": {"json": EVIDENCE | {"agency_code": "9901.1"}},
    "enter_report": {"json": LETTER | {"number": "B/2/2026"}},
    "put_report": {"json": LETTER, "headers": SEEN},
    "import_reports": {
        "content": LETTERS,
        "headers": {"Content-Type": "text/csv"},
        "params": {"agency": "9901"},
    },
    "make_recommendation": {
        "json": {"agency_code": "9901.1", "origin": ORIGIN, "text": "Ada."},
    },
}
# What only the assessed agency itself does; all else is asked by the agency above it.
BY_ITSELF: Final = {"raise_dispute", "add_minutes", "put_minutes", "sign_minutes", "give_consent"}
CHANGES: Final = [row for row in table_of(Service.SUBMISSION).rows if row.method != "GET"]


async def enter(api: Any, subject: str, **validity: Any) -> None:
    person = {"agency_code": "9901", "name": "Nama", "valid_from": "2026-01-01"}
    made = await api.put(f"/people/{subject}", json=person | validity, headers=NEW)
    assert made.status_code == 201, made.text


async def ask(
    service: Any, bearer: Any, row: Operation, *, by: str, values: Mapping[str, str]
) -> dict[str, Any]:
    """Ask for an operation, `by` somebody with all its roles; return the answer and its status."""
    parts = dict(BODIES.get(row.id, PARTS.get(row.id, {})))
    parts["headers"] = {
        **parts.get("headers", {}),
        **bearer(*row.roles, agency="9901.1" if row.id in BY_ITSELF else "9901", subject=by),
    }
    if row.id == "open_campaign":
        parts["json"] = OPENED | {"agency_codes": ["9901.1"]}
    path = address_of(row.path, **values).removeprefix("/api/v1")
    answer = await service.api.request(row.method, path, **parts)
    return {**answer.json(), "status": answer.status_code}


@pytest.mark.parametrize(
    ("validity", "told"),
    [
        ({"valid_until": "2026-01-31"}, "berakhir pada 2026-01-31"),
        ({"valid_from": "2099-01-01"}, "baru dimulai pada 2099-01-01"),
    ],
)
async def test_who_is_not_in_office_changes_nothing(
    service: Any, bearer: Any, edition: Any, validity: dict[str, str], told: str
) -> None:
    values = await make_everything(service, bearer, edition)
    await enter(service.api, "tidak-bertugas", **validity)
    wrong = {}
    for row in CHANGES:
        answer = await ask(service, bearer, row, by="tidak-bertugas", values=values)
        if (answer["status"], answer.get("errors")) != (403, [{"pointer": "", "message": told}]):
            wrong[row.id] = answer["status"], answer.get("detail"), answer.get("errors")
        else:
            assert answer["detail"].startswith(f"Masa tugas Anda di 9901 {told}."), answer

    assert not wrong, "\n".join(f"{name}: {said}" for name, said in wrong.items())
    assert len(CHANGES) == 77


async def test_nobody_changes_their_own_time(service: Any, bearer: Any) -> None:
    await enter(service.api, "orang-2", valid_until="2099-01-01")
    own = bearer("coordinator", subject="orang-2")
    state = {
        "agency_code": "9901",
        "name": "Nama",
        "valid_from": "2026-01-01",
        "valid_until": "2099-01-01",
    }
    for name, value in (
        ("valid_until", None),
        ("valid_from", "2025-01-01"),
        ("agency_code", "9901.1"),
    ):
        body = state | {name: value}
        refused = await service.api.put("/people/orang-2", json=body, headers=own | SEEN)
        told = refused.json()
        assert (refused.status_code, told["errors"][0]["pointer"]) == (403, f"/{name}"), told
    forgotten = await service.api.delete("/people/orang-2", headers=own | SEEN)
    assert (forgotten.status_code, forgotten.json()["errors"][0]["pointer"]) == (
        403,
        "path/subject",
    )

    named = await service.api.put(
        "/people/orang-2", json=state | {"name": "Nama Lain"}, headers=own | SEEN
    )
    assert (named.status_code, named.json()["name"]) == (200, "Nama Lain")
    other = state | {"valid_until": None}
    by_another = await service.api.put(
        "/people/orang-2", json=other, headers={"If-Match": named.headers["ETag"]}
    )
    assert by_another.status_code == 200, by_another.text


async def test_who_moves_ahead_is_in_office_until_then(service: Any, bearer: Any) -> None:
    await enter(service.api, "orang-1", agency_code="9901.1")
    body = {
        "effective_on": "2099-01-01",
        "from_codes": ["9901.1"],
        "agency": {"name": "Baru", "agency_kind": "agency", "parent_code": "9901"},
    }
    merged = await service.api.post("/agencies/9901.3/merger", json=body)
    assert merged.status_code == 200, merged.text
    moved = (await service.api.get("/people/orang-1")).json()
    assert (moved["agency_code"], moved["valid_from"]) == ("9901.3", "2099-01-01")

    by = bearer("coordinator", subject="orang-1")
    made = await service.api.put(
        "/people/orang-3", json=PERSON | {"agency_code": "9901.2"}, headers=by | NEW
    )
    assert made.status_code == 201, made.text
