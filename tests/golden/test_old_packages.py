"""Packages that earlier releases wrote stay valid for ever, to the byte.

They were published before submission asked for a publication: nothing of it stands in them.
"""

from pathlib import Path

import pytest

from sandbox.commands import verify
from scoring.publication.domain.archive import read_archive
from scoring.publication.domain.signing_keys import SigningKey
from scoring.publication.usecases.verify import verify_package
from scoring.results.domain.record import write_record

FOLDER = Path(__file__).parent / "packages"
KEY = SigningKey(b"\x01" * 32).public
PACKAGES = [
    ("version-1.zip", 1, "2.9", "5fdaa732095bddde5ed70515f04c69b7e0f0ca4dd3070604e9e000b8256abe02"),
    (
        "version-2-not-judged.zip",
        2,
        "1.6",
        "84c44b8d5e7e145b78af9a5efa489ea82bc41bab55d649a9e425b56cbeaccf1a",
    ),
]


def test_all_packages_are_here() -> None:
    assert {file.name for file in FOLDER.glob("*.zip")} == {name for name, *_ in PACKAGES}


@pytest.mark.parametrize(("name", "version", "exact", "result_hash"), PACKAGES)
def test_an_old_package_is_whole(name: str, version: int, exact: str, result_hash: str) -> None:
    data = (FOLDER / name).read_bytes()
    verified = verify_package(data, {KEY.key_id: KEY})
    record = verified.record

    assert (record.format_version, record.content.index.exact) == (version, exact)
    assert (verified.result_hash, verified.is_trusted) == (result_hash, True)
    assert not record.content.submission.is_asked
    assert write_record(record) == read_archive(data)["result.json"]


@pytest.mark.parametrize("name", [name for name, *_ in PACKAGES])
def test_the_command_says_nothing_of_a_request_that_was_not_there(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify.run(str(FOLDER / name), key=None) == 0
    said = capsys.readouterr().out
    assert "sesuai dengan yang diterbitkan" in said
    assert "persetujuan" not in said
