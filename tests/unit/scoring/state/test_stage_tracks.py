"""Every review stage has a track: what it says nothing about is inherited from the stage before."""

from collections.abc import Sequence
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.rules.samples import LEVELS, edition, node

from rules.compiled import CompiledEdition
from rules.derivation import Derived
from rules.edition import NOT_APPLICABLE, Answer, LadderValue, Scale
from scoring.recompute.domain.track_score import track_scores
from scoring.state.domain.assessment import Assessment, Decision
from scoring.state.domain.track import EVALUATION, Move, TrackCode

COMPILED = CompiledEdition(edition())
MANDIRI, DOKUMEN, INTERVIU, VISITASI, REVIU = range(5)

Drawn = Sequence[tuple[int, int, int, int | None]]
decisions = st.lists(
    st.tuples(
        st.integers(0, 2), st.integers(0, 4), st.integers(1, 30), st.none() | st.integers(1, 5)
    ),
    unique_by=lambda each: each[2],
)


def assessment(*made: tuple[int, int, Answer | None]) -> Assessment:
    """Return an assessment with decisions: indicator, stage and level, in this order."""
    of = Assessment(COMPILED, EVALUATION)
    for revision, (place, stage, level) in enumerate(made, start=1):
        of.decide(place, stage, Decision(revision, level))
    return of


def counted(of: Assessment, track: TrackCode) -> list[Answer | None]:
    return of.levels[track].counted


def test_without_reviews_there_are_three_tracks() -> None:
    of = assessment((0, MANDIRI, 4))

    assert [*of.tracks()] == ["self", "provisional", "live"]


def test_a_stage_appears_with_its_first_decision_in_the_order_of_the_stages() -> None:
    of = assessment((0, REVIU, 4), (0, DOKUMEN, 3))

    assert [*of.tracks()] == ["self", "dokumen", "reviu", "provisional", "live"]
    assert [of.standing(track) for track in EVALUATION.tracks] == [
        "self",
        "dokumen",
        "dokumen",
        "dokumen",
        "reviu",
        "provisional",
        "live",
    ]


def test_an_untouched_indicator_inherits_the_stage_before() -> None:
    of = assessment((0, MANDIRI, 4), (1, MANDIRI, 3), (0, DOKUMEN, 2), (2, VISITASI, 5))

    assert counted(of, "self") == [4, 3, 1]
    assert counted(of, "dokumen") == [2, 3, 1]
    assert counted(of, "visitasi") == [2, 3, 5]
    assert counted(of, "provisional") == [2, 3, 5]
    assert [of.decided(place, "visitasi") for place in range(3)] == [DOKUMEN, MANDIRI, VISITASI]
    assert [of.source(place, "dokumen") for place in range(3)] == ["person", "person", "empty"]


def test_a_later_claim_goes_up_through_the_stages_that_say_nothing() -> None:
    of = assessment((0, DOKUMEN, 2), (1, INTERVIU, 2), (0, MANDIRI, 5), (2, MANDIRI, 3))

    assert counted(of, "dokumen") == [2, 1, 3]
    assert counted(of, "interviu") == [2, 2, 3]


def test_what_is_withdrawn_at_a_stage_falls_back_and_the_stage_stays() -> None:
    of = assessment((0, MANDIRI, 4), (0, DOKUMEN, 2), (0, INTERVIU, 3), (0, INTERVIU, None))

    assert counted(of, "interviu")[0] == 2
    assert of.tracks()["interviu"] is of.tracks()["dokumen"]
    of.decide(0, DOKUMEN, Decision(9, None))
    assert counted(of, "interviu")[0] == 4
    assert of.tracks().keys() == {"self", "dokumen", "interviu", "provisional", "live"}
    assert of.tracks()["interviu"] is of.tracks()["self"]


def test_a_stage_without_a_track_says_what_the_one_before_says() -> None:
    of = assessment((0, MANDIRI, 4), (0, DOKUMEN, 2))

    assert of.level(0, "reviu") == 2
    assert (of.decided(0, "reviu"), of.source(1, "reviu")) == (DOKUMEN, "empty")
    assert [EVALUATION.inherited(track) for track in EVALUATION.tracks] == [
        None,
        *EVALUATION.tracks[:4],
        None,
        None,
    ]


def test_facts_count_on_no_stage() -> None:
    of = assessment((0, DOKUMEN, 2))
    of.derive(1, Derived("rule", 3, covered=True))

    assert counted(of, "dokumen") == [2, 1, 1]
    assert counted(of, "provisional") == [2, 3, 1]
    assert of.source(1, "dokumen") == "empty"
    assert of.tracks()["dokumen"].covered_weight == COMPILED.weights[0]


def test_only_what_a_stage_moves_is_a_move() -> None:
    of = assessment((0, MANDIRI, 4))
    of.take_moves(first=True)
    of.decide(1, MANDIRI, Decision(2, 3))
    of.decide(0, DOKUMEN, Decision(3, 2))
    of.decide(2, DOKUMEN, Decision(4, 1))

    assert of.take_moves(first=False) == [
        Move(1, "self", 1, 3),
        Move(1, "dokumen", 1, 3),
        Move(0, "dokumen", 4, 2),
        Move(1, "provisional", 1, 3),
        Move(0, "provisional", 4, 2),
    ]


def test_a_stage_may_find_that_an_indicator_does_not_concern_the_agency() -> None:
    of = assessment((0, MANDIRI, 5), (1, MANDIRI, 3), (0, DOKUMEN, NOT_APPLICABLE))
    exact = {track.track: track.exact for track in track_scores(COMPILED, of.tracks())}

    # (5 x 20 + 3 x 40 + 1 x 40) / 100; without the first, 3 counts for all 60 of its aspect.
    assert (exact["self"], exact["dokumen"]) == ("2.6", "2.2")
    assert of.level(0, "dokumen") is NOT_APPLICABLE


def test_criteria_are_inherited_one_by_one() -> None:
    steps = tuple(LadderValue(value, minimum) for value, minimum in ((1, 0), (3, 1)))
    tree = (
        node("index", 100, None, kind="instrument"),
        node("1", 100, "index", scale_code=LEVELS.code, aggregation="ladder", ladder=steps),
        *(node(f"1.{each}", 50, "1", kind="criterion", scale_code="yes_no") for each in (1, 2)),
    )
    yes_no = Scale("yes_no", "fractional", 0, 1)
    compiled = CompiledEdition(edition(*tree, scales=(LEVELS, yes_no)))
    of = Assessment(compiled, EVALUATION)
    of.decide(1, MANDIRI, Decision(1, 1))
    of.decide(2, MANDIRI, Decision(2, 1))
    of.decide(2, DOKUMEN, Decision(3, 0))

    assert (of.level(0, "self"), of.level(0, "dokumen")) == (3, 1)
    assert of.source(0, "dokumen") == "criteria"
    of.decide(2, DOKUMEN, Decision(4, None))
    assert of.level(0, "dokumen") == 3


@given(decisions)
def test_a_track_is_the_newest_decision_up_to_its_stage(drawn: Drawn) -> None:
    of = Assessment(COMPILED, EVALUATION)
    for place, stage, revision, level in drawn:
        of.decide(place, stage, Decision(revision, level))

    standing = {}
    for place, stage, _, level in sorted(drawn, key=lambda each: each[2]):
        standing[place, stage] = level
    before: list[Answer | None] = [1, 1, 1]
    for stage in range(len(EVALUATION.codes)):
        own = [standing.get((place, stage)) for place in range(3)]
        before = [
            each if each is not None else then for each, then in zip(own, before, strict=True)
        ]
        track = EVALUATION.tracks[stage]
        assert [of.level(place, track) for place in range(3)] == before
        assert (track in of.tracks()) == (stage == MANDIRI or any(s == stage for _, s in standing))
    assert counted(of, "provisional") == before


@given(decisions, st.randoms(use_true_random=False))
def test_moves_are_all_that_differs_since_the_last_taking(drawn: Drawn, chance: Random) -> None:
    of = Assessment(COMPILED, EVALUATION)
    before = _levels(of)
    for place, stage, revision, level in drawn:
        of.decide(place, stage, Decision(revision, level))
        if chance.random() < 0.5:
            after = _levels(of)
            assert set(of.take_moves(first=False)) == {
                Move(place, track, then, after[place, track])
                for (place, track), then in before.items()
                if then != after[place, track] and track in of.levels
            }
            before = after


def _levels(of: Assessment) -> dict[tuple[int, TrackCode], Answer | None]:
    return {
        (place, track): of.level(place, track) for place in range(3) for track in EVALUATION.tracks
    }
