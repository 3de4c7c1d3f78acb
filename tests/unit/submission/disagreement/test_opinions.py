"""How assessors' levels lie to those of others."""

from fractions import Fraction
from typing import Any

from tests.unit.submission.disagreement.parts import OUTLINE, STAGES, part

from submission.disagreement.domain.figures import Differences
from submission.disagreement.domain.levels import Part
from submission.disagreement.domain.opinions import MINIMUM_PAIRS, AssessorBias, assessors_of


def bases(found: AssessorBias) -> dict[str, Differences]:
    return {each.basis: each.differences for each in found.bases}


def many(count: int, *levels: str | None, **told: Any) -> list[Part]:
    return [part(agency=f"9901.{n}", i1=levels, **told) for n in range(count)]


def test_a_level_is_held_against_the_stage_before_the_others_and_the_final_one() -> None:
    # 12 times 3 -> 2 -> 1 and 8 times 3 -> 4 -> 4: by hand, the first assessor lies
    # (12*-1 + 8*1)/20 = -1/5 from the agency, and (12*1 + 8*0)/20 = 3/5 above the reviewer.
    parts = many(12, "3", "2", "1") + many(8, "3", "4", "4")
    first, second = assessors_of(parts, OUTLINE)
    assert (first.subject, first.decision_count, first.agency_count) == ("asesor.1", 20, 12)
    assert (first.stages, second.stages) == (["dokumen"], ["reviu"])
    found = bases(first)
    assert found["stage_before"].mean == Fraction(-1, 5)
    assert found["other_assessors"].mean == found["final"].mean == Fraction(3, 5)
    assert found["final"].distribution == [(0, 8), (1, 12)]
    # The reviewer's own level is the final one: it is held against no other final.
    assert set(bases(second)) == {"stage_before", "other_assessors"}
    assert bases(second)["other_assessors"].mean == Fraction(-3, 5)


def test_nobody_is_judged_from_fewer_pairs_than_the_minimum() -> None:
    (few, _), (enough, _) = (
        assessors_of(many(count, "3", "2", "1"), OUTLINE)
        for count in (MINIMUM_PAIRS - 1, MINIMUM_PAIRS)
    )
    for each in few.bases:
        assert (each.is_judged, each.differences.pair_count) == (False, MINIMUM_PAIRS - 1)
        assert (each.differences.mean, each.differences.distribution) == (None, ())
        assert each.differences.kappa.reason == "too_few_pairs"
        assert each.differences.above_count == each.differences.below_count == 0
    assert all(each.is_judged and each.differences.mean for each in enough.bases)


def test_nobody_is_held_against_themselves() -> None:
    parts = many(MINIMUM_PAIRS, "3", "2", "1", by=("agency", "asesor.1", "asesor.1"))
    (only,) = assessors_of(parts, OUTLINE)
    assert only.decision_count == 2 * MINIMUM_PAIRS
    assert {each.basis: each.differences.pair_count for each in only.bases} == {
        "stage_before": MINIMUM_PAIRS
    }


def test_what_a_stage_inherits_and_what_is_not_closed_is_nobodys_opinion() -> None:
    inherited = assessors_of(many(MINIMUM_PAIRS, "3", None, None), OUTLINE)
    assert inherited == []
    under_way = assessors_of(many(MINIMUM_PAIRS, "3", "2", None, closed=STAGES[:1]), OUTLINE)
    assert under_way == []
    (before_the_end, *_) = assessors_of(
        many(MINIMUM_PAIRS, "3", "2", "1", closed=STAGES[:2]), OUTLINE
    )
    assert set(bases(before_the_end)) == {"stage_before"}


def test_what_does_not_apply_is_no_pair() -> None:
    (only,) = assessors_of(many(MINIMUM_PAIRS, "n/a", "2", None), OUTLINE)
    assert (only.decision_count, only.bases) == (MINIMUM_PAIRS, [])
