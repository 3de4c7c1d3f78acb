"""Whatever is changed of a published result, the first thing that is wrong is named."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text
from tests.component.scoring.publishing import KEY, OLD_KEY, publish, score, set_keys
from tests.component.scoring.region import SPBE, decided

from rules.canonical import canonical, sha256
from sandbox.commands import verify
from scoring.publication.domain.archive import read_archive, write_archive
from scoring.publication.domain.signing_keys import Keys, SigningKey
from scoring.publication.usecases import write_package as packing
from scoring.publication.usecases.verify import verify_package
from scoring.results.domain.flaw import Flaw, FlawFound

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.component.scoring.conftest import Service

TRUSTED = {KEY.public.key_id: KEY.public}
RESULT = f"/results/{SPBE}"
UNLOCK = (
    "GRANT ALL ON result TO CURRENT_USER",
    "ALTER TABLE result DISABLE TRIGGER USER",
    "ALTER TABLE result DROP CONSTRAINT result_hash_of_body",
)


@pytest.fixture
async def story(service: Service, bearer: Callable[..., dict[str, str]]) -> Service:
    """Three results of one assessment."""
    set_keys(service, Keys.of(KEY.text))
    service.api.headers.update(bearer("coordinator"))
    await service.once(_publish)
    return service


async def _publish(service: Service) -> None:
    await score(service)
    worker = service.worker()
    for number in range(3):
        await worker.apply(decided("1", str(3 + number % 3), revision=4 + number))
        await publish(service, reason=f"ke-{number}")


@pytest.fixture
async def files(story: Service) -> dict[str, bytes]:
    """The files of the package of the second result."""
    return read_archive((await story.api.get(f"{RESULT}/2/package")).content)


def flaw_of(files: dict[str, bytes]) -> Flaw:
    with pytest.raises(FlawFound) as found:
        verify_package(write_archive(files), TRUSTED)
    return found.value.flaw


def signed(files: dict[str, bytes], key: SigningKey = KEY) -> dict[str, bytes]:
    """Return files with a manifest, and a signature of it, that fit what they hold."""
    rest = {name: data for name, data in files.items() if name not in packing.NAMES[:2]}
    manifest = canonical(
        {
            **json.loads(files[packing.MANIFEST]),
            "result_hash": sha256(rest["result.json"]),
            "key_id": key.public.key_id,
            "files": {name: packing.entry_of(data) for name, data in rest.items()},
        }
    )
    return {
        packing.MANIFEST: manifest,
        packing.MANIFEST_SIGNATURE: key.sign(manifest).encode(),
        **rest,
    }


def signed_result(files: dict[str, bytes], record: Any) -> dict[str, bytes]:
    """Return files with another record, signed with the publisher's key: a forger inside."""
    body = canonical(record)
    own = {"result.json": body, "signature.json": canonical(packing.signature_of(body, KEY))}
    return signed({**files, **own})


async def test_a_package_as_it_was_published_is_whole(
    story: Service, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = (await story.api.get(f"{RESULT}/2/package")).content
    file, key = tmp_path / "hasil.zip", tmp_path / "key.pem"
    file.write_bytes(content)
    key.write_bytes(KEY.public.pem)

    assert verify.run(str(file), key=str(key)) == 0
    assert "as published" in capsys.readouterr().out
    assert verify.run(str(file), key=None) == 0
    said = capsys.readouterr().out
    assert "NOT CHECKED" in said
    assert f"{KEY.public.key_id} in GET /api/v1/results/keys" in said
    key.write_bytes(OLD_KEY.public.pem)
    assert verify.run(str(file), key=str(key)) == 1
    assert packing.PUBLIC_KEY in capsys.readouterr().err
    answer = await story.api.post("/results/verify", content=content)
    assert (answer.json()["whole"], answer.json()["revision"]) == (True, 2)


@pytest.mark.parametrize("place", [0, 1 / 3, 2 / 3, 1])
async def test_a_changed_byte_in_any_file_is_named(files: dict[str, bytes], place: float) -> None:
    named = {}
    for name, data in files.items():
        at = min(len(data) - 1, int(len(data) * place))
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        named[name] = flaw_of({**files, name: changed}).file

    assert named == {name: name for name in files}


async def test_a_missing_or_added_file_is_named(files: dict[str, bytes]) -> None:
    for name in files:
        rest = {other: data for other, data in files.items() if other != name}
        flaw = flaw_of(rest)
        assert name in (flaw.file, flaw.expected.id)
    assert "more.txt" in flaw_of({**files, "more.txt": b""}).found.id
    assert "../result.json" in flaw_of({**files, "../result.json": b""}).found.id


async def test_a_changed_byte_in_the_archive_is_named(story: Service) -> None:
    content = (await story.api.get(f"{RESULT}/1/package")).content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        place = archive.getinfo("result.json").header_offset + 100
    broken = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
    answer = (await story.api.post("/results/verify", content=broken)).json()

    assert (answer["whole"], answer["flaw"]["file"]) == (False, "result.json")
    nothing = await story.api.post("/results/verify", content=b"")
    assert (nothing.status_code, nothing.json()["errors"][0]["message"]) == (400, "kosong")
    said = []
    for other in (b"no zip", content[:-30], b"#!/bin/sh\n" + content, content + b"more"):
        answer = (await story.api.post("/results/verify", content=other)).json()
        assert (answer["whole"], answer["flaw"]["file"]) == (False, "archive")
        said.append((answer["flaw"]["expected"]["id"], answer["flaw"]["found"]["id"]))
    edges = ("hanya berkas dan daftar isinya", "bita lain, atau arsip yang terpotong")
    # What is cut off ends in the workbook, which is a ZIP too.
    assert said == [("berkas ZIP", "berkas yang bukan ZIP"), edges, edges, edges]


async def test_a_bomb_is_refused_before_it_is_unpacked(files: dict[str, bytes]) -> None:
    flaw = flaw_of({**files, "evidence.json": b"0" * (17 * 2**20)})

    assert (flaw.file, flaw.field) == ("evidence.json", "size")


async def test_another_key_is_named(files: dict[str, bytes]) -> None:
    body = files["result.json"]
    own = {
        "public-key.pem": OLD_KEY.public.pem,
        "signature.json": canonical(packing.signature_of(body, OLD_KEY)),
    }
    flaw = flaw_of(signed({**files, **own}, OLD_KEY))

    assert (flaw.file, flaw.found.id) == ("public-key.pem", OLD_KEY.public.key_id)


def with_part(files: dict[str, bytes], path: str, value: Any) -> Any:
    """Return the record with another value somewhere."""
    record = json.loads(files["result.json"])
    *above, last = path.split(".")
    part = record
    for step in above:
        part = part[int(step) if step.isdigit() else step]
    part[last] = value
    return record


async def test_what_does_not_follow_from_the_levels_is_named(files: dict[str, bytes]) -> None:
    def changed(path: str, value: Any) -> Flaw:
        return flaw_of(signed_result(files, with_part(files, path, value)))

    index = changed("content.index.exact", "4")
    assert (index.field, index.expected.id, index.found.id) == ("content.index.exact", "3.2", "4")
    assert changed("content.nodes.1.exact", "9").field == "content.nodes[1].exact"
    assert changed("content.indicators.0.level", "5").field.startswith("content.indicators[0]")
    assert changed("content.indicators.0.weight", "31").field == "content.indicators[0].weight"
    assert changed("content.indicators.2.level", "3").field == "content.indicators[2].level"
    assert changed("content.index.predicate", None).field == "content.index.predicate"
    assert changed("content.index.coverage", "0.5").field == "content.index.coverage"
    assert changed("content.edition.content_hash", "0" * 64).file == "edition.json"
    assert changed("content.derivation_set", None).file == "derivations.json"
    assert changed("previous_hash", None).field == "previous_hash"
    assert changed("sequence", 1).field == "previous_service_hash"
    assert changed("revision", "2").field == "revision"
    assert changed("extra", 1).file == "result.json"
    assert changed("reason", None).field == "reason"
    assert changed("content.submission.approvals", []).file == "evidence.json"


async def test_a_table_that_says_something_else_is_named(files: dict[str, bytes]) -> None:
    from openpyxl import load_workbook  # noqa: PLC0415 - this test alone

    book = load_workbook(io.BytesIO(files["breakdown.xlsx"]))
    book["indikator"]["G2"].value = "5"
    buffer = io.BytesIO()
    book.save(buffer)
    flaw = flaw_of(signed({**files, "breakdown.xlsx": buffer.getvalue()}))
    breakdown = json.loads(files["breakdown.json"]) | {"period": "2025"}

    assert (flaw.file, flaw.field, flaw.found.id) == ("breakdown.xlsx", "indikator!G2", "5")
    named = flaw_of(signed({**files, "breakdown.json": canonical(breakdown)}))
    assert (named.file, named.field) == ("breakdown.json", "period")


@pytest.mark.parametrize("bytes_", [b"[]", b"{}", b"[" * 100_000, b"\xff", b"NaN", b'{"a":1.5}'])
async def test_nonsense_in_a_signed_package_is_named_not_raised(
    files: dict[str, bytes], bytes_: bytes
) -> None:
    for name in ("signature.json", "edition.json", "breakdown.json", "derivations.json"):
        assert flaw_of(signed({**files, name: bytes_})).file == name
    assert flaw_of({**files, "manifest.json": bytes_}).file == "manifest.json"


@pytest.mark.parametrize(
    ("change", "field", "revision"),
    [
        (
            'body = replace(body, \'"level":"4"\', \'"level":"5"\') WHERE revision = 2',
            "result_hash",
            2,
        ),
        ("signature = reverse(signature) WHERE revision = 3", "signature", 3),
        ("result_hash = repeat('0', 64) WHERE revision = 1", "result_hash", 1),
        ("previous_hash = repeat('0', 64) WHERE revision = 2", "previous_hash", 2),
        ("previous_service_hash = NULL WHERE revision = 3", "previous_service_hash", 3),
        ("agency_code = '8800' WHERE revision = 2", "agency_code", 2),
        ("sequence = 9 WHERE revision = 3", "sequence", 3),
        ("key_id = 'other' WHERE revision = 2", "key_id", 2),
        ("published_at = published_at - interval '1 day' WHERE revision = 2", "published_at", 2),
        ("content_hash = 'x' WHERE revision = 2", "content_hash", 2),
    ],
)
async def test_a_change_in_the_database_is_named(
    story: Service, change: str, field: str, revision: int
) -> None:
    await run(story, *UNLOCK, f"UPDATE result SET {change}")  # noqa: S608 - the test's own text
    chain = (await story.api.get("/results/chain")).json()

    assert (chain["whole"], chain["flaw"]["field"], chain["revision"]) == (False, field, revision)


async def test_a_record_with_a_new_hash_is_named_by_its_signature(story: Service) -> None:
    rows = await story.rows("SELECT body FROM result WHERE revision = 3")
    forged = rows[0][0].replace('"level":"4"', '"level":"5"')
    digest = sha256(forged.encode())
    await run(story, *UNLOCK)
    async with story.database.engine.begin() as connection:
        statement = text("UPDATE result SET body = :b, result_hash = :h WHERE revision = 3")
        await connection.execute(statement, {"b": forged, "h": digest})

    chain = (await story.api.get("/results/chain")).json()
    assert (chain["revision"], chain["flaw"]["field"]) == (3, "content_hash")
    checked = (await story.api.get(f"{RESULT}/3/verify")).json()
    assert not checked["whole"]


@pytest.mark.parametrize(("gone", "at"), [(1, 2), (2, 3), (3, None)])
async def test_a_removed_result_is_named(story: Service, gone: int, at: int | None) -> None:
    await run(story, *UNLOCK, f"DELETE FROM result WHERE revision = {gone}")  # noqa: S608 - as above
    chain = (await story.api.get("/results/chain")).json()

    assert (chain["whole"], chain["revision"], chain["flaw"]["field"]) == (False, at, "sequence")


async def test_a_changed_package_in_the_database_is_named(story: Service) -> None:
    await run(story, *UNLOCK, "UPDATE result SET package = set_byte(package, 500, 0)")
    checked = (await story.api.get(f"{RESULT}/2/verify")).json()

    assert not checked["whole"]
    assert checked["flaw"]["file"] in packing.NAMES


async def test_all_that_is_stored_is_whole(story: Service) -> None:
    for revision in (1, 2, 3):
        checked = (await story.api.get(f"{RESULT}/{revision}/verify")).json()
        assert (checked["whole"], checked["flaw"]) == (True, None)
    chain = (await story.api.get("/results/chain")).json()
    assert (chain["whole"], chain["length"]) == (True, 3)


async def run(service: Service, *statements: str) -> None:
    async with service.database.engine.begin() as connection:
        for statement in statements:
            await connection.execute(text(statement))
