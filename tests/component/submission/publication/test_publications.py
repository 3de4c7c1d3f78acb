"""A closed stage is published exactly in its approved state; what is missing is named at once."""

from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError


def missing(answer: Any) -> list[str]:
    assert answer.status_code == 409, answer.text
    return [each["requirement"] for each in answer.json()["missing"]]


async def test_a_publication_hands_over_the_state_with_all_that_it_rests_on(
    evaluation: Any,
) -> None:
    await evaluation.close_approved("mandiri", then="dokumen")
    state = await evaluation.state("mandiri")
    answer = await evaluation.publish("mandiri")
    assert answer.status_code == 202
    told = answer.json()
    assert answer.headers["Location"].endswith(
        f"{evaluation.address}/publications/{told['publication_id']}"
    )
    assert (told["state"], told["track"], told["result"]) == ("requested", "self", None)
    assert await evaluation.publications() == [told]
    (event,) = await evaluation.asked()
    assert (event.stage, event.track, event.state_hash) == ("mandiri", "self", state["state_hash"])
    assert str(event.publication_id) == told["publication_id"]
    assert event.published_by == "a-coordinator"
    assert event.evidence == ()
    (approval,) = event.approvals
    assert (approval.subject, approval.role, approval.sha256) == (
        "a-approver",
        "approver",
        state["state_hash"],
    )
    (minutes,) = event.minutes
    assert [minutes.sha256] == state["minutes"]
    assert {each.sha256 for each in minutes.signatures} == {minutes.sha256}
    assert event.consent.sha256 == state["state_hash"]
    assert event.consent.role == "coordinator"
    assert event.reason is None


async def test_a_publication_is_the_next_revision_of_the_assessment(evaluation: Any) -> None:
    await evaluation.close_approved("mandiri", then="dokumen")
    await evaluation.publish("mandiri")
    await evaluation.decide("dokumen", "1", "3")
    said = await evaluation.service.said("submission.assessment", count=6)
    revisions = [each.revision for each in said]
    assert revisions == [*range(1, len(said) + 1)]
    assert [each.TYPE for each in said[-2:]] == [
        "submission.assessment.published.v2",
        "submission.level.decided.v2",
    ]


async def test_everything_that_is_missing_is_named_at_once_and_shown_before(
    evaluation: Any,
) -> None:
    assert missing(await evaluation.publish("mandiri")) == [
        "stage_closed",
        "consent_given",
        "state_approved",
    ]
    assert missing(await evaluation.publish("dokumen")) == ["earlier_stage_closed"]
    await evaluation.reach("dokumen")
    (step,) = (await evaluation.stage("mandiri"))["next_steps"]
    assert (step["step"], step["roles"]) == ("publish", ["approver", "coordinator"])
    assert [each["requirement"] for each in step["missing"]] == ["state_approved"]
    assert missing(await evaluation.publish("mandiri")) == ["state_approved"]
    assert (await evaluation.approve("mandiri")).status_code == 201
    (step,) = (await evaluation.stage("mandiri"))["next_steps"]
    assert step["missing"] == []
    assert (await evaluation.publish("mandiri")).status_code == 202


async def test_a_skipped_stage_is_not_published(evaluation: Any) -> None:
    await evaluation.reach("interviu")
    skipped = await evaluation.step(
        "visitasi", "skipping", "external_assessor", reason="Tidak perlu."
    )
    assert skipped.status_code == 200
    assert missing(await evaluation.publish("visitasi")) == ["stage_not_ended"]
    assert (await evaluation.stage("visitasi"))["next_steps"] == []


async def test_an_approval_of_an_earlier_state_blocks_and_says_what_changed(
    evaluation: Any,
) -> None:
    await evaluation.submit("mandiri", "coordinator")
    await evaluation.approve("mandiri")
    await evaluation.give_back("mandiri", "internal_assessor", i2="Halaman kurang.")
    await evaluation.answer("2", "1")
    await evaluation.reach("dokumen")
    refused = await evaluation.publish("mandiri")
    assert missing(refused) == ["state_approved"]
    assert "indikator 2: tingkat 2 menjadi tingkat 1" in refused.json()["detail"]
    assert (await evaluation.approve("mandiri")).status_code == 201
    assert (await evaluation.publish("mandiri")).status_code == 202


async def test_who_approved_does_not_publish_alone(evaluation: Any, bearer: Any) -> None:
    others = evaluation.by
    both = bearer("approver", "coordinator", subject="both")
    evaluation.by = lambda role: both if role == "both" else others(role)
    await evaluation.reach("dokumen")
    assert (await evaluation.approve("mandiri", "both")).status_code == 201
    refused = await evaluation.publish("mandiri", "both")
    assert missing(refused) == ["state_approved"]
    assert "orang lain" in refused.json()["detail"]
    assert (await evaluation.approve("mandiri")).status_code == 201
    assert (await evaluation.publish("mandiri", "both")).status_code == 202
    (event,) = await evaluation.asked()
    assert [each.subject for each in event.approvals] == ["a-approver"]


async def test_a_rejected_state_is_not_published(evaluation: Any, bearer: Any) -> None:
    others = evaluation.by
    other = bearer("approver", subject="other")
    evaluation.by = lambda role: other if role == "other" else others(role)
    await evaluation.close_approved("mandiri", then="dokumen")
    await evaluation.approve("mandiri", "other", decision="rejected", reason="Bukti kurang.")
    refused = await evaluation.publish("mandiri")
    assert missing(refused) == ["state_approved"]
    assert "other menolaknya dengan alasan: Bukti kurang." in refused.json()["detail"]


async def test_another_state_than_the_one_that_was_read_is_refused(evaluation: Any) -> None:
    await evaluation.close_approved("mandiri", then="dokumen")
    refused = await evaluation.publish("mandiri", state_hash="0" * 64)
    assert refused.status_code == 409
    assert refused.json()["sha256"] == (await evaluation.state("mandiri"))["state_hash"]
    assert refused.json()["errors"][0]["pointer"] == "/state_hash"
    assert await evaluation.publications() == []


async def test_the_same_again_is_the_same_publication(evaluation: Any) -> None:
    await evaluation.close_approved("mandiri", then="dokumen")
    first = await evaluation.publish("mandiri")
    assert first.status_code == 202
    for _ in range(7):
        again = await evaluation.publish("mandiri")
        assert (again.status_code, again.json()) == (200, first.json())
    other = await evaluation.publish("mandiri", reason="Koreksi.")
    assert other.status_code == 409
    assert other.json()["publication_id"] == first.json()["publication_id"]
    await evaluation.tell_published(first.json()["publication_id"])
    again = await evaluation.publish("mandiri")
    assert (again.status_code, again.json()["state"]) == (200, "published")
    assert again.json()["result"] == {"revision": 1, "result_hash": "e" * 64, "sequence": 8}
    assert len(await evaluation.asked()) == 1


async def test_what_scoring_refused_says_why_and_is_asked_for_again(evaluation: Any) -> None:
    await evaluation.close_approved("mandiri", then="dokumen")
    first = (await evaluation.publish("mandiri")).json()
    await evaluation.tell_refused(first["publication_id"])
    (told,) = await evaluation.publications()
    assert (told["state"], told["result"]) == ("refused", None)
    assert told["reasons"] == [{"id": "Keadaan berbeda.", "en": "The state differs."}]
    read = await evaluation.service.api.get(
        f"{evaluation.address}/publications/{first['publication_id']}"
    )
    assert read.json() == told
    again = await evaluation.publish("mandiri")
    assert again.status_code == 202
    assert again.json()["publication_id"] != first["publication_id"]
    states = [each["state"] for each in await evaluation.publications()]
    assert states == ["refused", "requested"]


async def test_a_correction_needs_a_reason_and_facts_may_be_its_cause(evaluation: Any) -> None:
    await evaluation.close_approved("mandiri", then="dokumen")
    first = (await evaluation.publish("mandiri")).json()
    await evaluation.tell_published(first["publication_id"])
    await evaluation.reach("interviu")
    assert (await evaluation.approve("dokumen")).status_code == 201
    refused = await evaluation.publish("dokumen")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/reason"
    corrected = await evaluation.publish("dokumen", reason="Hasil tahap dokumen.")
    assert corrected.status_code == 202
    # The same state once more, because the facts behind it are others now.
    await evaluation.tell_published(corrected.json()["publication_id"], revision=2)
    again = await evaluation.publish("dokumen", reason="Sumber data diperbaiki.")
    assert again.status_code == 202
    assert again.json()["publication_id"] != corrected.json()["publication_id"]


async def test_a_result_never_goes_back_to_a_stage_before(evaluation: Any) -> None:
    await evaluation.close_approved("dokumen", then="interviu")
    assert (await evaluation.publish("dokumen")).status_code == 202
    assert (await evaluation.approve("mandiri")).status_code == 201
    refused = await evaluation.publish("mandiri", reason="Ulang.")
    assert missing(refused) == ["no_later_stage_published"]
    (step,) = (await evaluation.stage("mandiri"))["next_steps"]
    assert [each["requirement"] for each in step["missing"]] == ["no_later_stage_published"]
    (asked,) = await evaluation.publications()
    await evaluation.tell_refused(asked["publication_id"])
    assert (await evaluation.publish("mandiri")).status_code == 202


async def test_what_the_review_calls_not_valid_is_not_published(evaluation: Any) -> None:
    await evaluation.reach("reviu")
    await evaluation.submit("reviu", "external_assessor")
    said = await evaluation.service.api.put(
        f"{evaluation.address}/verdict",
        json={"validity": "not_valid", "reason": "Bukti tidak sah."},
        headers=evaluation.by("external_assessor") | {"If-Match": '"0"'},
    )
    assert said.status_code == 200, said.text
    assert (await evaluation.step("reviu", "closing", "external_assessor")).status_code == 200
    for stage in ("mandiri", "dokumen", "reviu"):
        approved = await evaluation.approve(stage)
        assert approved.status_code == 201, approved.text
    for stage in ("dokumen", "reviu"):
        refused = await evaluation.publish(stage)
        assert missing(refused) == ["verdict_valid"]
        assert "Bukti tidak sah." in refused.json()["detail"]
    # What the agency says of itself is its own word, and is published as such.
    assert (await evaluation.publish("mandiri")).status_code == 202


async def test_a_later_stage_takes_the_consent_and_all_minutes_along(evaluation: Any) -> None:
    await evaluation.close_approved("interviu", then="visitasi")
    own = (await evaluation.state("mandiri"))["state_hash"]
    assert (await evaluation.publish("interviu")).status_code == 202
    (event,) = await evaluation.asked()
    assert sorted(each.kind for each in event.minutes) == ["interview", "self_assessment"]
    assert event.consent.sha256 == own != event.state_hash


async def test_the_consent_goes_along_though_another_derivation_set_was_chosen_since(
    evaluation: Any, derivations: Any
) -> None:
    await evaluation.reach("interviu")
    await evaluation.choose(derivations("bands"))
    assert (await evaluation.approve("mandiri")).status_code == 201
    assert missing(await evaluation.publish("mandiri")) == ["consent_given"]
    assert (await evaluation.approve("dokumen")).status_code == 201
    assert (await evaluation.publish("dokumen")).status_code == 202
    (event,) = await evaluation.asked()
    assert event.consent.role == "coordinator"


async def test_a_review_that_corrects_nothing_is_published(evaluation: Any) -> None:
    await evaluation.reach("reviu")
    await evaluation.submit("reviu", "external_assessor")
    await evaluation.rest("reviu")
    assert (await evaluation.step("reviu", "closing", "external_assessor")).status_code == 200
    assert (await evaluation.approve("reviu")).status_code == 201
    assert (await evaluation.publish("reviu")).status_code == 202
    assert (await evaluation.publish("reviu", track="provisional")).status_code == 202
    assert [each.track for each in await evaluation.asked()] == ["reviu", "provisional"]


async def test_only_the_last_stage_is_published_with_facts(evaluation: Any) -> None:
    await evaluation.close_approved("mandiri", then="dokumen")
    refused = await evaluation.publish("mandiri", track="provisional")
    assert refused.status_code == 422
    (error,) = refused.json()["errors"]
    assert error["pointer"] == "/track"
    assert error["message"] == "tahap mandiri diterbitkan sebagai: self"


async def test_what_was_closed_is_approved_and_published_after_its_campaign(
    evaluation: Any,
) -> None:
    await evaluation.reach("dokumen")
    closed = await evaluation.service.api.post(
        "/campaigns/spbe-2026/closing", json={"reason": "Selesai."}
    )
    assert closed.status_code == 200, closed.text
    assert (await evaluation.approve("mandiri")).status_code == 201
    assert (await evaluation.publish("mandiri")).status_code == 202


async def test_publications_are_only_added(evaluation: Any) -> None:
    await evaluation.close_approved("mandiri", then="dokumen")
    await evaluation.publish("mandiri")
    for statement in (
        "UPDATE publication SET state_hash = 'x'",
        "DELETE FROM publication",
        "TRUNCATE publication",
    ):
        with pytest.raises(DBAPIError):
            await evaluation.service.execute(statement)


async def test_in_akip_the_last_tier_is_published(akip: Any) -> None:
    await akip.answer("1", "2", "agency_officer")
    await akip.reach("penetapan")
    await akip.submit("penetapan", "approver", i2="Belum ada.")
    closed = await akip.step("penetapan", "closing", "coordinator")
    assert closed.status_code == 200, closed.text
    # Who submitted it is no second person.
    assert missing(await akip.publish("penetapan")) == ["state_approved"]
