"""Published results are reproduced to the printed digit, on the editions that the product ships."""

from collections.abc import Mapping
from datetime import UTC, datetime
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from contracts.events.score import TrackScore
from contracts.registry import encode
from instrument.documents.library import read_library
from instrument.domain.canonical import canonical, content_hash
from instrument.events import edition_published, fact_catalogue
from rules.compiled import CompiledEdition
from rules.edition import Band, Edition, Node, Scale, Text, node_values
from rules.exact import announce, parse
from rules.published import edition_of
from scoring.domain.assessment import Assessment, Decision
from scoring.events.scores import track_scores

RESULTS: Mapping[str, Any] = yaml.safe_load(
    Path(__file__).with_name("published_results.yaml").read_text("utf-8")
)
MANDIRI, REVIU = 0, 4


def named(kind: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", RESULTS[kind], ids=lambda case: case["id"])


@cache
def shipped(code: str) -> CompiledEdition:
    """Return a packaged edition as scoring hears of it."""
    found = next(
        each for each in read_library(fact_catalogue()).editions if each.edition_code == code
    )
    content = canonical(found)
    event = edition_published(
        content,
        content_hash=content_hash(content),
        revision=1,
        published_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    return CompiledEdition(edition_of(encode(event).decode()))


def tracks_of(compiled: CompiledEdition, levels: list[Any], stage: int) -> dict[str, TrackScore]:
    assessment = Assessment(compiled)
    for place, level in enumerate(levels):
        assessment.decide(place, stage, Decision(1, parse(str(level))))
    return {track.track: track for track in track_scores(compiled, assessment.tracks())}


def check(track: TrackScore, case: Mapping[str, Any]) -> None:
    """Compare every printed figure."""
    printed = {node.code: node.announced for node in track.nodes}

    assert {code: printed[code] for code in case["nodes"]} == case["nodes"]
    assert track.announced == case["index"]
    assert track.exact == case["exact"]
    assert track.predicate is not None
    assert track.predicate.id == case["predicate"]


@named("cases")
def test_a_published_result_is_reproduced_to_the_digit(case: Mapping[str, Any]) -> None:
    compiled = shipped(case["edition"])
    tracks = tracks_of(compiled, case["levels"], REVIU)

    check(tracks["provisional"], case)
    maturity = tracks["provisional"].maturity_level
    assert maturity is not None
    assert maturity.id == case["maturity_level"]


@named("cases")
def test_the_self_assessment_stands_apart(case: Mapping[str, Any]) -> None:
    own = case.get("self_levels")
    tracks = tracks_of(shipped(case["edition"]), own or case["levels"], MANDIRI)

    assert tracks["self"].announced == (case["self_index"] if own else case["index"])


@named("aspects")
def test_the_regulations_own_example_comes_out(case: Mapping[str, Any]) -> None:
    edition = shipped(case["edition"]).edition
    levels = {code: parse(str(level)) for code, level in case["levels"].items()}
    value = node_values(edition, levels)[case["aspect"]]

    assert value is not None
    assert announce(value.numerator, value.denominator, 2) == case["announced"]


@named("others")
def test_other_instruments_are_reproduced_to_the_digit(case: Mapping[str, Any]) -> None:
    tracks = tracks_of(CompiledEdition(reduced(case)), case["levels"], MANDIRI)

    check(tracks["self"], case)


def test_rounding_on_the_way_would_have_published_another_index() -> None:
    """Exactly 2.1545 was published as 2.15; from rounded domains it would be 2.16."""
    assert announce(21545, 10000, 2) == "2.15"


def reduced(case: Mapping[str, Any]) -> Edition:
    """Return an edition with the weights of a case alone."""
    nodes: list[Node] = []
    number = 0
    for domain, aspects in case["tree"].items():
        for aspect, shape in aspects.items():
            weight = Fraction(shape["weight"])
            nodes.append(_node(aspect, "aspect", weight * shape["indicators"], domain))
            for _ in range(shape["indicators"]):
                number += 1
                nodes.append(_node(str(number), "indicator", weight, aspect))
        whole = sum(node.weight for node in nodes if node.parent_code == domain)
        nodes.append(_node(domain, "domain", whole, "index"))
    nodes.append(_node("index", "instrument", 100, None))
    scale = Scale("scale", "percent", 0, 100)
    return Edition("contoh", "0" * 64, "year", 2, (scale,), tuple(nodes), _bands(case["bands"]))


def _node(code: str, kind: Any, weight: Any, parent: str | None) -> Node:
    scale = "scale" if kind == "indicator" else None
    return Node(code, kind, Text(code, code), weight, parent, scale)


def _bands(name: str) -> tuple[Band, ...]:
    return tuple(
        Band(Text(band["name"], band["name"]), parse(band["minimum"]), band["inclusive"])
        for band in RESULTS["bands"][name]
    )
