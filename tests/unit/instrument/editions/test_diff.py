"""What differs between two editions is told once, under the right name."""

from dataclasses import replace
from fractions import Fraction
from itertools import permutations

import pytest
from tests.support.library import packaged_library

from instrument.editions.domain.diff import (
    EditionDiff,
    Moved,
    Renamed,
    Rescaled,
    Reweighted,
    Reworded,
    diff_editions,
)
from instrument.editions.domain.model import Edition, Node
from rules.text import Text

EDITIONS = packaged_library().editions
SPBE = next(found for found in EDITIONS if found.edition_code == "permenpanrb-59-2020")
NOTHING = EditionDiff(*((),) * 9)


def with_node(code: str, **changes: object) -> Edition:
    nodes = tuple(
        replace(node, **changes) if node.code == code else node  # type: ignore[arg-type]  # names are the test's own
        for node in SPBE.nodes
    )
    return replace(SPBE, nodes=nodes)


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda found: found.edition_code)
def test_edition_does_not_differ_from_itself(edition: Edition) -> None:
    assert diff_editions(edition, edition) == NOTHING


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"weight": Fraction(3)},
            {"reweighted": (Reweighted("13", "indicator", Fraction(5, 2), Fraction(3)),)},
        ),
        ({"parent_code": "A3"}, {"moved": (Moved("13", "indicator", "A2", "A3"),)}),
        (
            {"scale_code": "service"},
            {"rescaled": (Rescaled("13", "indicator", "process", "service"),)},
        ),
        (
            {"page": 1, "levels": ()},
            {"reworded": (Reworded("13", "indicator", ("page", "levels")),)},
        ),
    ],
)
def test_change_of_a_node_is_told_by_its_kind(
    changes: dict[str, object], expected: dict[str, object]
) -> None:
    found = diff_editions(SPBE, with_node("13", **changes))
    assert found == replace(NOTHING, **expected)  # type: ignore[arg-type]  # names are the test's own


def test_new_name_is_told_with_the_old_one() -> None:
    name = Text("Nama lain", "Another name")
    before = next(node.name for node in SPBE.nodes if node.code == "13")
    found = diff_editions(SPBE, with_node("13", name=name))
    assert found == replace(NOTHING, renamed=(Renamed("13", "indicator", before, name),))


def test_other_values_under_the_same_scale_are_another_scale() -> None:
    process = SPBE.scales[0]
    other = replace(SPBE, scales=(replace(process, empty=None), *SPBE.scales[1:]))
    found = diff_editions(SPBE, other)
    answered = [node for node in SPBE.nodes if node.scale_code == process.code]
    assert found.scales == (process.code,)
    assert [change.code for change in found.rescaled] == [node.code for node in answered]


def test_what_differs_of_the_edition_itself_is_named() -> None:
    other = replace(SPBE, title=Text("Lain", "Other"), predicates=SPBE.predicates[:1])
    assert diff_editions(SPBE, other).fields == ("title", "predicates")


def test_same_code_of_another_kind_is_another_node() -> None:
    other = with_node("A2", kind="domain")
    found = diff_editions(SPBE, other)
    assert [(node.code, node.kind) for node in found.dropped] == [("A2", "aspect")]
    assert [(node.code, node.kind) for node in found.added] == [("A2", "domain")]


@pytest.mark.parametrize(
    ("before", "after"),
    [*permutations(EDITIONS, 2)],
    ids=lambda found: found.edition_code,
)
def test_way_back_is_the_way_turned_round(before: Edition, after: Edition) -> None:
    there, back = diff_editions(before, after), diff_editions(after, before)
    assert (there.added, there.dropped) == (back.dropped, back.added)
    assert set(there.scales) == set(back.scales)
    for name in ("reweighted", "renamed", "rescaled", "moved"):
        turned = {(code, kind, now, was) for code, kind, was, now in getattr(back, name)}
        assert set(getattr(there, name)) == turned
    assert set(there.reworded) == set(back.reworded)
    assert after_applying(before, there, after) == nodes(after)


def nodes(edition: Edition) -> dict[tuple[str, str], Fraction]:
    return {(node.code, node.kind): node.weight for node in edition.nodes}


def after_applying(
    before: Edition, difference: EditionDiff, after: Edition
) -> dict[tuple[str, str], Fraction]:
    """Do to the nodes of the first edition what the difference says."""
    found = nodes(before)
    gone: Node
    for gone in difference.dropped:
        del found[gone.code, gone.kind]
    for change in difference.reweighted:
        found[change.code, change.kind] = change.after
    found |= {(node.code, node.kind): node.weight for node in difference.added}
    assert len(found) == len(after.nodes)
    return found
