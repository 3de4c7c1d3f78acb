"""An agency's library: items, versions, contents, who changes and who reads them."""

import asyncio
from typing import Any

import pytest
from tests.support import files

PDF = files.pdf()
TEXT = b"nomor,judul\n1,Peraturan Bupati\n"
ITEM = {
    "title": "Peraturan Bupati tentang SPBE",
    "kind": "regulation",
    "effective_date": "2025-03-01",
    "period": "2025",
    "valid_until": "2030-03-01",
}
URL = {"origin": "url", "address": "https://jdih.contoh.go.id/perbup.pdf?versi=1"}
RECORD = {"origin": "record", "system": "e-sakip", "reference": "lkjip-2025"}
NOWHERE = "01a20201-9d31-7740-a619-5b4df6c9f655"


def source(data: bytes, name: str, hash_of: Any) -> dict[str, str]:
    return {"origin": "file", "sha256": hash_of(data), "name": name}


@pytest.fixture
async def item(shelf: Any, hash_of: Any) -> dict[str, Any]:
    """Enter a regulation of the agency 9901.1 as the region's coordinator."""
    await shelf.put(PDF)
    body = ITEM | {"agency_code": "9901.1", "source": source(PDF, "perbup.pdf", hash_of)}
    answer = await shelf.service.api.post("/evidence", json=body)
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"/api/v1/evidence/{answer.json()['evidence_id']}"
    made: dict[str, Any] = answer.json()
    return made


async def test_a_file_becomes_an_item_and_is_read_again(
    shelf: Any, item: dict[str, Any], hash_of: Any
) -> None:
    api, path = shelf.service.api, f"/evidence/{item['evidence_id']}"
    read = await api.get(path)

    assert (read.json(), read.headers["etag"]) == (item, '"1"')
    assert item["newest"]["file"] == {
        "sha256": hash_of(PDF),
        "size": len(PDF),
        "name": "perbup.pdf",
        "media_type": "application/pdf",
    }
    assert (item["period"], item["newest"]["valid_until"]) == ("2025", "2030-03-01")
    content = await api.get(f"{path}/versions/1/content")
    assert (content.status_code, content.content) == (200, PDF)
    assert {name: content.headers[name] for name in SAFE} == SAFE


SAFE = {
    "content-type": "application/pdf",
    "content-disposition": "attachment; filename*=UTF-8''perbup.pdf",
    "x-content-type-options": "nosniff",
    "content-security-policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "cache-control": "private, no-store",
    "content-length": str(len(PDF)),
}


async def test_the_same_item_again_changes_nothing(
    shelf: Any, item: dict[str, Any], hash_of: Any
) -> None:
    body = ITEM | {"agency_code": "9901.1", "source": source(PDF, "perbup.pdf", hash_of)}
    again = await shelf.service.api.post("/evidence", json=body)

    assert (again.status_code, again.json()) == (200, item)
    assert await shelf.service.count("evidence") == 1


@pytest.mark.parametrize("of_it", [URL, RECORD], ids=["url", "record"])
async def test_the_same_item_at_once_is_there_once(shelf: Any, of_it: dict[str, str]) -> None:
    body = ITEM | {"source": of_it}

    answers = await asyncio.gather(
        *(shelf.service.api.post("/evidence", json=body) for _ in range(4))
    )

    assert sorted(each.status_code for each in answers) == [200, 200, 200, 201]
    assert len({each.json()["evidence_id"] for each in answers}) == 1


async def test_a_hash_alone_gives_nobody_a_content(
    shelf: Any, item: dict[str, Any], bearer: Any, hash_of: Any
) -> None:
    """Whoever knows the hash of somebody's file has to send its bytes all the same."""
    other = bearer("agency_officer", agency="9901.2", subject="lain")
    body = ITEM | {"source": source(PDF, "perbup.pdf", hash_of)}

    refused = await shelf.service.api.post("/evidence", json=body, headers=other)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/source/sha256")

    await shelf.put(PDF, headers=other)
    made = await shelf.service.api.post("/evidence", json=body, headers=other)
    assert (made.status_code, made.json()["agency_code"]) == (201, "9901.2")
    assert made.json()["evidence_id"] != item["evidence_id"]
    assert (shelf.objects(), await shelf.service.count("evidence_blob")) == ([hash_of(PDF)], 1)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("laporan.docx", 422),
        ("laporan.pdf.exe", 422),
        ("../laporan.pdf", 400),
        ("a/laporan.pdf", 400),
        ("a\\laporan.pdf", 400),
        ("laporan\u202efdp.pdf", 400),
        ("con.pdf", 400),
    ],
)
async def test_a_name_is_no_path_and_says_what_it_is(
    shelf: Any, hash_of: Any, name: str, status: int
) -> None:
    await shelf.put(PDF)
    body = ITEM | {"source": source(PDF, name, hash_of)}
    answer = await shelf.service.api.post("/evidence", json=body)

    assert answer.status_code == status, answer.text
    assert answer.json()["errors"][0]["pointer"].endswith("name")
    assert await shelf.service.count("evidence") == 0


async def test_a_name_of_any_language_is_kept_in_the_header(shelf: Any, hash_of: Any) -> None:
    await shelf.put(TEXT)
    body = ITEM | {"source": source(TEXT, 'Lampiran "é" 1; x=.csv'.replace('"', "'"), hash_of)}
    made = (await shelf.service.api.post("/evidence", json=body)).json()
    path = f"/evidence/{made['evidence_id']}/versions/1/content"
    answer = await shelf.service.api.get(path)

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == (
        "attachment; filename*=UTF-8''Lampiran%20%27%C3%A9%27%201%3B%20x%3D.csv"
    )


async def test_a_newer_version_leaves_the_older_as_it_is(
    shelf: Any, item: dict[str, Any], hash_of: Any
) -> None:
    api, path = shelf.service.api, f"/evidence/{item['evidence_id']}"
    sent = await shelf.put(TEXT)
    assert sent.status_code == 200, sent.text
    body = {
        "source": source(TEXT, "daftar.csv", hash_of),
        "effective_date": "2026-01-01",
        "note": "Perubahan pertama",
    }
    made = await api.post(f"{path}/versions", json=body)
    again = await api.post(f"{path}/versions", json=body)

    assert (made.status_code, again.status_code) == (201, 200)
    assert made.json() == again.json()
    assert (made.json()["revision"], made.json()["newest"]["version"]) == (2, 2)
    assert (made.json()["effective_date"], made.json()["valid_until"]) == ("2026-01-01", None)
    versions = (await api.get(f"{path}/versions", params={"limit": 1})).json()
    assert versions["items"] == [item["newest"]]
    rest = await api.get(f"{path}/versions", params={"limit": 1, "cursor": versions["next_cursor"]})
    assert [each["version"] for each in rest.json()["items"]] == [2]
    assert (await api.get(f"{path}/versions/1/content")).content == PDF
    assert (await api.get(f"{path}/versions/2/content")).content == TEXT
    assert (await api.get(f"{path}/versions/3/content")).status_code == 404


async def test_what_is_said_of_an_item_is_corrected_from_its_present_state(
    shelf: Any, item: dict[str, Any]
) -> None:
    api, path = shelf.service.api, f"/evidence/{item['evidence_id']}"
    state = ITEM | {"title": "Perbup SPBE", "valid_until": "2029-12-31"}
    for _ in range(2):
        answer = await api.put(path, json=state, headers={"If-Match": '"1"'})
        assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
    assert answer.json()["title"] == "Perbup SPBE"
    assert answer.json()["newest"]["valid_until"] == "2029-12-31"

    old = await api.put(path, json=ITEM, headers={"If-Match": '"1"'})
    assert (old.status_code, old.json()["current"]["etag"]) == (412, '"2"')
    assert (await api.put(path, json=ITEM)).status_code == 428
    wrong = state | {"valid_until": "2025-02-28"}
    refused = await api.put(path, json=wrong, headers={"If-Match": '"2"'})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/valid_until")


async def test_the_library_is_searched(shelf: Any, item: dict[str, Any], hash_of: Any) -> None:
    api = shelf.service.api
    await api.post(
        "/evidence", json=ITEM | {"title": "Renstra 100%", "kind": "plan", "source": URL}
    )
    await api.post("/evidence", json=ITEM | {"title": "LKjIP", "source": RECORD})

    async def found(**asked: Any) -> list[str]:
        answer = await api.get("/evidence", params=asked)
        assert answer.status_code == 200, answer.text
        return [each["title"] for each in answer.json()["items"]]

    everything = [item["title"], "Renstra 100%", "LKjIP"]
    assert await found() == everything
    assert await found(agency="9901") == everything[1:]
    assert await found(agency="9901", below="true") == everything
    assert await found(agency="9901.1") == everything[:1]
    assert await found(kind="plan") == ["Renstra 100%"]
    assert await found(origin="record") == ["LKjIP"]
    assert await found(words="PERBUP.pdf") == everything[:1]
    assert await found(words="0%") == ["Renstra 100%"]
    assert await found(words="_e") == []
    assert await found(sha256=hash_of(PDF)) == everything[:1]
    assert await found(expired_on="2030-03-01") == []
    assert await found(expired_on="2030-03-02") == everything
    assert await found(confidential="true") == []
    for wrong in ({"agency": "9902"}, {"agency": "9901.9"}):
        assert (await api.get("/evidence", params=wrong)).status_code == 404
    for bad in ({"kind": "lain"}, {"nama": "x"}, {"words": "x"}):
        assert (await api.get("/evidence", params=bad)).status_code == 400


async def test_what_is_out_of_reach_is_like_nothing(
    shelf: Any, item: dict[str, Any], bearer: Any
) -> None:
    api, stranger = shelf.service.api, bearer("coordinator", agency="9901.2")
    for method, below, body in (
        ("GET", "", None),
        ("PUT", "", ITEM),
        ("GET", "/versions", None),
        ("POST", "/versions", {"source": URL}),
        ("GET", "/versions/1/content", None),
        ("GET", "/reads", None),
    ):
        answers = [
            await api.request(method, f"/evidence/{each}{below}", json=body, headers=stranger)
            for each in (item["evidence_id"], NOWHERE)
        ]
        assert [each.status_code for each in answers] == [404, 404]
    assert (await api.get("/evidence", headers=stranger)).json()["items"] == []
    put = await api.post(
        "/evidence", json=ITEM | {"agency_code": "9901.1", "source": URL}, headers=stranger
    )
    assert put.status_code == 404


async def test_readers_read_and_change_nothing(
    shelf: Any, item: dict[str, Any], bearer: Any
) -> None:
    api, leader = shelf.service.api, bearer("leader")
    path = f"/evidence/{item['evidence_id']}"
    assert (await api.get(path, headers=leader)).status_code == 200
    assert (await api.get(f"{path}/versions/1/content", headers=leader)).content == PDF
    for method, below in (("PUT", ""), ("POST", "/versions")):
        answer = await api.request(method, path + below, json=ITEM, headers=leader)
        assert answer.status_code == 403


async def test_a_record_is_shown_as_it_was_stated(shelf: Any) -> None:
    stated = RECORD | {"sha256": "a" * 64, "adapter_version": "e-sakip/3"}
    made = await shelf.service.api.post("/evidence", json=ITEM | {"source": stated})
    newest = made.json()["newest"]

    assert newest["record"].pop("certainty") == "stated"
    assert {"origin": "record", **newest["record"]} == stated
    path = f"/evidence/{made.json()['evidence_id']}/versions/1/content"
    assert (await shelf.service.api.get(path)).status_code == 404


async def test_who_has_left_keeps_nothing(shelf: Any, bearer: Any) -> None:
    person = {"agency_code": "9901.1", "name": "Nama", "valid_from": "2020-01-01"}
    await shelf.service.api.put(
        "/people/lama",
        json=person | {"valid_until": "2021-01-01"},
        headers={"If-None-Match": "*"},
    )
    gone = bearer("agency_officer", agency="9901.1", subject="lama")

    assert (await shelf.put(TEXT, headers=gone)).status_code == 403
    made = await shelf.service.api.post("/evidence", json=ITEM | {"source": URL}, headers=gone)
    assert made.status_code == 403


async def test_a_content_that_is_gone_is_said(
    shelf: Any, item: dict[str, Any], hash_of: Any
) -> None:
    await shelf.library.contents.remove(hash_of(PDF))
    answer = await shelf.service.api.get(f"/evidence/{item['evidence_id']}/versions/1/content")

    assert answer.status_code == 503
