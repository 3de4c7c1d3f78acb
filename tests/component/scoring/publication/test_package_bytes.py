"""Every byte of a package is held against what was packed, those of the ZIP itself too."""

from __future__ import annotations

import json

import pytest
from tests.component.scoring.publication import test_tampering
from tests.component.scoring.publication.test_tampering import TRUSTED, signed

from rules.canonical import canonical
from scoring.publication.domain.archive import write_archive
from scoring.publication.usecases import write_package as packing
from scoring.publication.usecases.verify import verify_package
from scoring.results.domain.flaw import FlawFound

story, files = test_tampering.story, test_tampering.files


def packed_before(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the files of a package of the format before, which was deflated."""
    manifest = {**json.loads(files[packing.MANIFEST]), "format_version": 1}
    return signed({**files, packing.MANIFEST: canonical(manifest)})


async def test_any_changed_byte_of_a_package_is_named(files: dict[str, bytes]) -> None:
    """Of its headers, directory and end: everything that is not in a file."""
    data = write_archive(files)
    assert verify_package(data, TRUSTED).is_trusted
    inside = [data.index(held) for held in files.values()]
    spans = [range(at, at + len(held)) for at, held in zip(inside, files.values(), strict=True)]
    around = [at for at in range(len(data)) if not any(at in span for span in spans)]
    assert len(around) > 100 * len(files) // 2
    for at in around:
        for bit in (0x01, 0x80):
            changed = data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :]
            with pytest.raises(FlawFound):
                verify_package(changed, TRUSTED)


async def test_a_byte_of_a_header_is_named_with_its_file(files: dict[str, bytes]) -> None:
    data = write_archive(files)
    # The day on which it was packed.
    place = data.index(b"result.json" + files["result.json"][:40]) - 30 + 12
    changed = data[:place] + b"\x42" + data[place + 1 :]
    with pytest.raises(FlawFound) as found:
        verify_package(changed, TRUSTED)

    flaw = found.value.flaw
    assert (flaw.file, flaw.field) == ("result.json", f"ZIP[{place}]")
    assert (flaw.expected.id, flaw.found.id) == ("21", "42")


async def test_a_package_of_the_format_before_is_whole(files: dict[str, bytes]) -> None:
    before = packed_before(files)
    data = write_archive(before, deflated=True)
    assert verify_package(data, TRUSTED).is_trusted
    changed = data.replace(b"result.json", b"result.jsoN")
    for wrong in (
        changed,
        data[:10] + b"\x01" + data[11:],
        write_archive(before),  # the format before is deflated, the present one is not
        write_archive(files, deflated=True),
    ):
        with pytest.raises(FlawFound):
            verify_package(wrong, TRUSTED)
