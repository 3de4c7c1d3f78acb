"""Packages that earlier releases wrote stay valid for ever, to the byte.

Those of `PACKAGES` were published before submission asked for a publication: nothing of it stands
in them. Those of `WITH_INAPPLICABLE` counted what does not apply among what has a level. Those of
`ASKED` were asked for before the links of evidence were a part of the state.
"""

from pathlib import Path

import pytest

from sandbox.commands import verify
from scoring.publication.domain.archive import read_archive
from scoring.publication.domain.signing_keys import SigningKey
from scoring.publication.domain.state import state_hash_of
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
WITH_INAPPLICABLE = [
    (
        "version-2-judged-inapplicable.zip",
        "4.5",
        "9575e7f9254776c181ffbbc1661db87e0d3a9cee3f881b4cb86f9f0cddcf4091",
        None,
    ),
    (
        "version-2-not-judged-inapplicable.zip",
        "2.8",
        "a46b9cac6165ba0650abf453d697c2d90088a0bdf4f8761f404b6a952f8b5cd0",
        "0.6",
    ),
]
ASKED = [
    (
        "version-2-asked.zip",
        2,
        "2.9",
        "05f2d542a2221715539b515e7f94f6379de0b9669255a7b671d9a69f5bce0c5f",
    ),
    (
        "version-4-gaps.zip",
        4,
        "2.7",
        "b6dae0c0ad127db046880ee02b176931f0d712753d4fe61a68fe2e7ff2781322",
    ),
]


def test_all_packages_are_here() -> None:
    assert {file.name for file in FOLDER.glob("*.zip")} == {
        name for name, *_ in [*PACKAGES, *WITH_INAPPLICABLE, *ASKED]
    }


@pytest.mark.parametrize(("name", "version", "exact", "result_hash"), PACKAGES)
def test_an_old_package_is_whole(name: str, version: int, exact: str, result_hash: str) -> None:
    data = (FOLDER / name).read_bytes()
    verified = verify_package(data, {KEY.key_id: KEY})
    record = verified.record

    assert (record.format_version, record.content.index.exact) == (version, exact)
    assert (verified.result_hash, verified.is_trusted) == (result_hash, True)
    assert not record.content.submission.is_asked
    assert write_record(record) == read_archive(data)["result.json"]


@pytest.mark.parametrize(("name", "exact", "result_hash", "share"), WITH_INAPPLICABLE)
def test_what_counted_inapplicable_as_a_level_is_whole(
    name: str, exact: str, result_hash: str, share: str | None
) -> None:
    """By the reading of its release, exactly: 30 or 60 % of the weight have a level."""
    data = (FOLDER / name).read_bytes()
    verified = verify_package(data, {KEY.key_id: KEY})
    content = verified.record.content

    assert (verified.record.format_version, content.index.exact) == (2, exact)
    assert (verified.result_hash, verified.is_trusted) == (result_hash, True)
    assert "n/a" in {part.level for part in content.indicators}
    assert (content.index.predicate is None) == (share is not None)
    assert (content.not_judged and content.not_judged.level_share) == share
    assert write_record(verified.record) == read_archive(data)["result.json"]


@pytest.mark.parametrize(("name", "version", "exact", "result_hash"), ASKED)
def test_what_was_asked_for_without_links_is_whole(
    name: str, version: int, exact: str, result_hash: str
) -> None:
    """Its state is hashed as its release did: hashes of evidence, and nothing of links."""
    data = (FOLDER / name).read_bytes()
    verified = verify_package(data, {KEY.key_id: KEY})
    record, held = verified.record, verified.record.content.submission

    assert (record.format_version, record.content.index.exact) == (version, exact)
    assert (verified.result_hash, verified.is_trusted) == (result_hash, True)
    assert held.is_asked
    assert held.evidence == ("b" * 64, "c" * 64)
    assert state_hash_of(record.assessment_id, record.content) == held.state_hash
    assert write_record(record) == read_archive(data)["result.json"]


@pytest.mark.parametrize("name", [name for name, *_ in PACKAGES])
def test_the_command_says_nothing_of_a_request_that_was_not_there(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify.run(str(FOLDER / name), key=None) == 0
    said = capsys.readouterr().out
    assert "sesuai dengan yang diterbitkan" in said
    assert "persetujuan" not in said


def test_the_command_speaks_indonesian_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify.run(str(FOLDER / "version-1.zip"), key=None) == 0
    said = capsys.readouterr().out
    for told in (
        "2.90 (persis / exact 2.9)",
        ", hasil ke-1 layanan ini / result number 1 of this service",
        " oleh / by ",
        "TIDAK DIPERIKSA: --key tidak diberikan / NOT CHECKED: no --key was given",
        "bandingkan dengan kunci penerbit: --key KEY.pem",
    ):
        assert told in said
    assert verify.run(str(tmp_path / "x.zip"), key=None) == 1
    (tmp_path / "k.pem").write_text("?")
    assert verify.run(str(FOLDER / "version-1.zip"), key=str(tmp_path / "k.pem")) == 1
    said = capsys.readouterr().err
    for told in (
        "x.zip tidak dapat dibaca: berkas tidak ada\n",
        "x.zip cannot be read: there is no such file\n",
        "k.pem bukan kunci publik Ed25519 dalam bentuk PEM\n",
        "k.pem is no Ed25519 public key in PEM\n",
    ):
        assert told in said
