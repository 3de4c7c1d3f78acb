"""What people signed in submission stands in the record, is shown, and is verified."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from tests.component.scoring.publication.test_publication import story
from tests.component.scoring.publication.test_tampering import (
    flaw_of,
    signed_result,
    with_part,
)
from tests.component.scoring.publishing import (
    FILE,
    MINUTES,
    RECORD,
    answered,
    asked,
    publish,
    refusal,
)
from tests.component.scoring.region import AT, SPBE

from contracts.events.assessment import Signature
from sandbox.commands import verify
from scoring.publication.domain.archive import read_archive, write_archive
from scoring.publication.usecases.write_workbook import read_sheets

if TYPE_CHECKING:
    from pathlib import Path

    from tests.component.scoring.conftest import Service

__all__ = ["story"]


@pytest.fixture
async def files(story: Service) -> dict[str, bytes]:
    """The files of a package."""
    await publish(story)
    return read_archive((await story.api.get(f"/results/{SPBE}/1/package")).content)


@pytest.fixture
async def linked(story: Service) -> dict[str, bytes]:
    """The files of a package whose indicators rest on evidence, of which an item was withdrawn."""
    await publish(story, links=(FILE, RECORD), withdrawn=(RECORD.evidence_id,))
    return read_archive((await story.api.get(f"/results/{SPBE}/1/package")).content)


async def test_a_result_names_what_was_asked_and_who_signed(story: Service) -> None:
    consent = Signature(subject="koordinator", role="coordinator", sha256="e" * 64, signed_at=AT)
    request = await asked(story, track="self", consent=consent)
    await answered(story, request)
    (body,) = (await story.rows("SELECT body FROM result"))[0]
    record = json.loads(body)
    held = record["content"]["submission"]

    assert record["published_by"] == request.published_by == "someone"
    assert held["publication_id"] == str(request.publication_id)
    assert (held["stage"], held["state_hash"]) == ("mandiri", request.state_hash)
    assert [each["subject"] for each in held["approvals"]] == ["penyetuju"]
    assert (held["consent"]["role"], held["consent"]["sha256"]) == ("coordinator", "e" * 64)
    assert [each["minutes_id"] for each in held["minutes"]] == [str(MINUTES.minutes_id)]
    assert [each["role"] for each in held["minutes"][0]["signatures"]] == [
        "coordinator",
        "external_assessor",
    ]


async def test_a_workbook_shows_approvals_minutes_and_consent(story: Service) -> None:
    consent = Signature(subject="koordinator", role="coordinator", sha256="e" * 64, signed_at=AT)
    request = await asked(story, track="self", consent=consent)
    await answered(story, request)
    package = (await story.api.get(f"/results/{SPBE}/1/package")).content
    sheets = read_sheets(read_archive(package)["breakdown.xlsx"], file="x")
    _, approval, minutes, consented = sheets["persetujuan"]
    summary = {row[0]: row[1] for row in sheets["ringkasan"] if len(row) > 1}

    moment = AT.isoformat()
    assert approval == [
        "persetujuan",
        "approval",
        "",
        request.state_hash,
        f"penyetuju (approver, {moment})",
    ]
    assert minutes[1:4] == ["minutes interview", str(MINUTES.minutes_id), "d" * 64]
    assert minutes[4] == (
        f"koordinator (coordinator, {moment}); asesor (external_assessor, {moment})"
    )
    assert consented[1:] == ["consent", "", "e" * 64, f"koordinator (coordinator, {moment})"]
    assert summary["permintaan / request"] == str(request.publication_id)
    assert summary["keadaan yang disetujui / approved state"] == request.state_hash


async def test_what_was_signed_is_what_the_record_says(files: dict[str, bytes]) -> None:
    def changed(path: str, value: Any) -> str:
        return flaw_of(signed_result(files, with_part(files, path, value))).field

    state = "content.submission.state_hash"
    assert changed("content.submission.evidence", ["f" * 64]) == state
    assert changed("content.submission.minutes", []) == state
    assert changed("content.submission.stage", "mandiri") == state
    assert changed("content.submission.stage", "lain") == state
    assert changed("content.indicators.0.decision.explanation", "Lain.") == state
    assert changed("content.indicators.0.decision.decided_by", "orang lain") == state
    assert changed(state, "0" * 64) == state
    for signature in ("approvals[0]", "minutes[0].signatures[1]"):
        path = signature.replace("[", ".").replace("]", "")
        field = f"content.submission.{signature}.sha256"
        assert changed(f"content.submission.{path}.sha256", "0" * 64) == field
    assert changed("content.submission.publication_id", None) == "content.submission.publication_id"


async def test_a_record_has_all_that_a_request_brings_or_nothing(files: dict[str, bytes]) -> None:
    record = json.loads(files["result.json"])
    del record["content"]["submission"]["consent"]
    assert flaw_of(signed_result(files, record)).field == "content.submission"


def test_the_command_shows_approvals_minutes_and_consent(
    files: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "hasil.zip"
    file.write_bytes(write_archive(files))
    assert verify.run(str(file), key=None) == 0
    said = capsys.readouterr().out

    assert "penyetuju (approver, 2026-02-01T00:00:00+00:00)" in said
    assert "interview: koordinator (coordinator, " in said
    assert "asesor (external_assessor, " in said
    # Nobody had to consent.
    assert [line.split()[-1] for line in said.splitlines() if "consent" in line] == ["-"]


def test_a_record_names_the_evidence_that_indicators_rest_on(linked: dict[str, bytes]) -> None:
    record = json.loads(linked["result.json"])
    held = record["content"]["submission"]
    sheets = read_sheets(linked["breakdown.xlsx"], file="x")
    _, withdrawn, file = sheets["data dukung"]

    assert record["format_version"] == 5
    assert [each["link_id"] for each in held["links"]] == [str(RECORD.link_id), str(FILE.link_id)]
    assert held["links"][1] == {
        "link_id": str(FILE.link_id),
        "indicator_code": "1",
        "stage": "mandiri",
        "evidence_id": str(FILE.evidence_id),
        "version": 2,
        "origin": "file",
        "source_sha256": None,
        "sha256": "c" * 64,
        "review": {"number": 1, "stage": "dokumen", "state": "accepted"},
    }
    assert (held["evidence"], held["withdrawn"]) == (["c" * 64], [str(RECORD.evidence_id)])
    assert json.loads(linked["evidence.json"]) == held
    assert file == [
        *("1", str(FILE.evidence_id), "2", "file", "c" * 64, "", "mandiri", "accepted", "dokumen")
    ]
    assert (withdrawn[5], withdrawn[-1]) == ("a" * 64, "ya / yes")


def test_the_evidence_is_what_was_approved(linked: dict[str, bytes]) -> None:
    def changed(path: str, value: Any) -> str:
        return flaw_of(signed_result(linked, with_part(linked, path, value))).field

    part = "content.submission"
    state = f"{part}.state_hash"
    assert changed(f"{part}.links.1.sha256", "f" * 64) == state
    assert changed(f"{part}.links.0.sha256", "f" * 64) == state
    assert changed(f"{part}.links.0.source_sha256", "f" * 64) == state
    assert changed(f"{part}.links.1.version", 3) == state
    assert changed(f"{part}.links.1.review.state", "rejected") == state
    assert changed(f"{part}.links.0.review", {"number": 1, "stage": "a", "state": "b"}) == state
    assert changed(f"{part}.withdrawn", [str(FILE.evidence_id)]) == state


async def test_the_contents_are_those_of_the_links(story: Service) -> None:
    """Also if somebody hashed and approved it so."""
    told = await refusal(story, links=(FILE,), evidence=("f" * 64,))
    assert "data dukung" in told


async def test_another_review_is_another_state_to_publish(story: Service) -> None:
    await publish(story, links=(FILE,))
    told = await refusal(story, links=(FILE,))
    assert "tidak berubah" in told
    other = msgspec.structs.replace(FILE, review=None)
    told = await refusal(story, links=(other,))
    assert "koreksi memerlukan alasan" in told
    again = await publish(story, links=(other,), reason="Penilaian data dukung dibatalkan.")
    assert again["revision"] == 2


def test_the_command_counts_the_evidence(
    linked: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "hasil.zip"
    file.write_bytes(write_archive(linked))
    assert verify.run(str(file), key=None) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "data dukung / evidence 1, 2 kaitan / links, 1 ditarik / withdrawn" in said
