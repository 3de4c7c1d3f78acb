"""Puts messages into another order than the log's, as it could have come about, and repeats some.

Messages of one topic and key keep their order; a repetition comes any time later.
"""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from kit.messaging import Record


@dataclass(frozen=True, slots=True)
class Disorder:
    """How to disturb the order: shuffled if there is a seed, a share [0, 1] of it repeated."""

    seed: int | None = None
    repeated: Fraction = Fraction(0)

    def __bool__(self) -> bool:
        return self.seed is not None or bool(self.repeated)

    def applied(self, records: Sequence[Record]) -> list[Record]:
        """Return the records in their new order, the repetitions among them."""
        chance = random.Random(self.seed or 0)  # noqa: S311 - repeatable on purpose, and no secret
        ordered = list(records) if self.seed is None else _shuffled(records, chance)
        count = round(len(ordered) * self.repeated)
        for place in sorted(chance.sample(range(len(ordered)), count), reverse=True):
            ordered.insert(chance.randint(place + 1, len(ordered)), ordered[place])
        return ordered


def _shuffled(records: Sequence[Record], chance: random.Random) -> list[Record]:
    queues: dict[tuple[str, bytes | None], list[Record]] = defaultdict(list)
    for record in records:
        queues[record.topic, record.key].append(record)
    turns = [key for key, queue in queues.items() for _ in queue]
    chance.shuffle(turns)
    rests = {key: iter(queue) for key, queue in queues.items()}
    return [next(rests[key]) for key in turns]
