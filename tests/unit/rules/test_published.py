"""What was published is read whole: nothing is lost, swapped or made up on its way."""

from fractions import Fraction
from typing import Any

from tests.unit.rules.bodies import body, t, text

from rules.edition import Band, EvidenceHint, LadderValue, Node, Scale, ScaleLevel
from rules.published import edition_of

HALF = Fraction(1, 2)


def edition_body(**more: Any) -> str:
    scales = [
        {
            "code": "grade",
            "kind": "grades",
            "minimum": "0",
            "maximum": "100",
            "empty": "10",
            "levels": [
                {"value": "50", "name": t("fifty"), "symbol": "C"},
                {"value": "80", "name": t("eighty")},
            ],
        },
        {"code": "met", "kind": "levels", "minimum": "0", "maximum": "1"},
    ]
    nodes = [
        {"code": "index", "kind": "instrument", "name": t("index"), "weight": "100"},
        {
            "code": "1",
            "kind": "indicator",
            "name": t("one"),
            "weight": "20/6",
            "parent_code": "index",
            "aggregation": "ladder",
            "scale_code": "grade",
            "not_applicable": "anchor",
            "anchor": "1/2",
            "ladder": [
                {"value": "0", "minimum": "0"},
                {"value": "80", "minimum": "1/2", "minimum_inclusive": False},
            ],
            "evidence": [
                {"code": "e", "name": t("proof"), "level": "3"},
                {"code": "f", "name": t("more")},
            ],
            "related": ["2"],
        },
        {
            "code": "1.a",
            "kind": "criterion",
            "name": t("a"),
            "weight": "20/6",
            "parent_code": "1",
            "scale_code": "met",
        },
    ]
    content = {
        "instrument_code": "kind",
        "revision": 1,
        "title": t("title"),
        "source": "A decree",
        "certainty": "unverified",
        "caveat": t("caveat"),
        "period_kind": "quarter",
        "announced_decimals": 3,
        "not_applicable": "redistribute",
        "scales": scales,
        "nodes": nodes,
        "predicates": [
            {
                "name": t("good"),
                "symbol": "A",
                "minimum": "5/2",
                "minimum_inclusive": False,
                "maximum": "9",
                "maximum_inclusive": True,
            },
            {"name": t("poor"), "maximum": "5/2"},
        ],
        "maturity_levels": [{"name": t("first"), "minimum": "1"}],
    }
    return body(**content | more)


def test_an_edition_is_read_whole() -> None:
    found = edition_of(edition_body())

    assert (found.code, found.content_hash) == ("contoh", "a" * 64)
    assert (found.period_kind, found.announced_decimals) == ("quarter", 3)
    assert (found.title, found.certainty, found.caveat) == (
        text("title"),
        "unverified",
        text("caveat"),
    )
    assert found.scales == (
        Scale(
            "grade",
            "grades",
            0,
            100,
            10,
            (ScaleLevel(50, text("fifty"), "C"), ScaleLevel(80, text("eighty"))),
        ),
        Scale("met", "levels", 0, 1),
    )
    assert found.predicates == (
        Band(
            text("good"),
            Fraction(5, 2),
            minimum_inclusive=False,
            maximum=9,
            maximum_inclusive=True,
            symbol="A",
        ),
        Band(text("poor"), maximum=Fraction(5, 2)),
    )
    assert found.maturity_levels == (Band(text("first"), 1),)
    assert edition_of(edition_body(caveat=None)).caveat is None


def test_its_nodes_are_read_whole() -> None:
    root, indicator, criterion = edition_of(edition_body()).nodes

    assert root == Node("index", "instrument", text("index"), 100, not_applicable="redistribute")
    assert indicator == Node(
        "1",
        "indicator",
        text("one"),
        Fraction(10, 3),
        "index",
        "grade",
        "ladder",
        (LadderValue(0, 0), LadderValue(80, HALF, minimum_inclusive=False)),
        "anchor",
        HALF,
        (EvidenceHint("e", text("proof"), 3), EvidenceHint("f", text("more"))),
        ("2",),
    )
    assert criterion == Node(
        "1.a",
        "criterion",
        text("a"),
        Fraction(10, 3),
        "1",
        "met",
        not_applicable="redistribute",
    )
