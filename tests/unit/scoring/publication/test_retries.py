"""What waits is tried again, each time later, at most a minute later."""

from uuid import UUID

from scoring.publication.usecases.answer import Retries

ONE, OTHER = UUID(int=1), UUID(int=2)


class Hands:
    """A clock whose hands a test moves."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def test_each_pause_is_twice_the_last_one_and_a_minute_at_most() -> None:
    hands = Hands()
    retries = Retries(now=hands)
    pauses = []
    for _ in range(9):
        retries.later(ONE, "failed")
        began = hands.at
        while ONE in retries.waiting():
            hands.at += 0.5
        pauses.append(hands.at - began)

    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_who_got_an_answer_begins_anew() -> None:
    hands = Hands()
    retries = Retries(now=hands)
    retries.later(ONE, "no_key")
    retries.later(ONE, "no_key")
    retries.later(OTHER, "unknown")
    assert retries.waiting() == {ONE, OTHER}
    assert retries.counts() == {"no_key": 1, "unknown": 1}
    retries.done(ONE)
    assert retries.waiting() == {OTHER}
    retries.later(ONE, "failed")
    hands.at += 1
    assert retries.waiting() == set()
    assert retries.counts() == {"failed": 1, "unknown": 1}
