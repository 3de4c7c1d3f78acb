"""An event is shown when it says more than what was told of the same thing before."""

from gateway.stream.domain.score_event import ScoreEvent
from gateway.stream.topics.revisions import Revisions

CHANGED = "scoring.score.changed.v2"
FOUND = "scoring.contradiction.found.v1"
CLEARED = "scoring.contradiction.cleared.v1"


def told(
    revision: int | None,
    *,
    thing: str = "a",
    event_type: str = CHANGED,
    event_id: bytes = b"",
) -> ScoreEvent:
    return ScoreEvent(
        partition=0,
        offset=0,
        thing=(thing,),
        revision=revision,
        event_type=event_type,
        event_id=event_id or b"%d" % (revision or 0),
        body=b"{}",
        line=("9901",),
        campaign_code=None,
    )


def test_only_a_higher_revision_of_a_thing_is_new() -> None:
    revisions = Revisions(limit=10)

    assert [revisions.is_new(told(number)) for number in (1, 3, 3, 2, 1, 4)] == [
        True,
        True,
        False,
        False,
        False,
        True,
    ]


def test_each_thing_counts_for_itself() -> None:
    revisions = Revisions(limit=10)

    assert revisions.is_new(told(5))
    assert revisions.is_new(told(5, thing="b"))
    assert revisions.is_new(told(1, thing="c"))


def test_events_of_several_types_share_the_count_of_their_thing() -> None:
    revisions = Revisions(limit=10)

    assert revisions.is_new(told(2, event_type=CLEARED))
    assert not revisions.is_new(told(1, event_type=FOUND))
    assert revisions.is_new(told(3, event_type=FOUND))


def test_events_of_one_revision_are_told_apart_by_their_ids() -> None:
    revisions = Revisions(limit=10)
    ids = (b"x", b"y", b"x", b"z", b"y")

    assert [revisions.is_new(told(5, event_type=FOUND, event_id=event_id)) for event_id in ids] == [
        True,
        True,
        False,
        True,
        False,
    ]
    assert revisions.is_new(told(6, event_type=FOUND, event_id=b"v"))
    assert not revisions.is_new(told(5, event_type=FOUND, event_id=b"w"))


def test_what_has_no_revision_is_always_new() -> None:
    revisions = Revisions(limit=10)

    assert revisions.is_new(told(None))
    assert revisions.is_new(told(None))


def test_what_was_told_of_longest_ago_is_forgotten() -> None:
    revisions = Revisions(limit=2)
    for thing in ("a", "b", "a", "c"):
        revisions.is_new(told(1, thing=thing))

    assert not revisions.is_new(told(1, thing="a"))
    assert not revisions.is_new(told(1, thing="c"))
    assert revisions.is_new(told(1, thing="b"))
