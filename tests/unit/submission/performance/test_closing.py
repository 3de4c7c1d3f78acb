"""What closing a period needs: each row of the table, with who can do it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from rules.period import parse_period
from submission.campaigns.domain.stage_state import Act, StageState
from submission.campaigns.domain.stages import stages_of
from submission.performance.domain.account import (
    Account,
    Activity,
    KeptAccount,
    Obstacle,
    PlannedStep,
    without_plan,
)
from submission.performance.domain.closing import Passage, Situation, lacks, state_of

ID = UUID(int=1)
AT = datetime(2026, 4, 1, tzinfo=UTC)
WORK = Account(activities=(Activity(name="Irigasi", progress=50),))
KEPT = KeptAccount(assessment_id=ID, account=WORK, revision=3, written=Act("petugas", AT))
READY = Situation(
    period=parse_period("2026-Q1"),
    today=date(2026, 4, 1),
    stages=stages_of("quarterly"),
    states=(StageState(stage="mandiri", position=0, state="closed"),),
    final=KEPT,
    newest=KEPT,
    commented=frozenset({3}),
    is_over=False,
)
OPEN = (StageState(stage="mandiri", position=0, state="open"),)
DRAFT = replace(KEPT, account=replace(WORK, is_draft=True), revision=4)


@pytest.mark.parametrize(
    ("changed", "missing"),
    [
        (READY, []),
        (replace(READY, today=date(2026, 3, 31)), ["period_ended"]),
        (replace(READY, states=OPEN), ["stages_closed"]),
        (replace(READY, states=OPEN, is_over=True), []),
        (replace(READY, final=KeptAccount(assessment_id=ID)), ["account_written"]),
        (replace(READY, newest=DRAFT), ["no_draft"]),
        (replace(READY, commented=frozenset({2})), ["account_commented"]),
    ],
)
def test_each_requirement_is_named(changed: Situation, missing: list[str]) -> None:
    assert [lack.requirement for lack in lacks(changed)] == missing


def test_everything_that_is_missing_is_named_at_once_with_who_does_it() -> None:
    nothing = KeptAccount(assessment_id=ID)
    found = lacks(
        replace(READY, today=date(2026, 1, 5), states=OPEN, final=nothing, newest=nothing)
    )

    assert {lack.requirement: lack.roles for lack in found} == {
        "period_ended": (),
        "stages_closed": ("approver", "coordinator"),
        "account_written": ("agency_officer", "coordinator"),
    }


def test_every_obstacle_has_a_step_of_its_own_or_one_for_the_whole() -> None:
    obstacles = (Obstacle(text="A", indicator_code="T1"), Obstacle(text="B"))
    step = PlannedStep(action="C", due_on=date(2026, 5, 1), responsible="Sekretaris")
    alone = replace(WORK, obstacles=obstacles)

    assert without_plan(alone) == ("T1", "")
    assert without_plan(replace(alone, plan=(replace(step, indicator_code="T1"),))) == ("",)
    assert without_plan(replace(alone, plan=(step,))) == ()
    (lack,) = lacks(replace(READY, final=replace(KEPT, account=alone)))
    assert (lack.requirement, lack.indicator_codes) == ("plan_written", ("T1",))
    assert "T1, keseluruhan" in lack.text.id
    assert "T1, the whole" in lack.text.en


def test_a_period_is_closed_until_it_is_opened_again() -> None:
    closed = Passage(
        number=1, step="closed", revision=3, reason="", role="leader", done_by="b", done_at=AT
    )
    opened = replace(closed, number=2, step="reopened", reason="Koreksi", done_by="s")

    assert state_of(KeptAccount(assessment_id=ID), ()) == "unwritten"
    assert state_of(KEPT, ()) == "written"
    assert state_of(KEPT, (closed,)) == "closed"
    assert state_of(KEPT, (closed, opened)) == "written"
