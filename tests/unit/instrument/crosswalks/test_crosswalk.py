"""A crosswalk conserves weight, and what it proposes is what the rule says."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.library import packaged_library, read_yaml

from instrument.crosswalks.domain.check import check_crosswalk
from instrument.crosswalks.domain.model import (
    Crosswalk,
    Dropped,
    Flow,
    Gap,
    weight_dropped,
    weights_in,
)
from instrument.crosswalks.domain.proposal import carry_over
from instrument.crosswalks.usecases.read import read_crosswalk
from instrument.documents.domain.canonical import canonical, content_hash
from instrument.editions.domain.model import Edition, Node
from instrument.editions.events import rules_edition
from instrument.editions.usecases.read import read_edition
from rules import edition as rules
from rules.answers import read_answers
from rules.text import Text

HERE = Path(__file__).parents[1] / "samples" / "crosswalks"
LIBRARY = packaged_library()
PACKAGED = {found.edition_code: found for found in LIBRARY.editions}
REASON = Text("Alasan", "Reason")
OLD, NEW = (
    read_edition(name, read_yaml((HERE / f"{name}.yaml").read_text("utf-8")))
    for name in ("old", "new")
)
SMALL = read_crosswalk(
    "crosswalk.yaml",
    read_yaml((HERE / "crosswalk.yaml").read_text("utf-8")),
    editions={"lama": OLD, "baru": NEW},
)


def ruled(edition: Edition) -> rules.Edition:
    text = canonical(edition)
    return rules_edition(text, content_hash(text))


def indicators(edition: Edition) -> list[Node]:
    return [node for node in edition.nodes if node.kind == "indicator"]


@st.composite
def crosswalks(draw: st.DrawFn) -> Crosswalk:
    """Any sound crosswalk between the two small editions."""
    flows: list[Flow] = []
    dropped: list[Dropped] = []
    for old in indicators(OLD):
        ends = draw(st.lists(st.sampled_from([*"xyz", None]), min_size=1, unique=True))
        parts = [draw(st.integers(1, 1_000)) for _ in ends]
        for end, part in zip(ends, parts, strict=True):
            share = Fraction(part, sum(parts))
            if end is None:
                dropped.append(Dropped(from_code=old.code, share=share, reason=REASON))
            else:
                flows.append(Flow(from_code=old.code, to_code=end, share=share))
    reached = {flow.to_code for flow in flows}
    gaps = tuple(Gap(to_code=code, reason=REASON) for code in "xyz" if code not in reached)
    return Crosswalk(
        crosswalk_code="contoh",
        from_edition="lama",
        to_edition="baru",
        title=REASON,
        source="contoh",
        certainty="verified",
        flows=tuple(flows),
        dropped=tuple(dropped),
        gaps=gaps,
    )


LEVELS = st.fixed_dictionaries(
    {}, optional={code: st.sampled_from([0, 1, 2, 3, "n/a", None]) for code in "abc"}
)


@settings(deadline=None)
@given(crosswalks())
def test_weight_is_conserved_exactly(crosswalk: Crosswalk) -> None:
    assert check_crosswalk(crosswalk, {"lama": OLD, "baru": NEW}) == []
    weights = {node.code: node.weight for node in indicators(OLD)}
    flowed = weights_in(crosswalk, weights)
    assert sum(flowed.values()) + weight_dropped(crosswalk, weights) == sum(weights.values()) == 100
    carried = carry_over(crosswalk, ruled(OLD), ruled(NEW), {})
    assert {each.to_code: each.weight for each in carried.proposals} == flowed
    assert carried.weight_flowed + carried.weight_dropped == 100


@settings(deadline=None)
@given(crosswalks(), LEVELS)
def test_proposal_is_never_above_what_was_answered(
    crosswalk: Crosswalk, levels: dict[str, Any]
) -> None:
    old, new = ruled(OLD), ruled(NEW)
    carried = carry_over(crosswalk, old, new, read_answers(old, levels))
    for proposal in carried.proposals:
        known = [origin.level for origin in proposal.origins if origin.level is not None]
        if proposal.mean is None or proposal.level is None:
            assert known == []
            continue
        assert min(known) <= proposal.mean <= max(known)
        scale = new.scale_of(new.answered[new.position[proposal.to_code]])
        assert scale.admits(proposal.level)
        assert proposal.level <= max(proposal.mean, scale.minimum)
        if scale.levels and proposal.level != scale.maximum:
            above = min(step.value for step in scale.levels if step.value > proposal.level)
            assert above > proposal.mean


@pytest.mark.parametrize("crosswalk", LIBRARY.crosswalks, ids=lambda found: found.crosswalk_code)
def test_packaged_crosswalk_conserves_weight_and_names_every_indicator(
    crosswalk: Crosswalk,
) -> None:
    old, new = PACKAGED[crosswalk.from_edition], PACKAGED[crosswalk.to_edition]
    weights = {node.code: node.weight for node in indicators(old)}
    flowed = weights_in(crosswalk, weights)
    assert sum(flowed.values()) + weight_dropped(crosswalk, weights) == 100
    reached = {*flowed, *(gap.to_code for gap in crosswalk.gaps)}
    assert reached == {node.code for node in indicators(new)}


def test_packaged_crosswalks_are_those_of_the_two_changes_of_regulation() -> None:
    assert [(found.crosswalk_code, found.certainty) for found in LIBRARY.crosswalks] == [
        ("permenpanrb-5-2018--permenpanrb-59-2020", "verified"),
        ("permenpanrb-59-2020--permenpanrb-8-2026-pemdi", "unverified"),
    ]


def test_mean_goes_by_share_and_old_weight_and_down_to_a_level() -> None:
    old = ruled(OLD)
    carried = carry_over(SMALL, old, ruled(NEW), read_answers(old, {"a": 2, "b": 3, "c": 1}))
    first, second = carried.proposals
    # x: (25 x 2 + 20 x 3) / 45
    assert (first.to_code, second.to_code) == ("x", "y")
    assert [first.mean, first.level, first.weight] == [Fraction(22, 9), 2, 45]
    assert [second.mean, second.level, second.weight] == [2, 2, 25]
    assert [carried.old.exact, carried.coverage] == [Fraction(21, 10), 85]
    assert carried.new.exact == 2  # z has no answer and its scale no value for it


def test_level_is_at_least_the_new_scales_least() -> None:
    old = ruled(OLD)
    carried = carry_over(SMALL, old, ruled(NEW), read_answers(old, {"a": 0, "b": 0, "c": 0}))
    assert [(each.mean, each.level) for each in carried.proposals] == [(0, 1), (0, 1)]


def test_what_does_not_apply_is_left_out_and_what_is_empty_is_not() -> None:
    old = ruled(OLD)
    carried = carry_over(SMALL, old, ruled(NEW), read_answers(old, {"a": "n/a", "b": None}))
    first, second = carried.proposals
    assert [(each.from_code, each.level, each.basis) for each in first.origins] == [
        ("a", None, "not_applicable"),
        ("b", 0, "empty"),
    ]
    assert (first.mean, first.level) == (0, 1)
    assert (second.mean, second.level) == (None, None)
    assert carried.coverage == 60


def test_canonical_form_of_a_crosswalk_does_not_depend_on_how_it_was_written() -> None:
    document = read_yaml((HERE / "crosswalk.yaml").read_text("utf-8"))
    document["flows"][0]["share"] = "0.50"
    other = read_crosswalk("x.yaml", document, editions={"lama": OLD, "baru": NEW})
    assert canonical(other) == canonical(SMALL)
