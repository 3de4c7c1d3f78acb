"""Every step from every state: allowed by the table, or refused with what is missing and who."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, get_args

import pytest

from rules.text import Text
from submission.assessments.domain.completeness import Gap
from submission.assessments.domain.open_for_decisions import lack_for_decision
from submission.campaigns.domain.stage_state import (
    Act,
    StageState,
    State,
    before,
    first_states,
    following,
)
from submission.campaigns.domain.stages import CampaignKind, stages_of
from submission.stages.domain.steps import NEXT, STEPS, Situation, Step, missing_for, steps_ahead

ACT = Act("somebody", datetime(2026, 3, 1, tzinfo=UTC))
EVALUATION = stages_of("evaluation")
STATES: tuple[State, ...] = get_args(State)


def situation(state: State, stage: str = "visitasi", **told: Any) -> Situation:
    """Return a stage in a state, with those before it closed and those after it waiting."""
    states = first_states(EVALUATION, ACT)
    place = next(each.position for each in states if each.stage == stage)
    for position in range(place):
        states[position] = replace(states[position], state="closed")
    states[place] = replace(states[place], state=state)
    if state == "waiting":
        states[place - 1] = replace(states[place - 1], state="submitted")
    return Situation(stages=EVALUATION, states=states, state=states[place], **told)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", STATES)
def test_a_step_that_the_table_has_not_is_refused_with_what_is_missing(
    state: State, step: Step
) -> None:
    lacks = missing_for(step, situation(state))
    assert bool(lacks) == ((state, step) not in NEXT)
    for lack in lacks:
        assert lack.text.id != lack.text.en
        # Whoever can do what is missing is named, unless nobody can.
        assert bool(lack.roles) == (state not in ("closed", "skipped"))
        assert all(role in lack.text.id and role in lack.text.en for role in lack.roles)


def test_no_table_leads_out_of_an_end_or_into_waiting() -> None:
    assert not {state for state, _ in NEXT} & {"closed", "skipped"}
    assert "waiting" not in NEXT.values()


@pytest.mark.parametrize("state", STATES)
def test_a_step_ahead_is_one_that_comes_from_the_state_or_waits_for_the_stage_before(
    state: State,
) -> None:
    found = situation(state)
    ahead = steps_ahead(found.state, found.stage)
    known = {step for before_it, step in NEXT if before_it == state}
    assert set(ahead) == known | ({"submission"} if state == "waiting" else set())


def test_a_submission_names_all_that_is_not_answered_and_a_closing_all_disputes() -> None:
    open_one = situation("open", "mandiri", gaps=[Gap("1", "level"), Gap("2", "explanation")])
    lacks = missing_for("submission", open_one)
    assert [(each.requirement, each.indicator_codes) for each in lacks] == [
        ("complete", ("2",)),
        ("complete", ("1",)),
    ]
    assert "data_entry" in lacks[0].roles
    disputed = situation("submitted", "dokumen", disputed=["3", "7"])
    (lack,) = missing_for("closing", disputed)
    assert (lack.requirement, lack.indicator_codes) == ("no_open_dispute", ("3", "7"))
    assert lack.roles == ("external_assessor",)


@pytest.mark.parametrize(
    ("stage", "told", "lacking"),
    [
        ("mandiri", {}, ["minutes_signed", "consent_given"]),
        ("mandiri", {"is_consented": True}, ["minutes_signed"]),
        ("dokumen", {}, []),
        ("dokumen", {"movements": [Text("berubah", "moved")]}, ["state_approved"]),
        ("dokumen", {"movements": [Text("berubah", "moved")], "is_approved": True}, []),
        ("interviu", {"disputed": ["1"]}, ["no_open_dispute", "minutes_signed"]),
        ("visitasi", {}, []),
        ("visitasi", {"unvisited": ["1"]}, ["visit_signed"]),
        ("reviu", {}, ["verdict_said"]),
        ("reviu", {"is_judged": True}, []),
    ],
)
def test_a_closing_names_what_the_stage_rests_on_and_who_signs_it(
    stage: str, told: dict[str, Any], lacking: list[str]
) -> None:
    lacks = missing_for("closing", situation("submitted", stage, **told))
    assert [each.requirement for each in lacks] == lacking
    for lack in lacks:
        assert lack.roles
        assert lack.text.id != lack.text.en
        assert all(role in lack.text.id and role in lack.text.en for role in lack.roles)


def test_other_kinds_rest_on_no_minutes() -> None:
    for kind in ("akip", "monthly", "quarterly"):
        for stage in stages_of(kind):
            assert (stage.minutes, stage.has_verdict) == (None, False)
    assert [stage.minutes for stage in stages_of("monitoring")] == ["self_assessment", None]


def test_minutes_are_made_where_somebody_assesses_and_each_role_signs_for_one_side() -> None:
    for kind in get_args(CampaignKind):
        for stage in stages_of(kind):
            assert stage.takes("interview") == (stage.role not in stage.respondents)
            assert stage.takes("self_assessment") == (stage.minutes == "self_assessment")
            if stage.takes("interview"):
                agency, assessor = stage.signers_of("interview").values()
                assert not {*agency} & {*assessor}


def test_a_stage_of_visits_is_skipped_if_nothing_needs_one() -> None:
    (lack,) = missing_for("skipping", situation("waiting", "visitasi", unvisited=["7"]))
    assert (lack.requirement, lack.indicator_codes) == ("no_visit_needed", ("7",))


def test_only_optional_stages_are_skipped() -> None:
    assert missing_for("skipping", situation("waiting", "visitasi")) == []
    (lack,) = missing_for("skipping", situation("waiting", "interviu"))
    assert (lack.requirement, lack.roles) == ("optional", ())


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("is_returned", [False, True])
def test_only_an_open_stage_takes_decisions_and_after_a_return_only_on_what_was_returned(
    state: State, *, is_returned: bool
) -> None:
    states = [*situation(state).states]
    if is_returned:
        states[3] = replace(states[3], returned={"1": "Halaman belum disebut."})
    lacks = {
        code: lack_for_decision(EVALUATION, states, "visitasi", indicator_code=code)
        for code in ("1", "2")
    }
    taken = {code for code, lack in lacks.items() if lack is None}
    expected = {"1", "2"} if not is_returned else {"1"}
    assert taken == (expected if state == "open" else set())


def test_a_skipped_stage_is_passed_over_in_both_directions() -> None:
    states = first_states(EVALUATION, ACT)
    states[3] = replace(states[3], state="skipped")
    earlier, later = before(states, 4), following(states, 2)
    assert (earlier and earlier.stage, later and later.stage) == ("interviu", "reviu")
    assert (before(states, 0), following(states, 4)) == (None, None)


@pytest.mark.parametrize("kind", get_args(CampaignKind))
def test_every_step_of_every_stage_has_a_role(kind: CampaignKind) -> None:
    first, *later = stages_of(kind)
    assert first.roles_of("answers")
    for stage in (first, *later):
        assert all(stage.roles_of(step) for step in STEPS)
        assert stage.roles_of("levels") == {stage.role}
    assert all(not stage.roles_of("answers") for stage in later)
    assert all(stage.roles_of("submission") == {stage.role} for stage in later)


def test_the_first_stage_of_an_assessment_is_open_and_the_others_wait() -> None:
    states = first_states(stages_of("akip"), ACT)
    assert [(each.stage, each.position, each.state) for each in states] == [
        ("usulan", 0, "open"),
        ("verifikasi", 1, "waiting"),
        ("penjaminan_mutu", 2, "waiting"),
        ("penetapan", 3, "waiting"),
    ]
    assert states[0].opened == ACT
    assert isinstance(states[1], StageState)
