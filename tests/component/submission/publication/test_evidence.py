"""A publication hands over the evidence that was approved, and after an upgrade nothing less."""

import asyncio
from typing import Any

import pytest
from tests.component.submission.approvals.proven import ADDRESS, Proven
from tests.component.submission.publication.conftest import Publications
from tests.support.waiting import in_time

from rules.assessment_state import (
    AssessmentState,
    StateDecision,
    StateLink,
    StateReview,
    state_hash,
)

BARE = ("edition_code", "period", "agency_code", "stage", "track", "derivation_set_version")
LINK = """
INSERT INTO evidence_link (link_id, assessment_id, indicator_code, evidence_id, version, stage,
    made_by, made_at)
SELECT gen_random_uuid(), '{}', '1', '{}', 1, 'mandiri', 'x', '2026-01-01Z'
"""
# An approval of the release before: it has seen no evidence.
SAY_AS_BEFORE = """
INSERT INTO approval (approval_id, assessment_id, stage, state_hash, revision, minutes,
    derivation_set_version, verdict_revision, decision, reason, subject, role, decided_at)
SELECT gen_random_uuid(), assessment_id, stage, state_hash, revision, minutes,
    derivation_set_version, verdict_revision, decision, reason, 'a-second', role, decided_at
FROM approval
"""


@pytest.fixture
def proven(evaluation: Publications) -> Proven:
    return Proven(evaluation)


async def test_the_event_carries_the_evidence_and_its_hash_is_that_of_the_state(
    evaluation: Publications, proven: Proven
) -> None:
    items = [await proven.item(source=ADDRESS), await proven.item()]
    links = [await proven.linked(item, code) for item, code in zip(items, ("1", "2"), strict=True)]
    await proven.review(links[0], "accepted", "internal_assessor")
    await proven.read_address("a")
    await evaluation.reach("dokumen")
    await proven.withdraw(items[1])
    consented = await evaluation.consent()
    assert consented.status_code == 201, consented.text
    assert (await evaluation.approve("mandiri")).status_code == 201
    assert (await evaluation.publish("mandiri")).status_code == 202
    (event,) = await evaluation.asked()
    state = await evaluation.state("mandiri")

    assert event.evidence == ("a" * 64,)
    assert [str(each.link_id) for each in event.links] == links
    assert [(each.origin, each.sha256) for each in event.links] == [
        ("url", "a" * 64),
        ("record", None),
    ]
    assert (event.links[0].review.state, event.links[1].review) == ("accepted", None)
    assert [str(each) for each in event.withdrawn] == [items[1]]
    hashed = AssessmentState(
        assessment_id=event.assessment_id,
        **{name: state[name] for name in BARE},
        decisions=[StateDecision(**each) for each in state["decisions"]],
        minutes=[each.sha256 for each in event.minutes],
        evidence=event.evidence,
        links=[link_of(each) for each in event.links],
        withdrawn=event.withdrawn,
    )
    assert event.state_hash == state_hash(hashed)


async def test_a_publication_against_a_withdrawal_and_a_review(
    evaluation: Publications, proven: Proven
) -> None:
    """A review at the next stage is of no concern; a withdrawal comes before or after it."""
    item = await proven.item()
    link = await proven.linked(item)
    await evaluation.close_approved("mandiri", then="dokumen")
    approved = await proven.hash("mandiri")
    async with in_time():
        published, reviewed, _ = await asyncio.gather(
            evaluation.publish("mandiri", state_hash=approved),
            proven.review(link, "rejected"),
            proven.withdraw(item),
        )
    assert reviewed.status_code == 201
    assert await proven.hash("mandiri") != approved
    if published.status_code == 202:
        (event,) = await evaluation.asked()
        assert (event.state_hash, event.withdrawn) == (approved, ())
        assert event.links[0].review is None
    else:
        assert published.status_code == 409
        assert await evaluation.publications() == []


async def test_nothing_of_before_the_upgrade_counts_for_evidence_that_nobody_saw(
    evaluation: Publications, proven: Proven
) -> None:
    """What was signed at a closed stage stays signed, of its levels; it is approved anew."""
    await evaluation.close_approved("mandiri", then="dokumen")
    await evaluation.service.execute(SAY_AS_BEFORE)
    before = await evaluation.state("mandiri")
    assert [each["is_valid"] for each in await evaluation.said()] == [True, True]
    assert (await evaluation.publish("mandiri")).status_code == 202
    (asked,) = await evaluation.publications()
    await evaluation.tell_published(asked["publication_id"])
    # What was linked then stands in the database, and no stage has bound it.
    assessment = evaluation.address.rsplit("/", maxsplit=1)[-1]
    await evaluation.service.execute(LINK.format(assessment, await proven.item()))
    await evaluation.service.execute("UPDATE assessment_stage SET unread = NULL")
    after = await evaluation.state("mandiri")

    assert after["minutes"] == before["minutes"]
    assert after["state_hash"] != before["state_hash"]
    of_now, of_before = await evaluation.said()
    assert [each["id"] for each in of_before["changes"]] == [
        "data dukung belum menjadi bagian dari yang disetujui; sekarang ada 1 kaitan"
    ]
    assert not of_now["is_valid"]
    consent = await evaluation.service.api.get(f"{evaluation.address}/consent")
    assert not consent.json()["is_given"]
    # The result stays as it is, also when it is asked for again.
    again = await evaluation.publish("mandiri", state_hash=before["state_hash"])
    assert (again.status_code, again.json()["publication_id"]) == (200, asked["publication_id"])
    refused = await evaluation.publish("mandiri", reason="Data dukung disertakan.")
    assert [each["requirement"] for each in refused.json()["missing"]] == [
        "consent_given",
        "state_approved",
    ]
    assert (await evaluation.consent()).status_code == 201
    assert (await evaluation.approve("mandiri")).status_code == 201
    corrected = await evaluation.publish("mandiri", reason="Data dukung disertakan.")
    assert corrected.status_code == 202


async def test_what_is_not_closed_yet_is_signed_anew_after_the_upgrade(
    evaluation: Publications, proven: Proven
) -> None:
    await evaluation.submit("mandiri", "coordinator")
    await evaluation.rest("mandiri")
    assert await evaluation.lacks("mandiri") == []
    assessment = evaluation.address.rsplit("/", maxsplit=1)[-1]
    await evaluation.service.execute(LINK.format(assessment, await proven.item()))
    await evaluation.service.execute("UPDATE assessment_stage SET unread = NULL")
    assert await evaluation.lacks("mandiri") == ["minutes_signed", "consent_given"]


def link_of(told: Any) -> StateLink:
    """Return a link as the hash of a state takes it."""
    names = ("link_id", "indicator_code", "stage", "evidence_id", "version", "origin")
    review = told.review
    if review is not None:
        review = StateReview(number=review.number, stage=review.stage, state=review.state)
    return StateLink(
        **{name: getattr(told, name) for name in (*names, "source_sha256", "sha256")},
        review=review,
    )
