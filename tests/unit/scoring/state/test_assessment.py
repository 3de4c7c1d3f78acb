"""An assessment's tracks follow its decisions and derived levels, whatever their order."""

from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.rules.samples import PERCENT, edition, indicator, node

from rules.compiled import CompiledEdition
from rules.derivation import Derived
from rules.edition import Answer
from scoring.state.domain.assessment import Assessment, Decision
from scoring.state.domain.track import EVALUATION, Move, TrackCode

AT = datetime(2026, 2, 1, tzinfo=UTC)
COMPILED = CompiledEdition(edition())
PERCENTS = CompiledEdition(
    edition(
        node("index", 100, None, kind="instrument"),
        indicator("1", 50, "index", PERCENT),
        indicator("2", 50, "index", PERCENT),
    )
)
MANDIRI, DOKUMEN = EVALUATION.codes.index("mandiri"), EVALUATION.codes.index("dokumen")

decisions = st.lists(
    st.tuples(
        st.integers(0, 2), st.integers(0, 4), st.integers(1, 30), st.none() | st.integers(1, 5)
    ),
    unique_by=lambda each: each[2],
)


def assessment(compiled: CompiledEdition = COMPILED) -> Assessment:
    return Assessment(compiled, EVALUATION)


def counted(of: Assessment, track: TrackCode) -> list[Answer | None]:
    return of.levels[track].counted


def test_an_empty_answer_counts_what_its_scale_says() -> None:
    assert counted(assessment(), "self") == [1, 1, 1]
    assert counted(assessment(PERCENTS), "self") == [None, None]
    assert counted(assessment(), "live") == [None, None, None]


def test_the_own_level_counts_for_self_and_until_a_stage_decides_for_provisional() -> None:
    of = assessment()
    of.decide(0, MANDIRI, Decision(1, 4))
    of.decide(0, DOKUMEN, Decision(2, 2))

    assert counted(of, "self")[0] == 4
    assert counted(of, "provisional")[0] == 2
    assert of.decided(0, "self") == MANDIRI
    assert of.decided(0, "provisional") == DOKUMEN


def test_a_stage_that_withdraws_inherits_from_the_stage_before() -> None:
    of = assessment()
    of.decide(0, MANDIRI, Decision(1, 4))
    of.decide(0, DOKUMEN, Decision(2, 2))
    of.decide(0, DOKUMEN, Decision(3, None))

    assert counted(of, "provisional")[0] == 4


def test_facts_fill_in_where_no_person_decided() -> None:
    of = assessment()
    of.derive(0, Derived("rule", 3, covered=True))
    of.derive(1, Derived("rule", 3, covered=True))
    of.decide(1, MANDIRI, Decision(1, 5))

    assert counted(of, "self") == [1, 5, 1]
    assert counted(of, "provisional") == [3, 5, 1]
    assert counted(of, "live") == [3, 3, None]
    assert [of.source(0, track) for track in ("self", "provisional", "live")] == [
        "empty",
        "derivation",
        "derivation",
    ]


def test_a_rule_that_gives_no_level_leaves_the_empty_one() -> None:
    of = assessment()
    of.derive(0, Derived("rule", 3, covered=True))
    of.derive(0, Derived("rule", None, covered=False))

    assert counted(of, "provisional")[0] == 1
    assert counted(of, "live")[0] is None
    of.derive(0, None)
    assert of.derived == {}


def test_an_older_decision_changes_nothing() -> None:
    of = assessment()

    assert of.decide(0, MANDIRI, Decision(2, 4))
    assert not of.decide(0, MANDIRI, Decision(1, 5))
    assert not of.decide(0, MANDIRI, Decision(2, 5))
    assert counted(of, "self")[0] == 4


def test_coverage_is_of_people_and_of_facts_that_can_be_read() -> None:
    of = assessment()
    of.decide(0, MANDIRI, Decision(1, 1))
    of.derive(1, Derived("rule", 2, covered=False, oldest_fact_at=AT, stale_since=AT))
    of.derive(2, Derived("rule", 2, covered=True, oldest_fact_at=AT - timedelta(days=1)))
    tracks = of.tracks()

    assert COMPILED.total_weight == 100
    assert [tracks[track].covered_weight for track in ("self", "provisional", "live")] == [
        20,
        60,
        40,
    ]
    assert tracks["provisional"].stale_since == AT
    assert tracks["live"].oldest_fact_at == AT - timedelta(days=1)
    assert tracks["self"].stale_since is None


def test_a_fact_behind_a_persons_level_ages_nothing() -> None:
    of = assessment()
    of.derive(0, Derived("rule", 2, covered=False, oldest_fact_at=AT, stale_since=AT))
    of.decide(0, MANDIRI, Decision(1, 3))

    assert of.tracks()["provisional"].stale_since is None
    assert of.tracks()["live"].stale_since == AT


def test_moves_tell_what_differs_since_the_last_taking() -> None:
    of = assessment()
    of.decide(0, MANDIRI, Decision(1, 4))
    of.take_moves(first=True)
    of.decide(0, MANDIRI, Decision(2, 5))
    of.decide(1, MANDIRI, Decision(3, 1))

    assert of.take_moves(first=False) == [
        Move(0, "self", 4, 5),
        Move(0, "provisional", 4, 5),
    ]
    assert of.take_moves(first=False) == []


def test_a_level_that_came_back_did_not_move() -> None:
    of = assessment()
    of.decide(0, MANDIRI, Decision(2, 5))
    of.decide(0, MANDIRI, Decision(3, 1))

    assert of.take_moves(first=False) == []


def test_at_first_only_what_someone_gave_is_a_move() -> None:
    of = assessment()
    of.derive(2, Derived("rule", 1, covered=True))
    of.decide(0, MANDIRI, Decision(1, 1))

    assert of.take_moves(first=True) == [
        Move(0, "self", None, 1),
        Move(0, "provisional", None, 1),
        Move(2, "provisional", None, 1),
        Move(2, "live", None, 1),
    ]


def test_an_unchanged_track_is_the_same_object() -> None:
    of = assessment()
    before = of.tracks().copy()
    of.decide(0, MANDIRI, Decision(1, 4))
    after = of.tracks()

    assert after["live"] is before["live"]
    assert after["self"] is after["provisional"]
    assert after["self"] != before["self"]


@given(decisions, st.randoms(use_true_random=False))
def test_the_order_of_decisions_does_not_matter(
    drawn: list[tuple[int, int, int, int | None]], chance: Random
) -> None:
    one, other = assessment(), assessment()
    shuffled = drawn + chance.sample(drawn, len(drawn) // 2)
    chance.shuffle(shuffled)
    for of, order in ((one, drawn), (other, shuffled)):
        for place, stage, revision, level in order:
            of.decide(place, stage, Decision(revision, level))

    assert one.levels == other.levels
    assert one.tracks() == other.tracks()
