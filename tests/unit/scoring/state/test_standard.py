"""What is judged: enough has a level, last good values included, and the period has begun."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.rules.samples import BANDS, PERCENT, edition, indicator, node

from rules.compiled import CompiledEdition
from rules.derivation import Derived
from rules.floor import NEVER
from scoring.recompute.domain.track_score import not_judged, track_scores
from scoring.scores.domain import confidence_of
from scoring.state.domain.assessment import Assessment, Decision
from scoring.state.domain.choice import Standard, footing_of, standard_of
from scoring.state.domain.opening import Opening
from scoring.state.domain.track import EVALUATION
from scoring.targets.domain import Judgement, judge

GOOD = BANDS[0]
COMPILED = CompiledEdition(
    edition(
        node("index", 100, None, kind="instrument"),
        node("A1", 60, "index", kind="aspect"),
        node("A2", 40, "index", kind="aspect"),
        indicator("K1", 35, "A1", PERCENT),
        indicator("K2", 25, "A1", PERCENT),
        indicator("K3", 25, "A2", PERCENT),
        indicator("K4", 15, "A2", PERCENT),
        scales=(PERCENT,),
    )
)
AT = datetime(2026, 11, 29, tzinfo=UTC)
OPENING = Opening(UUID(int=1), "k", "9901", COMPILED.edition.code, 1, "2026-12", AT, EVALUATION)


def of(*derived: bool | None, people: tuple[int | None, ...] = ()) -> Assessment:
    """Return an assessment with rules' levels of 90; True: covered, False: of a dead source."""
    found = Assessment(COMPILED, EVALUATION)
    for place, covered in enumerate(derived):
        if covered is not None:
            found.derive(place, Derived(f"k{place}", 90, covered))
    for place, level in enumerate(people):
        if level is not None:
            found.decide(place, 0, Decision(place + 1, level))
    return found


def provisional(found: Assessment, standard: Standard | None = None) -> tuple[object, ...]:
    shown = track_scores(COMPILED, found.tracks(), standard=standard or Standard())
    track = next(each for each in shown if each.track == "provisional")
    return track.coverage, track.level_share, track.not_judged, track.predicate


def test_a_thin_track_shows_its_value_without_a_predicate() -> None:
    thin = of(None, None, None, True)

    assert provisional(thin) == ("0.15", "0.15", "below_floor", None)
    assert provisional(of(True, True, None, True)) == ("0.75", "0.75", None, GOOD.name)


def test_a_dead_source_takes_no_predicate_away() -> None:
    assert provisional(of(False, False, False, False)) == ("0", "1", None, GOOD.name)
    assert provisional(of(False, False, None, False)) == ("0", "0.75", None, GOOD.name)


def test_the_floor_is_that_of_the_track() -> None:
    full, floors = of(True, True, True, True), Standard({"live": NEVER, "provisional": 1})

    shown = {each.track: each for each in track_scores(COMPILED, full.tracks(), standard=floors)}
    assert [shown[track].not_judged for track in ("self", "provisional", "live")] == [
        "below_floor",
        None,
        "never",
    ]
    assert (shown["live"].announced, shown["live"].predicate) == ("90.00", None)


def test_a_row_keeps_which_tracks_are_not_judged() -> None:
    found = of(None, None, None, True).tracks()

    assert not_judged(COMPILED, found, Standard({"self": 0})) == (
        '["provisional", "live"] ["below_floor", "below_floor"]'
    )
    assert not_judged(COMPILED, found, Standard(dict.fromkeys(EVALUATION.tracks, 0))) == "[] []"


@pytest.mark.parametrize(
    ("period", "at", "state"),
    [
        ("2026-12", AT, "not_begun"),
        ("2026-12", AT.replace(month=12, day=1), "running"),
        ("2026-11", AT, "running"),
        ("2026-10", AT, "ended"),
        ("2027", AT, "not_begun"),
        ("2026-Q4", AT.replace(month=12, day=31), "running"),
        ("2026-11", AT.replace(year=2020), "running"),  # a clock that went back
    ],
)
def test_a_period_begins_and_ends(period: str, at: datetime, state: str) -> None:
    assert replace(OPENING, period=period).period_state(at) == state


def test_what_has_not_begun_is_not_judged() -> None:
    full = of(True, True, True, True)
    early = standard_of(full, OPENING, AT)

    assert provisional(full, early) == ("1", "1", "not_begun", None)
    assert standard_of(full, OPENING, AT.replace(month=12, day=1)) == Standard({}, None)


def test_a_part_needs_the_floor_of_its_own_weight() -> None:
    found = of(True, True, None, True)  # of A2 only K4, which is 15 of 40
    edition_ = COMPILED.edition
    parts = {
        node.code: footing_of(found, node, "provisional", Standard()) for node in edition_.nodes
    }

    assert parts["index"].not_judged is None
    assert (parts["A1"].share, parts["A1"].not_judged) == (Fraction(1), None)
    assert (parts["A2"].share, parts["A2"].missing) == (Fraction(15, 40), ("K3",))
    assert parts["A2"].not_judged == "below_floor"
    assert "belum ada tingkat (1): k3" in str(parts["A2"].note).lower()
    assert judge(found, "A2", 50) == Judgement("unknown", 90)
    assert judge(found, "A1", 50) == Judgement("met", 90)
    assert judge(found, "K4", 50) == Judgement("met", 90)


@given(
    st.lists(st.none() | st.booleans(), min_size=4, max_size=4),
    st.lists(st.none() | st.integers(0, 100), min_size=4, max_size=4),
)
def test_the_share_is_that_of_all_grounds_together(
    derived: list[bool | None], people: list[int | None]
) -> None:
    """Reviewed, claimed, from sources and stale: whatever has a level."""
    found = of(*derived, people=tuple(people))
    root = COMPILED.edition.root
    for track in ("self", "provisional", "live"):
        grounds = confidence_of(found, track)
        footing = footing_of(found, root, track, Standard())
        value = found.tracks()[track]

        assert footing.share == 1 - grounds.nothing
        assert footing.share == Fraction(value.level_weight, COMPILED.total_weight)
