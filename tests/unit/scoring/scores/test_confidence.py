"""What stands behind a track: exact shares of the weight, whatever the edition looks like."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.rules.samples import CRITERION, LADDER, LEVELS, PERCENT, edition, node

from rules.compiled import CompiledEdition
from rules.derivation import Derived
from rules.edition import NOT_APPLICABLE
from scoring.recompute.domain.track_score import track_scores
from scoring.scores.domain import GROUNDS, Confidence, confidence_of
from scoring.state.domain.assessment import Assessment, Decision
from scoring.state.domain.track import EVALUATION, TrackCode

MANDIRI, DOKUMEN = EVALUATION.codes.index("mandiri"), EVALUATION.codes.index("dokumen")
# 1 has no criteria; 2 has three that weigh 20, 10 and 10.
COMPILED = CompiledEdition(
    edition(
        node("index", 100, None, kind="instrument"),
        node("1", 60, "index", scale_code=LEVELS.code, not_applicable="redistribute"),
        node("2", 40, "index", scale_code=PERCENT.code, ladder=LADDER, aggregation="ladder"),
        node("2.1", 20, "2", kind="criterion", scale_code=CRITERION.code),
        node("2.2", 10, "2", kind="criterion", scale_code=CRITERION.code),
        node("2.3", 10, "2", kind="criterion", scale_code=CRITERION.code),
        scales=(LEVELS, PERCENT, CRITERION),
    )
)
ONE, TWO, FIRST, SECOND, THIRD = range(5)


def shares(of: Assessment, track: TrackCode, *risky: str) -> dict[str, Fraction]:
    """Return the shares that are not 0; `risky`: the codes of what is at risk."""
    found = confidence_of(of, track, at_risk=risky)
    return {name: share for name in GROUNDS if (share := getattr(found, name))}


def of(*made: tuple[int, int, int]) -> Assessment:
    found = Assessment(COMPILED, EVALUATION)
    for revision, (place, stage, level) in enumerate(made, start=1):
        found.decide(place, stage, Decision(revision, level))
    return found


def test_an_assessment_that_nobody_answered_stands_on_nothing() -> None:
    assert shares(of(), "provisional") == {"nothing": 1}
    assert shares(of(), "live") == {"nothing": 1}


def test_who_decided_is_told_apart() -> None:
    found = of((ONE, MANDIRI, 3), (TWO, DOKUMEN, 50))

    assert shares(found, "self") == {"claimed": Fraction(3, 5), "nothing": Fraction(2, 5)}
    assert shares(found, "dokumen") == {"claimed": Fraction(3, 5), "reviewed": Fraction(2, 5)}
    assert shares(found, "provisional") == shares(found, "dokumen")
    assert shares(found, "live") == {"nothing": 1}


def test_facts_that_cannot_be_read_now_are_told_apart() -> None:
    found = of((TWO, MANDIRI, 50))
    found.derive(ONE, Derived("r", 3, covered=True))
    assert shares(found, "provisional") == {"claimed": Fraction(2, 5), "sources": Fraction(3, 5)}

    found.derive(ONE, Derived("r", 3, covered=False))
    assert shares(found, "provisional") == {"claimed": Fraction(2, 5), "stale": Fraction(3, 5)}
    assert shares(found, "live") == {"stale": Fraction(3, 5), "nothing": Fraction(2, 5)}


def test_criteria_speak_for_their_indicator_by_their_weights() -> None:
    found = of((FIRST, MANDIRI, 1), (SECOND, DOKUMEN, 0))

    assert shares(found, "provisional") == {
        "claimed": Fraction(1, 5),
        "reviewed": Fraction(1, 10),
        "nothing": Fraction(7, 10),
    }
    found.decide(TWO, MANDIRI, Decision(9, 80))
    assert shares(found, "provisional") == {"claimed": Fraction(2, 5), "nothing": Fraction(3, 5)}


def test_that_an_indicator_does_not_apply_is_an_answer() -> None:
    found = Assessment(COMPILED, EVALUATION)
    found.decide(ONE, DOKUMEN, Decision(1, NOT_APPLICABLE))

    assert shares(found, "provisional") == {"reviewed": Fraction(3, 5), "nothing": Fraction(2, 5)}


def test_what_people_decided_is_at_risk_and_nothing_else() -> None:
    found = of((ONE, MANDIRI, 3), (TWO, DOKUMEN, 50))
    assert shares(found, "dokumen", "1") == {"at_risk": Fraction(3, 5), "reviewed": Fraction(2, 5)}
    assert shares(found, "dokumen", "1", "2", "1") == {"at_risk": 1}
    # At the first stage nobody decided 2; and no edition has 9.
    assert shares(found, "self", "2", "9") == {
        "claimed": Fraction(3, 5),
        "nothing": Fraction(2, 5),
    }

    from_facts = of()
    from_facts.derive(ONE, Derived("r", 3, covered=True))
    assert shares(from_facts, "provisional", "1") == shares(from_facts, "provisional")


def test_a_criterion_is_at_risk_by_its_weight_and_all_of_them_with_their_indicator() -> None:
    found = of((FIRST, MANDIRI, 1), (SECOND, DOKUMEN, 0))
    assert shares(found, "provisional", "2.1") == {
        "at_risk": Fraction(1, 5),
        "reviewed": Fraction(1, 10),
        "nothing": Fraction(7, 10),
    }
    assert shares(found, "provisional", "2") == {
        "at_risk": Fraction(3, 10),
        "nothing": Fraction(7, 10),
    }
    # An answer to the indicator goes before its criteria, and so does its evidence.
    found.decide(TWO, MANDIRI, Decision(9, 80))
    assert shares(found, "provisional", "2.1") == shares(found, "provisional")


decided = st.tuples(st.integers(0, 4), st.integers(0, 4), st.booleans() | st.none())
derived = st.tuples(st.integers(0, 4), st.booleans())


@given(
    made=st.lists(decided, max_size=12),
    facts=st.lists(derived, max_size=5),
    risky=st.lists(st.sampled_from(["1", "2", "2.1", "2.2", "2.3"]), max_size=3),
)
def test_the_shares_add_up_to_one(
    made: list[tuple[int, int, bool | None]], facts: list[tuple[int, bool]], risky: list[str]
) -> None:
    found = Assessment(COMPILED, EVALUATION)
    for revision, (place, stage, is_met) in enumerate(made, start=1):
        found.decide(place, stage, Decision(revision, None if is_met is None else int(is_met)))
    for place, covered in facts:
        found.derive(place, Derived("r", 1, covered=covered))

    for track in found.tracks():
        shown, sure = confidence_of(found, track, at_risk=risky), confidence_of(found, track)
        assert sum(getattr(shown, name) for name in GROUNDS) == 1
        assert shown.reviewed + shown.claimed + shown.at_risk == sure.reviewed + sure.claimed
        facts_of = ("sources", "stale", "nothing")
        assert [getattr(shown, name) for name in facts_of] == [getattr(sure, n) for n in facts_of]
        assert all(getattr(shown, name) >= 0 for name in GROUNDS)
        assert isinstance(shown, Confidence)


@given(made=st.lists(decided, max_size=12))
def test_what_people_answered_is_the_coverage(made: list[tuple[int, int, bool | None]]) -> None:
    found = Assessment(COMPILED, EVALUATION)
    for revision, (place, stage, is_met) in enumerate(made, start=1):
        found.decide(place, stage, Decision(revision, None if is_met is None else int(is_met)))

    for shown in track_scores(COMPILED, found.tracks()):
        sure = confidence_of(found, shown.track)
        assert sure.reviewed + sure.claimed + sure.sources == Fraction(shown.coverage)
