"""The minutes of a self-assessment and the verdict are about the evidence too."""

from typing import Any

from tests.component.submission.conftest import somebody
from tests.component.submission.links.conftest import Proving
from tests.component.submission.stages.conftest import Evaluation
from tests.support.records import make_minutes, say_verdict, sign

from submission.campaigns.domain.stage_state import Act, StageState


async def minutes_of(evaluation: Evaluation) -> Any:
    found = await evaluation.service.api.get(f"{evaluation.address}/minutes")
    return found.raise_for_status().json()["items"][0]


async def lacks(evaluation: Evaluation, stage: str) -> list[Any]:
    step, *_ = (await evaluation.stage(stage))["next_steps"]
    return [each for each in step["missing"] if each["requirement"] == "minutes_signed"]


async def test_another_evidence_makes_signed_minutes_another_document(
    evaluation: Evaluation,
) -> None:
    api, address = evaluation.service.api, evaluation.address
    signed = await make_minutes(api, address, "mandiri", of=somebody)
    assert signed["lacking"] == []
    proving = Proving(evaluation)
    item = await proving.item()
    await proving.linked(item)
    stale = await minutes_of(evaluation)
    assert (stale["lacking"], stale["sha256"] != signed["sha256"]) == (["agency"], True)
    assert [each["is_stale"] for each in stale["signatures"]] == [True]
    await evaluation.submit("mandiri", "coordinator")
    (lack,) = await lacks(evaluation, "mandiri")
    assert "sejak isinya, tingkatnya atau data dukungnya berubah" in lack["text"]["id"]

    own = somebody("coordinator", "9901.1")
    old = await sign(api, address, signed, "agency", by=own)
    assert old.status_code == 409
    again = await sign(api, address, stale, "agency", by=own)
    assert again.json()["lacking"] == []
    # What the owner of an item says later takes no signature away: the stage may be closed by then.
    withdrawn = await api.post(f"/evidence/{item}/withdrawal", json={"reason": "Dicabut."})
    assert withdrawn.status_code == 200, withdrawn.text
    assert (await minutes_of(evaluation))["lacking"] == []


async def test_a_verdict_is_about_the_evidence_too(evaluation: Evaluation) -> None:
    proving = Proving(evaluation)
    link = await proving.linked(await proving.item())
    await evaluation.step("visitasi", "skipping", "external_assessor", reason="Tidak perlu.")
    await evaluation.reach("reviu")
    said = await say_verdict(evaluation.service.api, evaluation.address, of=somebody)
    assert said["is_present"]
    await proving.review(link, "rejected")
    path = f"{evaluation.address}/verdict"
    assert not (await evaluation.service.api.get(path)).json()["is_present"]
    again = await say_verdict(evaluation.service.api, evaluation.address, of=somebody)
    assert (again["revision"], again["is_present"]) == (2, True)


def test_what_was_closed_before_evidence_was_bound_stays_as_it_was_signed() -> None:
    closed = StageState(stage="mandiri", position=0, state="closed", closed=Act("x", None))  # type: ignore[arg-type]  # its time has no part in this
    assert closed.is_signed_without_evidence
    for other in (
        StageState(stage="mandiri", position=0, state="submitted"),
        StageState(stage="mandiri", position=0, state="closed", unread=frozenset()),
    ):
        assert not other.is_signed_without_evidence
