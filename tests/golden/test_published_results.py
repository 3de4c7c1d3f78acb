"""Published results are reproduced to the printed digit, on the editions that the product ships."""

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.golden.editions import shipped
from tests.support.library import read_yaml

from rules.compiled import CompiledEdition
from rules.edition import band_of, node_values
from rules.exact import announce, parse
from scoring.recompute.domain.track_score import TrackScore, track_scores
from scoring.state.domain.assessment import Assessment, Decision
from scoring.state.domain.track import EVALUATION

RESULTS: Mapping[str, Any] = read_yaml(
    Path(__file__).with_name("published_results.yaml").read_text("utf-8")
)
MANDIRI, REVIU = 0, 4


def named(kind: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", RESULTS[kind], ids=lambda case: case["id"])


@cache
def compiled(code: str) -> CompiledEdition:
    return CompiledEdition(shipped()[code])


def tracks_of(code: str, levels: list[Any], stage: int) -> dict[str, TrackScore]:
    edition = compiled(code)
    assessment = Assessment(edition, EVALUATION)
    for place, level in enumerate(levels):
        assessment.decide(place, stage, Decision(1, parse(str(level))))
    return {track.track: track for track in track_scores(edition, assessment.tracks())}


@named("cases")
def test_a_published_result_is_reproduced_to_the_digit(case: Mapping[str, Any]) -> None:
    track = tracks_of(case["edition"], case["levels"], REVIU)["provisional"]
    printed = {node.code: node.announced for node in track.nodes}

    assert {code: printed[code] for code in case["nodes"]} == case["nodes"]
    assert track.announced == case["index"]
    assert track.exact == case["exact"]
    assert track.predicate is not None
    assert track.predicate.id == case["predicate"]
    maturity = None if track.maturity_level is None else track.maturity_level.id
    assert maturity == case.get("maturity_level")


@named("cases")
def test_the_self_assessment_stands_apart(case: Mapping[str, Any]) -> None:
    own = case.get("self_levels")
    tracks = tracks_of(case["edition"], own or case["levels"], MANDIRI)

    assert tracks["self"].announced == (case["self_index"] if own else case["index"])


@named("aspects")
def test_the_regulations_own_example_comes_out(case: Mapping[str, Any]) -> None:
    levels = {code: parse(str(level)) for code, level in case["levels"].items()}
    value = node_values(shipped()[case["edition"]], levels)[case["aspect"]]

    assert value is not None
    assert announce(value.numerator, value.denominator, 2) == case["announced"]


@named("traps")
def test_nothing_is_rounded_before_it_is_shown(case: Mapping[str, Any]) -> None:
    track = tracks_of(case["edition"], case["levels"], REVIU)["provisional"]

    assert (track.exact, track.announced) == (case["exact"], case["index"])
    assert track.predicate is not None
    assert track.predicate.id == case["predicate"]


@named("traps")
def test_rounding_on_the_way_would_have_published_another_index(case: Mapping[str, Any]) -> None:
    edition = shipped()[case["edition"]]
    track = tracks_of(case["edition"], case["levels"], REVIU)["provisional"]
    printed = {node.code: node.announced for node in track.nodes}
    wrong = sum(
        Fraction(printed[node.code] or 0) * node.weight / 100
        for node in edition.nodes
        if node.kind == "domain"
    )
    announced = announce(wrong.numerator, wrong.denominator, 2)
    predicate = band_of(edition.predicates, Fraction(announced))

    assert announced == case["from_rounded_domains"] != case["index"]
    assert predicate is not None
    assert predicate.name.id == case["predicate_of_rounded"]
