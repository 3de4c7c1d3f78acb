"""A replay reads back what was emitted, whichever version of the event tells it."""

from pathlib import Path

import pytest

from contracts.registry import REGISTRY
from scoring.replay.events import emitted_in

EXAMPLES = Path(__file__).parents[4] / "libs" / "contracts" / "examples"
VERSIONS = sorted(name for name in REGISTRY if name.startswith("scoring.score.changed.v"))


def body_of(event_type: str) -> bytes:
    return (EXAMPLES / f"{event_type}.json").read_bytes()


@pytest.mark.parametrize("event_type", VERSIONS)
def test_a_change_is_kept_with_the_bytes_that_told_it(event_type: str) -> None:
    body = body_of(event_type)
    (kept,) = emitted_in([(event_type.encode(), body)]).changes

    assert kept.body == body.decode()
    assert [track.exact for track in kept.change.tracks] == ["7/3"]
    assert kept.moved_levels() == [f"{kept.change.tracks[0].track}:2"]


def test_other_kinds_and_what_has_no_body_are_passed_over() -> None:
    result = "scoring.result.published.v1"
    emitted = emitted_in(
        [
            (result.encode(), body_of(result)),
            (b"scoring.score.changed.v99", b"{}"),
            (None, b"{}"),
            (VERSIONS[0].encode(), None),
        ]
    )
    assert (emitted.changes, emitted.found, emitted.cleared) == ([], [], [])


def test_contradictions_are_read_as_found_and_cleared() -> None:
    kinds = ("scoring.contradiction.found.v1", "scoring.contradiction.cleared.v1")
    emitted = emitted_in([(kind.encode(), body_of(kind)) for kind in kinds])
    assert (len(emitted.found), len(emitted.cleared)) == (1, 1)
