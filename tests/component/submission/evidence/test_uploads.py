"""Files arrive in parts, whole or not at all: nothing half of one is ever kept."""

import asyncio
import errno
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from tests.component.gateway.serving import serving
from tests.support import files
from tests.support.s3 import BUCKET, s3_server
from tests.support.waiting import comes, eventually

from kit.errors import Unavailable
from kit.testing import FixedClock
from submission.evidence.domain.upload import KEPT, MOST_UPLOADS
from submission.evidence.store.objects import Contents
from submission.evidence.store.spool import Spool
from submission.evidence.usecases.sweep import sweep_evidence
from submission.evidence.usecases.upload import Library

TEXT = b"nomor,judul\n1,Peraturan Bupati tentang SPBE\n"
LARGE = TEXT * 60_000


def later() -> FixedClock:
    """Return a clock by which whatever is left now has been left for long enough."""
    return FixedClock(datetime.now(UTC) + KEPT + timedelta(minutes=1))


async def test_a_whole_file_is_kept_once_under_its_hash(shelf: Any, hash_of: Any) -> None:
    for _ in range(2):
        answer = await shelf.put(TEXT)

        assert answer.status_code == 200
        assert answer.json() == {
            "sha256": hash_of(TEXT),
            "size": len(TEXT),
            "received": len(TEXT),
            "state": "complete",
        }
    assert (shelf.objects(), shelf.spooled()) == ([hash_of(TEXT)], [])
    assert await shelf.service.count("evidence_blob") == 1


async def test_parts_follow_one_another(shelf: Any, hash_of: Any) -> None:
    half = len(LARGE) // 2
    first = await shelf.put(LARGE[:half], of=LARGE)
    asked = await shelf.service.api.get(f"/evidence/uploads/{hash_of(LARGE)}")
    assert first.json() == asked.json()
    assert (first.json()["received"], first.json()["state"]) == (half, "partial")
    assert shelf.objects() == []

    wrong = await shelf.put(LARGE[half + 1 :], of=LARGE, offset=half + 1)
    assert (wrong.status_code, wrong.json()["received"]) == (409, half)
    assert wrong.json()["errors"][0]["pointer"] == "query/offset"

    second = await shelf.put(LARGE[half:], of=LARGE, offset=half)
    assert second.json()["state"] == "complete"
    assert (shelf.objects(), shelf.spooled()) == ([hash_of(LARGE)], [])


async def test_a_file_is_begun_again(shelf: Any, hash_of: Any) -> None:
    await shelf.put(b"lain " * 3, of=LARGE)
    answer = await shelf.put(LARGE)

    assert answer.json()["state"] == "complete"
    assert shelf.objects() == [hash_of(LARGE)]


async def test_a_connection_that_is_cut_leaves_what_has_arrived(
    shelf: Any, app: Any, bearer: Any, hash_of: Any
) -> None:
    half, path = len(LARGE) // 2, f"/api/v1/evidence/uploads/{hash_of(LARGE)}"

    async def breaking() -> AsyncIterator[bytes]:
        yield LARGE[:half]
        await eventually(_any_spooled)
        raise ConnectionResetError

    async def _any_spooled() -> bool:
        return bool(shelf.spooled())

    async def received() -> bool:
        answer = await client.get(path)
        return answer.status_code == 200 and answer.json()["received"] == half

    async with (
        serving(app, lifespan="off") as address,
        httpx.AsyncClient(base_url=address, headers=bearer("coordinator")) as client,
    ):
        size = {"size": len(LARGE)}
        with pytest.raises(ConnectionResetError):
            await client.put(path, params=size, content=breaking())
        await eventually(received)
        assert shelf.objects() == []
        rest = await client.put(path, params={**size, "offset": half}, content=LARGE[half:])

    assert (rest.status_code, rest.json()["state"]) == (200, "complete")
    assert (shelf.objects(), shelf.spooled()) == ([hash_of(LARGE)], [])


async def test_two_people_upload_one_file_at_once(shelf: Any, bearer: Any, hash_of: Any) -> None:
    people = [bearer("agency_officer", subject=f"orang-{n}", agency="9901.1") for n in range(4)]

    answers = await asyncio.gather(*(shelf.put(LARGE, headers=each) for each in people))

    assert [each.json()["state"] for each in answers] == ["complete"] * 4
    assert (shelf.objects(), shelf.spooled()) == ([hash_of(LARGE)], [])
    assert await shelf.service.count("evidence_blob") == 1


async def test_one_person_uploads_one_file_in_two_requests_at_once(
    shelf: Any, hash_of: Any
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        begun.set()
        await comes(go_on.wait())
        yield LARGE

    first = asyncio.create_task(shelf.put(slow(), of=LARGE))
    await comes(begun.wait())
    second = await shelf.put(LARGE)
    go_on.set()

    assert second.status_code == 409
    assert (await first).json()["state"] == "complete"
    assert shelf.objects() == [hash_of(LARGE)]


async def test_an_upload_is_seen_by_its_own_person_only(shelf: Any, bearer: Any) -> None:
    await shelf.put(TEXT)
    other = bearer("coordinator", subject="lain")
    path = str((await shelf.put(TEXT)).request.url).partition("?")[0]

    there = await shelf.service.api.get(path, headers=other)
    nowhere = await shelf.service.api.get("/evidence/uploads/" + "0" * 64, headers=other)

    assert (there.status_code, nowhere.status_code) == (404, 404)


LOCKED = files.encrypted_office()
REFUSED = {
    "another hash": (TEXT, b"x" * len(TEXT), None),
    "test sign": (files.EICAR, files.EICAR, "malware_test"),
    "program": (b"MZ\x90\0" * 30, b"MZ\x90\0" * 30, "executable"),
    "page": (b"<!doctype html><p>", b"<!doctype html><p>", "script"),
    "locked": (LOCKED, LOCKED, "encrypted"),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_what_is_not_taken_leaves_nothing(shelf: Any, name: str) -> None:
    whole, sent, reason = REFUSED[name]
    answer = await shelf.put(sent, of=whole)

    assert (answer.status_code, answer.json().get("reason")) == (422, reason)
    assert (shelf.objects(), shelf.spooled()) == ([], [])
    assert await shelf.service.count("evidence_upload") == 0


async def test_more_than_announced_is_refused(shelf: Any) -> None:
    answer = await shelf.put(TEXT + b"lagi", of=TEXT)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "query/size")
    assert shelf.objects() == []


@pytest.mark.parametrize(
    ("params", "status", "pointer"),
    [
        ({"size": 0}, 400, "query/size"),
        ({"offset": -1}, 400, "query/offset"),
        ({"offset": len(TEXT) + 1}, 400, "query/offset"),
        ({"nama": "x"}, 400, "query/nama"),
    ],
)
async def test_a_wrong_parameter_is_named(
    shelf: Any, params: dict[str, Any], status: int, pointer: str
) -> None:
    answer = await shelf.put(TEXT, **params)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (status, pointer)


async def test_another_kind_of_body_is_refused_unread(shelf: Any) -> None:
    answer = await shelf.put(TEXT, headers={"Content-Type": "application/json"})

    assert (answer.status_code, shelf.spooled()) == (415, [])


async def test_who_may_not_upload_sends_nothing(shelf: Any, bearer: Any) -> None:
    for headers, status in (
        (bearer("leader"), 403),
        (bearer("coordinator", agency=None), 403),
        ({"Authorization": "Bearer x"}, 401),
    ):
        assert (await shelf.put(TEXT, headers=headers)).status_code == status
    assert shelf.spooled() == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
async def test_a_full_disk_is_said_and_leaves_nothing(
    shelf: Any, monkeypatch: pytest.MonkeyPatch, hash_of: Any, number: int
) -> None:
    def full(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patched:
        patched.setattr("submission.evidence.store.spool._write_all", full)
        answer = await shelf.put(LARGE)

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    assert shelf.objects() == []
    assert sum(path.stat().st_size for path in shelf.spooled()) == 0
    again = await shelf.put(LARGE)
    assert (again.json()["state"], shelf.objects()) == ("complete", [hash_of(LARGE)])


async def test_a_store_that_fails_keeps_the_upload_for_later(
    shelf: Any, monkeypatch: pytest.MonkeyPatch, hash_of: Any
) -> None:
    async def broken(*_: object) -> None:
        raise Unavailable("store")

    with monkeypatch.context() as patched:
        patched.setattr(shelf.library.contents.__class__, "put", broken)
        assert (await shelf.put(LARGE)).status_code == 503
    assert await shelf.service.count("evidence_blob") == 0

    rest = await shelf.put(b"", of=LARGE, offset=len(LARGE))
    assert (rest.json()["state"], shelf.objects()) == ("complete", [hash_of(LARGE)])


async def test_so_many_uploads_wait_for_their_items(shelf: Any) -> None:
    for number in range(MOST_UPLOADS):
        await shelf.put(b"x", of=f"berkas {number}".encode())
    answer = await shelf.put(TEXT)

    assert answer.status_code == 409


async def test_what_nobody_needs_is_swept(shelf: Any, hash_of: Any) -> None:
    await shelf.put(TEXT)  # whole, and no item names it
    await shelf.put(LARGE[:100], of=LARGE)
    lost = shelf.folder / "store" / "sha256" / "00" / "00" / ("0" * 64)
    lost.parent.mkdir(parents=True)
    lost.write_bytes(b"its row was never written")

    await sweep_evidence(shelf.library, FixedClock(datetime.now(UTC)))
    assert len(shelf.spooled()) == 1
    assert shelf.objects() == ["0" * 64, hash_of(TEXT)]

    await sweep_evidence(shelf.library, later())
    assert (shelf.objects(), shelf.spooled()) == ([], [])
    assert await shelf.service.count("evidence_blob") == 0
    assert (await shelf.put(TEXT)).json()["state"] == "complete"


async def test_what_is_being_uploaded_is_not_swept(shelf: Any, hash_of: Any) -> None:
    await shelf.put(TEXT)
    await shelf.service.execute("UPDATE evidence_blob SET kept_at = now() - interval '3 days'")
    await shelf.service.execute("UPDATE evidence_upload SET touched_at = now() + interval '3 days'")

    await sweep_evidence(shelf.library, later())

    assert shelf.objects() == [hash_of(TEXT)]


async def test_a_file_goes_to_a_bucket_and_comes_back(shelf: Any, app: Any, hash_of: Any) -> None:
    with s3_server() as address:
        options = {"endpoint": address, "region": "us-east-1"}
        keys = {"access_key_id": "tester", "secret_access_key": "of-a-test"}
        contents = Contents(f"s3://{BUCKET}/data-dukung", options | keys)
        app.state.library = Library(shelf.service.database, shelf.library.spool, contents)
        assert (await shelf.put(LARGE)).json()["state"] == "complete"
        source = {"origin": "file", "sha256": hash_of(LARGE), "name": "daftar.csv"}
        body = {"title": "Daftar", "kind": "data", "source": source}
        made = (await shelf.service.api.post("/evidence", json=body)).json()
        path = f"/evidence/{made['evidence_id']}/versions/1/content"
        read = await shelf.service.api.get(path)

    assert (read.status_code, read.content == LARGE) == (200, True)
    assert shelf.objects() == []
    gone = await shelf.service.api.get(path)  # nobody answers there any more
    assert gone.status_code == 503


async def test_without_a_store_and_a_spool_it_says_so(shelf: Any, app: Any) -> None:
    for spool, contents in (
        (Spool(None), shelf.library.contents),
        (shelf.library.spool, Contents(None)),
    ):
        app.state.library = Library(shelf.service.database, spool, contents)
        assert (await shelf.put(TEXT)).status_code == 503
