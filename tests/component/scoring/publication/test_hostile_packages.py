"""A package may come from anybody: what it says costs little and commands nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tests.component.scoring.publication.test_tampering import signed
from tests.component.scoring.publishing import KEY, publish, score, set_keys
from tests.component.scoring.region import SPBE

from rules.canonical import canonical
from sandbox.commands import verify
from scoring.publication.domain.archive import read_archive, write_archive
from scoring.publication.domain.signing_keys import Keys
from scoring.publication.usecases.verify import verify_package
from scoring.publication.usecases.write_package import entry_of
from scoring.results.domain.flaw import Flaw, FlawFound

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.component.scoring.conftest import Service


@pytest.fixture
async def files(service: Service, bearer: Callable[..., dict[str, str]]) -> dict[str, bytes]:
    """The files of a package."""
    set_keys(service, Keys.of(KEY.text))
    service.api.headers.update(bearer("coordinator"))
    await service.once(_publish)
    return read_archive((await service.api.get(f"/results/{SPBE}/1/package")).content)


async def _publish(service: Service) -> None:
    await score(service)
    await publish(service)


def flaw_of(files: dict[str, bytes]) -> Flaw:
    with pytest.raises(FlawFound) as found:
        verify_package(write_archive(files), {KEY.public.key_id: KEY.public})
    return found.value.flaw


async def test_a_large_manifest_is_refused_before_it_is_read(files: dict[str, bytes]) -> None:
    flaw = flaw_of({**files, "manifest.json": b"[" * 100_000})

    assert (flaw.file, flaw.field) == ("manifest.json", "size")


async def test_a_manifest_that_lists_more_than_there_is_is_named(files: dict[str, bytes]) -> None:
    manifest = json.loads(files["manifest.json"])
    manifest["files"]["other.json"] = {"sha256": "0" * 64, "size": 1}
    data = canonical(manifest)
    flaw = flaw_of({**files, "manifest.json": data, "manifest.sig": KEY.sign(data).encode()})

    assert (flaw.file, flaw.field) == ("manifest.json", "files")


async def test_what_a_package_says_does_not_command_the_terminal(
    files: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    signature = canonical({**json.loads(files["signature.json"]), "algorithm": "\x1b[2JEd25519"})
    manifest = json.loads(files["manifest.json"])
    manifest["files"]["signature.json"] = entry_of(signature)
    data = canonical(manifest)
    changed = {"signature.json": signature, "manifest.json": data}
    package = tmp_path / "package.zip"
    package.write_bytes(
        write_archive({**files, **changed, "manifest.sig": KEY.sign(data).encode()})
    )

    assert verify.run(str(package), key=None) == 1
    said = capsys.readouterr().err
    assert "[2JEd25519" in said
    assert "\x1b[2J" not in said


async def test_no_word_of_a_library_is_said(files: dict[str, bytes]) -> None:
    """Every kind of broken part has a sentence of our own, in both languages."""
    broken = [
        {**files, "result.json": b'{"a": 1, "a": 2}'},
        {**files, "result.json": b"{"},
        {**files, "edition.json": b"[]"},
        {**files, "breakdown.xlsx": b"no workbook"},
        {**files, "signature.json": b"[]"},
    ]
    for changed in broken:
        flaw = flaw_of(signed(changed))
        for said in (flaw.expected, flaw.found):
            assert "File is not" not in said.en
            assert "Expected `" not in said.en
            assert "Error" not in said.en
        # A hash is the same in both languages.
        assert flaw.field == "content hash" or flaw.expected.id != flaw.expected.en, flaw
