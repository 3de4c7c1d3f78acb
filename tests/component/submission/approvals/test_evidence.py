"""Who approves a state approves the evidence that it rests on; what changes of it is named."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.component.submission.approvals.conftest import Approvals
from tests.component.submission.approvals.proven import (
    ADDRESS,
    Proven,
    approved_at_dokumen,
    recomputed,
)
from tests.component.submission.links.conftest import TITLE

from kit.testing import FixedClock
from rules.canonical import canonical, sha256
from submission.links.usecases.notice import notice_risks

Change = Callable[[Proven, str, str], Awaitable[Any]]
NAMED = f"data dukung “{TITLE}” (versi 1) pada indikator 1"
RECORD = {"origin": "record", "system": "jdih", "reference": "perbup-9901.1"}


async def link_another(proven: Proven, item: str, _: str) -> None:
    await proven.linked(item, page="9")


async def link_a_newer_version(proven: Proven, item: str, link: str) -> None:
    source = RECORD | {"reference": "perbup-baru"}
    made = await proven.api.post(f"/evidence/{item}/versions", json={"source": source})
    assert made.status_code == 201, made.text
    await proven.linked(item, replaces=link)


async def reject(proven: Proven, _: str, link: str) -> None:
    assert (await proven.review(link, "rejected")).status_code == 201


async def accept_again(proven: Proven, _: str, link: str) -> None:
    assert (await proven.review(link, "accepted", reason="Dibaca ulang.")).status_code == 201


CHANGES: list[tuple[Change, list[str]]] = [
    (link_another, [f"{NAMED} dikaitkan"]),
    (
        link_a_newer_version,
        [f"{NAMED} dihapus atau diganti", f"{NAMED.replace('versi 1', 'versi 2')} dikaitkan"],
    ),
    (reject, [f"penilaian {NAMED}: diterima menjadi ditolak"]),
    (accept_again, [f"{NAMED} dinilai kembali: diterima"]),
]


@pytest.mark.parametrize(
    ("change", "told"), CHANGES, ids=lambda each: getattr(each, "__name__", "")
)
async def test_another_evidence_makes_an_approval_stale_and_is_named(
    evaluation: Approvals, change: Change, told: list[str]
) -> None:
    proven, item, link = await approved_at_dokumen(evaluation)
    assert await proven.changes() == []
    await proven.give_back()
    await change(proven, item, link)
    await proven.submit_again()

    assert await proven.changes() == told
    old = (await evaluation.said())[0]["state_hash"]
    assert (await evaluation.approve("dokumen", state_hash=old)).status_code == 409
    assert (await evaluation.approve("dokumen")).status_code == 201
    assert [each["is_valid"] for each in await evaluation.said()] == [False, True]


async def test_a_link_that_nobody_reviewed_and_that_is_removed_is_named(
    evaluation: Approvals,
) -> None:
    proven, _, link = await approved_at_dokumen(evaluation, is_reviewed=False)
    assert await proven.changes() == []
    await proven.give_back()
    assert (await proven.remove(link)).status_code == 200
    await proven.submit_again()
    assert await proven.changes() == [f"{NAMED} dihapus atau diganti"]


async def test_a_return_without_another_evidence_leaves_the_approval(
    evaluation: Approvals,
) -> None:
    proven, _, link = await approved_at_dokumen(evaluation)
    await proven.give_back()
    assert (await proven.review(link, "accepted")).status_code == 200  # the same again
    await proven.submit_again()
    assert await proven.changes() == []


async def test_an_item_that_its_owner_withdraws_makes_an_approval_stale(
    evaluation: Approvals,
) -> None:
    """Also once the stage is closed: who publishes would publish what nobody stands by."""
    proven, item, _ = await approved_at_dokumen(evaluation)
    await evaluation.step("dokumen", "closing", "external_assessor")
    await proven.withdraw(item)
    told = f"data dukung “{TITLE}” ditarik kembali oleh pemiliknya"
    assert await proven.changes() == [told]
    (step,) = (await evaluation.stage("dokumen"))["next_steps"]
    (lack,) = step["missing"]
    assert lack["requirement"] == "state_approved"
    assert told in lack["text"]["id"]


async def test_a_reader_recomputes_the_hash_from_what_the_api_shows(
    evaluation: Approvals,
) -> None:
    bare = await evaluation.state("mandiri")
    assert (bare["links"], recomputed(bare)) == ([], bare["state_hash"])
    proven, item, link = await approved_at_dokumen(evaluation)
    await proven.withdraw(item)
    state = await evaluation.state("dokumen")
    (shown,) = state["links"]

    assert recomputed(state) == state["state_hash"]
    assert shown["source_sha256"] == sha256(
        canonical({"system": "jdih", "reference": "perbup-9901.1", "adapter_version": None})
    )
    assert (shown["link_id"], shown["evidence_id"], shown["version"]) == (link, item, 1)
    assert shown["review"] == {"number": 1, "stage": "dokumen", "state": "accepted"}
    assert (state["withdrawn"], [each["cause"] for each in shown["risks"]]) == (
        [item],
        ["withdrawn"],
    )


async def test_a_later_stage_changes_nothing_of_an_earlier_one(evaluation: Approvals) -> None:
    proven = Proven(evaluation)
    link = await proven.linked(await proven.item())
    await evaluation.reach("dokumen")
    assert (await evaluation.approve("mandiri")).status_code == 201
    await proven.review(link, "rejected")
    await proven.linked(await proven.item(title="Baru"), replaces=link)
    await proven.linked(await proven.item(title="Lain"), "2")
    own, later = await evaluation.state("mandiri"), await evaluation.state("dokumen")

    assert await proven.changes() == []
    assert [each["link_id"] for each in own["links"]] == [link]
    assert own["links"][0]["review"] is None
    assert len(later["links"]) == 2
    assert later["state_hash"] != own["state_hash"]


async def test_what_was_linked_at_an_address_stays_what_was_approved(
    evaluation: Approvals,
) -> None:
    proven = Proven(evaluation)
    await proven.linked(await proven.item(source=ADDRESS))
    await proven.read_address("a")
    await evaluation.submit("mandiri", "coordinator")
    assert (await evaluation.approve("mandiri")).status_code == 201
    before = await evaluation.state("mandiri")
    await evaluation.service.execute(
        "UPDATE evidence_fetch SET state = 'changed', seen_sha256 = repeat('b', 64),"
        " changed_at = now(), seen_at = now()"
    )
    after = await evaluation.state("mandiri")

    assert before["evidence"] == after["evidence"] == ["a" * 64]
    assert before["state_hash"] == after["state_hash"]
    assert [each["cause"] for each in after["links"][0]["risks"]] == ["changed_at_its_address"]
    assert await proven.changes() == []


async def test_what_an_address_gives_after_the_submission_is_no_part_of_the_state(
    evaluation: Approvals,
) -> None:
    proven = Proven(evaluation)
    await proven.linked(await proven.item(source=ADDRESS))
    await evaluation.submit("mandiri", "coordinator")
    assert (await evaluation.approve("mandiri")).status_code == 201
    await proven.read_address("a")
    assert (await evaluation.state("mandiri"))["links"][0]["sha256"] is None
    assert await proven.changes() == []
    # Who submits again has seen it, and so has who approves that.
    await evaluation.give_back("mandiri", "coordinator", i1="Lengkapi.")
    assert (await evaluation.submit("mandiri", "coordinator")).status_code == 200
    assert (await evaluation.state("mandiri"))["evidence"] == ["a" * 64]
    assert await proven.changes() == [f"isi {NAMED} lain"]


async def test_the_clock_changes_no_state(evaluation: Approvals) -> None:
    """Expiry is shown, and so are corrected dates, titles and the newest version of an item."""
    proven, item, _ = await approved_at_dokumen(evaluation)
    before = await proven.hash("dokumen")
    change = {"title": "Judul lain", "kind": "review", "valid_until": "2026-01-01"}
    corrected = await proven.api.put(f"/evidence/{item}", json=change, headers={"If-Match": '"1"'})
    assert corrected.status_code == 200, corrected.text
    source = RECORD | {"reference": "perbup-baru"}
    await proven.api.post(f"/evidence/{item}/versions", json={"source": source})
    later = FixedClock(datetime.now(UTC) + timedelta(days=2_000))
    await notice_risks(evaluation.service.database, later)
    state = await evaluation.state("dokumen")

    assert state["state_hash"] == before
    assert (state["links"][0]["title"], state["links"][0]["version"]) == ("Judul lain", 1)
    assert [each["cause"] for each in state["links"][0]["risks"]] == ["expired"]
    assert await proven.changes() == []
