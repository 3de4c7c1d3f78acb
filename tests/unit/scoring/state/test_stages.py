"""The stages of an opening make the tracks of its assessment."""

import pytest
from tests.unit.rules.samples import edition

from rules.compiled import CompiledEdition
from scoring.state.domain.assessment import Assessment, Decision
from scoring.state.domain.track import EVALUATION, StagePair, Stages, StagesError, stages_of

PAIRS = (
    ("usulan", "self"),
    ("verifikasi", "verifikasi"),
    ("penjaminan_mutu", "mutu"),
    ("penetapan", "penetapan"),
)
AKIP = stages_of(PAIRS)


def test_lists_that_say_the_same_are_one_object() -> None:
    assert stages_of((*PAIRS,)) is AKIP
    assert Stages(PAIRS) == AKIP
    assert hash(Stages(PAIRS)) == hash(AKIP)
    assert AKIP != EVALUATION
    assert PAIRS != AKIP


def test_the_tracks_of_the_stages_come_first_then_those_with_facts() -> None:
    assert AKIP.codes == ("usulan", "verifikasi", "penjaminan_mutu", "penetapan")
    assert AKIP.tracks == ("self", "verifikasi", "mutu", "penetapan", "provisional", "live")
    assert AKIP.places == {"usulan": 0, "verifikasi": 1, "penjaminan_mutu": 2, "penetapan": 3}
    assert AKIP.newest == {
        "self": 0,
        "verifikasi": 1,
        "mutu": 2,
        "penetapan": 3,
        "provisional": 3,
        "live": -1,
    }


def test_a_track_inherits_from_those_before_it() -> None:
    assert AKIP.up_to("penetapan") == ("penetapan", "mutu", "verifikasi", "self")
    assert AKIP.up_to("self") == ("self",)
    assert AKIP.up_to("provisional") == ("provisional",)
    assert AKIP.up_to("live") == ("live",)


@pytest.mark.parametrize(
    ("pairs", "reason"),
    [
        ((), "self"),
        (PAIRS[1:], "self"),
        ((*PAIRS, ("usulan", "lagi")), "twice"),
        ((*PAIRS, ("lagi", "self")), "twice"),
        ((*PAIRS, ("lagi", "provisional")), "provisional"),
        ((*PAIRS, ("lagi", "live")), "live"),
        ((*PAIRS, ("lagi", "published")), "published"),
    ],
)
def test_stages_that_make_no_tracks_are_refused(pairs: tuple[StagePair, ...], reason: str) -> None:
    with pytest.raises(StagesError, match=reason):
        stages_of(pairs)


def test_an_assessment_of_one_stage_has_the_three_tracks_that_all_have() -> None:
    of = Assessment(CompiledEdition(edition()), stages_of((("mandiri", "self"),)))
    of.decide(0, 0, Decision(1, 4))
    assert [*of.tracks()] == ["self", "provisional", "live"]
    assert of.levels["provisional"].counted[0] == 4


def test_an_assessment_counts_on_the_tracks_of_its_own_stages() -> None:
    of = Assessment(CompiledEdition(edition()), AKIP)
    of.decide(0, AKIP.places["penjaminan_mutu"], Decision(2, 2))
    of.decide(0, AKIP.places["usulan"], Decision(1, 4))
    assert [*of.tracks()] == ["self", "mutu", "provisional", "live"]
    counted = [of.levels[of.standing(track)].counted[0] for track in AKIP.tracks]
    assert counted == [4, 4, 2, 2, 2, None]
