"""Another order is one that could have come about: a key's messages follow each other."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from kit.messaging import Record
from scoring.cli import main
from scoring.replay.consumers.order import Disorder
from scoring.replay.consumers.replay import Outcome, ReplayOptions
from scoring.replay.consumers.run import report
from scoring.replay.store.comparison import Difference


def records(keys: list[int]) -> list[Record]:
    return [Record("t", 0, bytes([key]), None, (), place) for place, key in enumerate(keys)]


@given(st.lists(st.integers(0, 4), max_size=40), st.integers(0, 99), st.fractions(0, 1))
def test_keys_keep_their_order_and_repetitions_come_later(
    keys: list[int], seed: int, share: Fraction
) -> None:
    before = records(keys)
    after = Disorder(seed=seed, repeated=share).applied(before)

    assert len(after) == len(before) + round(len(before) * share)
    firsts = list(dict.fromkeys(each.offset for each in after))
    assert sorted(firsts) == list(range(len(before)))
    for key in set(keys):
        of_key = [offset for offset in firsts if keys[offset] == key]
        assert of_key == sorted(of_key)


def test_the_same_seed_gives_the_same_order() -> None:
    found = [Disorder(seed=7, repeated=Fraction(1, 2)).applied(records([1, 2, 3] * 9))] * 2
    assert found[0] == found[1]
    assert Disorder().applied(records([1, 2])) == records([1, 2])


def test_the_report_names_each_difference_with_both_values() -> None:
    shown = [Difference("score", None, '{"a": 1}')]
    outcome = Outcome(records=5, compared=3, differing=1, waiting=2, shown=shown, announced=4)
    said = "\n".join(report(outcome, ReplayOptions(swap=True)))

    assert "score\n  live:     None\n  replayed: {" in said
    assert "1 rows differ" in said
    assert "2 assessments left out" in said
    assert "4 scores announced anew" in said


@pytest.mark.parametrize("share", ["2", "-1", "half", "1/0"])
def test_a_share_is_a_number_from_0_to_1(share: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "DATABASE_URL": "postgresql+asyncpg://nobody:x@127.0.0.1:1/nothing",
        "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
        "OIDC_ISSUER": "https://issuer.test",
        "CURSOR_KEY": "of-this-test-and-longer-than-32-characters",
    }.items():
        monkeypatch.setenv(f"SCORING_{name}", value)
    answer = CliRunner().invoke(main, ["replay", "--duplicates", share])

    assert answer.exit_code == 2
    assert "a number from 0 to 1" in answer.output
