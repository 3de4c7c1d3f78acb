"""The levels of an assessment are counted as the plain evaluation counts them, `n/a` included."""

from hypothesis import given
from tests.unit.rules.samples import Mixed, mixed_answers

from rules.compiled import CompiledEdition
from rules.evaluation import evaluate
from rules.exact import simplest, text_of
from scoring.recompute.domain.track_score import track_scores
from scoring.state.domain.assessment import Assessment, Decision
from scoring.state.domain.choice import Standard, footing_of
from scoring.state.domain.track import EVALUATION


@given(mixed_answers())
def test_levels_are_counted_as_the_evaluation_counts_them(drawn: Mixed) -> None:
    edition, answers = drawn
    assessment = Assessment(CompiledEdition(edition), EVALUATION)
    for revision, (code, answer) in enumerate(answers.items(), 1):
        assessment.decide(edition.position[code], 0, Decision(revision, answer))
    expected = evaluate(edition, answers)
    shown = {each.track: each for each in track_scores(assessment.compiled, assessment.tracks())}
    for track in ("self", "provisional"):
        footing = footing_of(assessment, edition.root, track, Standard())

        assert shown[track].level_share == text_of(expected.level_share)
        assert shown[track].not_judged == expected.not_judged
        assert (simplest(footing.share), footing.missing) == (
            expected.level_share,
            expected.missing,
        )
        assert (footing.inapplicable, simplest(footing.left_out)) == (
            expected.inapplicable,
            expected.left_out,
        )
        assert (footing.not_judged, footing.note) == (expected.not_judged, expected.note)
