"""What-if and path start from what the score shows: on every track, node by node."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.rules.samples import (
    CRITERION,
    LEVELS,
    edition,
    ladder_indicator,
    mixed_editions,
    node,
)

from rules.compiled import CompiledEdition
from rules.derivation import Derived
from rules.edition import NOT_APPLICABLE, Answer, Edition, Node
from rules.evaluation import evaluate
from rules.exact import Number, simplest, text_of
from scoring.recompute.domain.track_score import track_scores
from scoring.state.domain.assessment import Assessment, Decision
from scoring.state.domain.track import EVALUATION, TrackCode
from scoring.trials.usecases.try_levels import answers_of, answers_with, counting_on


def levels_of(of: Edition, node: Node) -> st.SearchStrategy[Number]:
    scale = of.scale_of(node)
    if scale.levels:
        return st.sampled_from([step.value for step in scale.levels])
    return st.fractions(scale.minimum, scale.maximum, max_denominator=9).map(simplest)


@st.composite
def assessments(draw: st.DrawFn) -> Assessment:
    """Draw an assessment with claims, reviews, withdrawals and derived levels."""
    of = draw(mixed_editions())
    drawn = Assessment(CompiledEdition(of), EVALUATION)
    places = range(len(of.answered))
    for revision in range(1, draw(st.integers(1, 12))):
        place = draw(st.sampled_from(places))
        levels = levels_of(of, of.answered[place])
        answer: Answer | None = draw(st.none() | st.just(NOT_APPLICABLE) | levels)
        drawn.decide(
            place, draw(st.sampled_from(range(len(EVALUATION.codes)))), Decision(revision, answer)
        )
    for place in draw(st.lists(st.sampled_from(places), unique=True, max_size=4)):
        known = draw(st.none() | levels_of(of, of.answered[place]))
        drawn.derive(place, Derived("rule", known, covered=known is not None))
    return drawn


@given(assessments())
@settings(max_examples=200, deadline=None)
def test_every_track_is_what_the_score_shows(of: Assessment) -> None:
    shown = {score.track: score for score in track_scores(of.compiled, of.tracks())}
    for track in EVALUATION.tracks:
        found = evaluate(counting_on(of.compiled.edition, track), answers_of(of, track))
        score = shown[of.standing(track)]
        nodes = {node.code: node for node in found.nodes}

        assert found.announced == score.announced
        assert (found.predicate and found.predicate.name.id) == (
            score.predicate and score.predicate.id
        )
        for each in score.nodes:
            exact = nodes[each.code].exact
            assert (None if exact is None else text_of(exact)) == each.exact
            assert nodes[each.code].announced == each.announced
        for place, answered in enumerate(of.compiled.edition.indicators):
            level = of.level(place, track)
            value = nodes[answered.code].exact
            if level is not NOT_APPLICABLE:
                assert value == level


@given(assessments(), st.sampled_from(EVALUATION.tracks), st.data())
@settings(max_examples=200, deadline=None)
def test_what_is_tried_comes_out_as_if_it_were_decided(
    of: Assessment, track: TrackCode, data: st.DataObject
) -> None:
    edition = of.compiled.edition
    nodes = data.draw(st.lists(st.sampled_from(edition.answered), unique=True, max_size=4))
    tried = {node.code: data.draw(levels_of(edition, node)) for node in nodes}
    answers = answers_with(of, track, tried)
    for code, level in tried.items():
        place = edition.position[code]
        if track == "live":
            of.derive(place, Derived("rule", level, covered=True))
        else:
            of.decide(place, EVALUATION.newest[track], Decision(100, level))

    scores = {each.track: each for each in track_scores(of.compiled, of.tracks())}
    found = {node.code: node for node in evaluate(counting_on(edition, track), answers).nodes}
    for each in scores[of.standing(track)].nodes:
        exact = found[each.code].exact
        assert (None if exact is None else text_of(exact)) == each.exact


def test_what_people_say_of_criteria_takes_the_place_of_a_derived_level() -> None:
    root = node("index", 100, None, kind="instrument")
    tried: dict[str, Answer] = {"1.1": 1}
    levels: dict[TrackCode, int] = {"provisional": 50, "live": 80}
    for track, level in levels.items():
        of = Assessment(
            CompiledEdition(edition(root, *ladder_indicator("1", 100, "index", 2))), EVALUATION
        )
        of.derive(0, Derived("rule", 80, covered=True))
        answers = answers_with(of, track, tried)
        found = evaluate(counting_on(of.compiled.edition, track), answers)
        of.decide(1, EVALUATION.newest["reviu"], Decision(1, 1))

        assert (found.exact, of.level(0, track)) == (level, level)


def test_nothing_empty_counts_on_the_live_track_only() -> None:
    of = edition()
    counting = {track: counting_on(of, track) for track in EVALUATION.tracks}

    assert [track for track in EVALUATION.tracks if counting[track] != of] == ["live"]
    assert all(scale.empty is None for scale in counting["live"].scales)
    assert (LEVELS.empty, CRITERION.empty) == (1, None)
