"""A final value is held against that of the year before; what cannot be compared is not better."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from rules.exact import parse
from submission.agencies.domain import Agency
from submission.campaigns.domain.stages import stages_of
from submission.progress.domain.years import (
    CAUSE_NAMES,
    YearPart,
    compare,
    predecessor_in,
    value_of,
)
from submission.scores.domain import TrackScore

STAGES = stages_of("akip")
NOW = YearPart(
    assessment_id=UUID(int=2),
    agency_code="9901.1",
    campaign_code="akip-2026",
    edition_code="akip",
    period="2026",
    is_final=True,
    closed_stage="penetapan",
)
BEFORE = replace(NOW, assessment_id=UUID(int=1), campaign_code="akip-2025", period="2025")


def score(track: str, exact: str | None, **told: Any) -> TrackScore:
    return TrackScore(
        track=track,
        exact=None if exact is None else parse(exact),
        announced=exact,
        predicate=None,
        maturity_level=None,
        coverage=1,
        not_judged=told.get("not_judged"),
    )


def tracks(now: TrackScore, before: TrackScore) -> dict[UUID, dict[str, TrackScore]]:
    return {NOW.assessment_id: {now.track: now}, BEFORE.assessment_id: {before.track: before}}


@pytest.mark.parametrize(
    ("now", "before", "outcome", "difference"),
    [
        ("70.5", "70", "higher", "1/2"),
        ("70", "70", "equal", "0"),
        ("69.999", "70", "lower", "-1/1000"),
        # Announced alike, exactly lower.
        ("200/3", "66.67", "lower", "-1/300"),
    ],
)
def test_exact_values_are_compared(now: str, before: str, outcome: str, difference: str) -> None:
    found = compare(NOW, BEFORE, STAGES, tracks(score("self", now), score("penetapan", before)))
    assert (found.outcome, found.difference) == (outcome, parse(difference))


@pytest.mark.parametrize(
    ("part", "before", "told", "cause"),
    [
        (replace(NOW, is_final=False), BEFORE, {}, "not_final"),
        (replace(NOW, is_final=False, has_ended=True), BEFORE, {}, "ended"),
        (NOW, replace(BEFORE, is_final=False), {}, "year_before_not_final"),
        (NOW, BEFORE, {"now": None}, "not_judged"),
        (NOW, BEFORE, {"before": None}, "year_before_not_judged"),
        (NOW, replace(BEFORE, edition_code="other"), {}, "other_edition"),
        (NOW, "no_year_before", {}, "no_year_before"),
        (NOW, "several_predecessors", {}, "several_predecessors"),
    ],
)
def test_what_cannot_be_compared_says_why(
    part: YearPart, before: Any, told: dict[str, Any], cause: Any
) -> None:
    known = tracks(score("self", told.get("now", "90")), score("self", told.get("before", "10")))
    found = compare(part, before, STAGES, known)
    assert (found.outcome, found.cause, found.difference) == ("unknown", cause, None)
    assert CAUSE_NAMES[found.cause or "not_final"].id


def test_the_value_is_that_of_the_last_stage_that_decided_anything() -> None:
    known = {"self": score("self", "60"), "verifikasi": score("verifikasi", "65")}
    found = value_of(NOW, STAGES, known)
    assert found is not None
    # It is told as that of the last closed stage, which inherits it.
    assert (found.track, found.score.track, found.exact) == ("penetapan", "verifikasi", 65)
    early = value_of(replace(NOW, is_final=False, closed_stage="usulan"), STAGES, known)
    assert early is not None
    assert (early.track, early.exact) == ("self", 60)
    assert value_of(replace(NOW, is_final=False, closed_stage=None), STAGES, known) is None
    thin = known | {"penetapan": score("penetapan", "80", not_judged="below_floor")}
    assert value_of(NOW, STAGES, thin) is None


def agency(
    code: str, *before: str, since: int = 2020, until: date | None = None
) -> tuple[str, Agency]:
    state = Agency(
        code=code,
        name=code,
        short_name=None,
        kind="agency",
        parent_code="9901",
        valid_from=date(since, 1, 1),
        valid_until=until,
        predecessor_codes=before,
    )
    return code, state


def test_an_agency_is_held_against_its_only_predecessor() -> None:
    old = replace(BEFORE, agency_code="9901.0")
    other = replace(old, edition_code="new", campaign_code="akip-x")
    parts = {"9901.0": [other, old], "9901.3": [old]}
    chain = dict([agency("9901.1", "9901.2"), agency("9901.2", "9901.0")])
    assert predecessor_in(NOW, parts, chain) == old
    merged = dict([agency("9901.1", "9901.0", "9901.3")])
    assert predecessor_in(NOW, parts, merged) == "several_predecessors"
    # Its own value goes before those from whom it took over.
    own = {**parts, "9901.1": [BEFORE]}
    assert predecessor_in(NOW, own, merged) == BEFORE
    assert predecessor_in(NOW, {}, chain) == "no_year_before"
    circle = dict([agency("9901.1", "9901.2"), agency("9901.2", "9901.1")])
    assert predecessor_in(NOW, {}, circle) == "no_year_before"


@pytest.mark.parametrize(
    ("last_day", "cause"),
    [(date(2025, 12, 30), None), (date(2025, 12, 31), "took_over"), (date(2026, 12, 31), None)],
)
def test_over_a_takeover_nothing_is_compared(last_day: date, cause: str | None) -> None:
    """It is held against its own value alone, as it was there, and both are shown."""
    old = replace(BEFORE, agency_code="9901.0")
    known = dict([agency("9901.1", "9901.0"), agency("9901.0", until=last_day)])
    before = predecessor_in(NOW, {"9901.0": [old], "9901.1": [BEFORE]}, known)
    values = tracks(score("penetapan", "71"), score("penetapan", "70"))
    found = compare(NOW, before, STAGES, values)
    assert (found.cause, found.outcome) == (cause, "higher" if cause is None else "unknown")
    assert found.before is not None
    assert predecessor_in(NOW, {"9901.0": [old]}, known) == "no_year_before"
