"""A selection takes what all its parts take."""

import pytest

from contracts.registry import REGISTRY
from gateway.stream.domain.score_event import KINDS, ScoreEvent, Selection

SEEN = ScoreEvent(
    partition=0,
    offset=7,
    thing=("scoring.score", "a", ""),
    revision=1,
    event_type="scoring.score.changed.v2",
    event_id=b"1",
    body=b"{}",
    line=("9901.1", "9901"),
    campaign_code="spbe-2026",
)


@pytest.mark.parametrize(
    ("selection", "takes"),
    [
        (Selection(subtree="9901"), True),
        (Selection(subtree="9901.1"), True),
        (Selection(subtree="9901.2"), False),
        (Selection(subtree="9901", agency_code="9901.1"), True),
        (Selection(subtree="9901", agency_code="9901.2"), False),
        (Selection(subtree="9902", agency_code="9901.1"), False),
        (Selection(subtree="9901", campaign_code="spbe-2026"), True),
        (Selection(subtree="9901", campaign_code="spbe-2025"), False),
        (Selection(subtree="9901", kinds=frozenset({"scoring.score.changed"})), True),
        (Selection(subtree="9901", kinds=frozenset({"scoring.target.missed"})), False),
    ],
)
def test_every_part_of_a_selection_must_agree(selection: Selection, takes: bool) -> None:  # noqa: FBT001 - an expected value
    assert selection.includes(SEEN) is takes


def test_the_kinds_are_those_of_the_score_topic() -> None:
    types = {name for name, event in REGISTRY.items() if event.TOPIC == "scoring.score"}

    assert {name.rpartition(".v")[0] for name in types} == KINDS
