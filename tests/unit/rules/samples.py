"""Small editions, and strategies for editions of any shape."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from rules.edition import (
    NOT_APPLICABLE,
    Aggregation,
    Answer,
    Band,
    Edition,
    LadderValue,
    Node,
    NodeKind,
    Scale,
    ScaleLevel,
)
from rules.exact import Number, simplest
from rules.text import Text

NAME = Text("Nama", "Name")
LEVELS = Scale("levels", "levels", 1, 5, 1, tuple(ScaleLevel(value, NAME) for value in range(1, 6)))
PERCENT = Scale("percent", "percent", 0, 100)
EMPTY_COUNTS = Scale("empty-counts", "percent", 0, 100, 10)
CRITERION = Scale(
    "criterion",
    "levels",
    0,
    1,
    None,
    (
        ScaleLevel(0, Text("Tidak", "No"), "no"),
        ScaleLevel(Fraction(1, 2), Text("Sebagian", "Partly"), "partly"),
        ScaleLevel(1, Text("Ya", "Yes"), "yes"),
    ),
)
LADDER = (
    LadderValue(0, 0),
    LadderValue(30, 0, minimum_inclusive=False),
    LadderValue(50, Fraction(1, 2)),
    LadderValue(80, 1),
)
BANDS = (
    Band(Text("Baik", "Good"), Fraction(13, 5)),
    Band(Text("Cukup", "Fair"), Fraction(9, 5), maximum=Fraction(13, 5)),
    Band(Text("Kurang", "Poor"), maximum=Fraction(9, 5)),
)


def node(code: str, weight: Number | str, parent: str | None, **more: Any) -> Node:
    kind: NodeKind = more.pop("kind", "indicator" if "scale_code" in more else "aspect")
    return Node(code, kind, NAME, simplest(Fraction(weight)), parent, **more)


def indicator(code: str, weight: Number | str, parent: str, scale: Scale = LEVELS) -> Node:
    return node(code, weight, parent, scale_code=scale.code)


def edition(*nodes: Node, **more: Any) -> Edition:
    """Return an edition; without nodes, one of two aspects with three indicators."""
    chosen = nodes or (
        node("index", 100, None, kind="instrument"),
        node("A1", 60, "index"),
        indicator("1", 20, "A1"),
        indicator("2", 40, "A1"),
        node("A2", 40, "index"),
        indicator("3", 40, "A2"),
    )
    scales: tuple[Scale, ...] = more.pop("scales", (LEVELS, PERCENT, EMPTY_COUNTS, CRITERION))
    return Edition(
        more.pop("code", "contoh"), "0" * 64, "year", 2, scales, chosen, predicates=BANDS, **more
    )


weights = st.fractions(min_value=Fraction(1, 60), max_value=100, max_denominator=60)


@st.composite
def editions(draw: st.DrawFn) -> Edition:
    """Draw a tree of up to two levels below the root, indicators at any depth."""
    nodes = [node("index", 100, None, kind="instrument")]

    def grow(parent: str, depth: int) -> None:
        for number in range(draw(st.integers(1, 3))):
            code = f"{parent}.{number}"
            if depth < 2 and draw(st.booleans()):
                nodes.append(node(code, draw(weights), parent))
                grow(code, depth + 1)
            else:
                nodes.append(indicator(code, draw(weights), parent, PERCENT))

    grow("index", 1)
    return edition(*nodes)


@st.composite
def editions_with_levels(
    draw: st.DrawFn, *, whole: bool = False
) -> tuple[Edition, list[Number | None]]:
    """Draw an edition and a level, or none, for each of its indicators."""
    drawn = draw(editions())
    level: st.SearchStrategy[Number | None] = st.fractions(0, 100, max_denominator=50).map(simplest)
    if not whole:
        level = st.none() | level
    count = len(drawn.indicators)
    return drawn, draw(st.lists(level, min_size=count, max_size=count))


def by_code(of: Edition, levels: Sequence[Number | None]) -> dict[str, Number]:
    return {
        each.code: level
        for each, level in zip(of.indicators, levels, strict=True)
        if level is not None
    }


AGGREGATIONS: tuple[Aggregation, ...] = ("weighted_mean", "mean", "sum", "minimum")


def ladder_indicator(code: str, weight: Number | str, parent: str, count: int) -> list[Node]:
    """Return an indicator with so many criteria of equal weight."""
    whole = simplest(Fraction(weight))
    above = node(
        code,
        whole,
        parent,
        scale_code=EMPTY_COUNTS.code,
        aggregation="ladder",
        ladder=LADDER,
        not_applicable="redistribute",
    )
    return [
        above,
        *(
            node(
                f"{code}.{number}",
                Fraction(whole) / count,
                code,
                kind="criterion",
                scale_code=CRITERION.code,
                not_applicable="redistribute",
            )
            for number in range(1, count + 1)
        ),
    ]


@st.composite
def mixed_editions(draw: st.DrawFn, aggregations: Sequence[Aggregation] = AGGREGATIONS) -> Edition:
    """Draw a tree of every kind: any aggregation, criteria, empty values, n/a with an anchor."""
    nodes = [
        node("index", 100, None, kind="instrument", aggregation=draw(st.sampled_from(aggregations)))
    ]

    def grow(parent: str, depth: int) -> None:
        for number in range(draw(st.integers(1, 3))):
            code, weight = f"{parent}.{number}", draw(weights)
            shape = draw(st.integers(0, 4))
            if depth < 3 and shape < 2:
                nodes.append(
                    node(code, weight, parent, aggregation=draw(st.sampled_from(aggregations)))
                )
                grow(code, depth + 1)
            elif shape == 2:
                nodes.extend(ladder_indicator(code, weight, parent, draw(st.integers(1, 4))))
            else:
                scale = draw(st.sampled_from([PERCENT, EMPTY_COUNTS]))
                rule = draw(st.sampled_from(["redistribute", "anchor"]))
                anchor = 40 if rule == "anchor" else None
                nodes.append(
                    node(
                        code,
                        weight,
                        parent,
                        scale_code=scale.code,
                        not_applicable=rule,
                        anchor=anchor,
                    )
                )

    grow("index", 1)
    return edition(*nodes)


Mixed = tuple[Edition, dict[str, Answer]]


@st.composite
def mixed_answers(draw: st.DrawFn, aggregations: Sequence[Aggregation] = AGGREGATIONS) -> Mixed:
    """Draw an edition of every kind with some answers, among them such as are not applicable."""
    of = draw(mixed_editions(aggregations))
    levels = st.fractions(0, 100, max_denominator=50).map(simplest)
    steps = st.sampled_from([step.value for step in CRITERION.levels])
    answers: dict[str, Answer] = {}
    for each in of.answered:
        level: st.SearchStrategy[Answer] = steps if each.kind == "criterion" else levels
        answer = draw(st.none() | st.just(NOT_APPLICABLE) | level)
        if answer is not None:
            answers[each.code] = answer
    return of, answers
