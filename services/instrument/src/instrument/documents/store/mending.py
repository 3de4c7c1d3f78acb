"""What is wrong with a document for certain, though parts of it cannot be read.

Such a part is a hole. The document is completed in several ways that differ as much as what might
have stood there, and a defect counts only where all of them have it: then it does not hang on the
hole. What a hole is filled with is no part of the document, and nothing is said of it.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from instrument.documents.store.parts import Part
from instrument.documents.store.shape import Place, part_at
from rules.refusal import Refusal, pointer_to

P = TypeVar("P", bound=Part)
T = TypeVar("T")

MOST_HOLES: Final = 5_000  # of a document with more, only they are named
WORLDS: Final = 6  # as many as the longest list of choices, `aggregation` with none of them
ABSENT: Final = object()
_TEXTS: Final = frozenset({"title", "name", "text", "reason", "caveat", "applicability"})


@dataclass(frozen=True, slots=True)
class Filling:
    """What fills a hole in one completed document; `world` and `hole` count from 0."""

    world: int
    hole: int

    @property
    def is_odd(self) -> bool:
        """Say whether this is one of the worlds in which all is there that anything refers to."""
        return self.world % 2 == 1

    def code(self) -> str:
        """Return a code that stands nowhere else."""
        return f"\u2400{self.hole}.{self.world}"

    def number(self) -> str:
        """Return a number that nothing adds up with, below whatever could be meant."""
        return f"-{1_000_003 + self.hole}.{self.world + 1}7"

    def choice(self, options: Sequence[T]) -> T:
        """Return another one in every world; all of them have their turn."""
        return options[(self.world + self.hole) % len(options)]

    def text(self) -> dict[str, str]:
        """Return a text that stands nowhere else."""
        return {"id": self.code(), "en": self.code()}

    def of_text(self, place: Place) -> tuple[Place, Any] | None:
        """Return what fills a hole in a text, None for a hole that is in none."""
        for depth, part in enumerate(place):
            if part in _TEXTS:
                if len(place) == depth + 2:
                    return place, self.code()
                return place[: depth + 1], self.text()
        return None


# From a hole's place to the place of the part that is replaced, and what replaces it.
FillHole = Callable[[Place, Filling], tuple[Place, Any]]


@dataclass(frozen=True, slots=True)
class Mender:
    """How holes in one kind of document are filled, and what is added for them.

    `silenced`: by the place of a hole, the pointers of defects that hang on it anyway.
    """

    fill: FillHole
    add: Callable[[dict[str, Any], Sequence[Place], Filling], None]
    silenced: Sequence[tuple[Callable[[Place], bool], re.Pattern[str]]] = ()


@dataclass(slots=True)
class _Completed:
    document: dict[str, Any]
    filled: set[Place] = field(default_factory=set)


def without(content: Mapping[str, Any], places: Iterable[Place]) -> dict[str, Any]:
    """Return a copy without some of its keys."""
    document = deepcopy(dict(content))
    for place in places:
        holder = part_at(document, place[:-1])
        del holder[place[-1]]
    return document


def readable(document: Mapping[str, Any], place: Place) -> Place:
    """Return the place of a hole: the whole part around it where nothing of that can be read."""
    return place[:-1] if place and part_at(document, place[:-1]) == {} else place


def certain_defects(
    model: type[P],
    document: Mapping[str, Any],
    holes: Sequence[Place],
    *,
    mender: Mender,
    check: Callable[[P], Iterable[Refusal]],
) -> list[Refusal]:
    """Return the defects that are there whatever stood in the holes."""
    if len(holes) > MOST_HOLES:
        return []
    common: list[Refusal] | None = None
    for world in range(WORLDS if holes else 1):
        completed = _complete(document, holes, mender, world)
        try:
            found = [*check(model.model_validate(completed.document))]
        except ValidationError:
            return []  # holes that cannot be filled: only they are named
        hidden = _Hidden(completed.filled, holes, mender, document)
        told = [defect for defect in found if not hidden.hides(defect.pointer)]
        also = set(told)
        common = told if common is None else [each for each in common if each in also]
    return common or []


def _complete(
    document: Mapping[str, Any], holes: Sequence[Place], mender: Mender, world: int
) -> _Completed:
    completed = _Completed(deepcopy(dict(document)))
    for number, hole in enumerate(sorted(holes, key=len)):
        if any(hole[:depth] in completed.filled for depth in range(1, len(hole) + 1)):
            continue
        place, value = mender.fill(hole, Filling(world, number))
        completed.filled.add(place)
        holder = part_at(completed.document, place[:-1])
        if value is not ABSENT:
            holder[place[-1]] = value
        elif isinstance(holder, dict):
            holder.pop(place[-1], None)
    if holes:
        mender.add(completed.document, holes, Filling(world, len(holes)))
    return completed


class _Hidden:
    """The places of which nothing is said: what was filled and what was added."""

    def __init__(
        self,
        filled: Iterable[Place],
        holes: Sequence[Place],
        mender: Mender,
        document: Mapping[str, Any],
    ) -> None:
        self._filled = {pointer_to(*place) for place in filled}
        # A text is compared as a whole, of which one language may be the hole.
        self._filled |= {pointer_to(*place[:-1]) for place in filled if place[-1] in ("id", "en")}
        self._silenced = [
            pattern
            for concerns, pattern in mender.silenced
            if any(concerns(place) for place in holes)
        ]
        self._lengths = {
            key: len(parts) for key, parts in document.items() if isinstance(parts, list)
        }

    def hides(self, pointer: str) -> bool:
        _, key, *rest = [*pointer.split("/"), ""]
        if rest and rest[0].isdigit() and int(rest[0]) >= self._lengths.get(key, 0):
            return True
        if any(pattern.fullmatch(pointer) for pattern in self._silenced):
            return True
        above = pointer
        while above:
            if above in self._filled:
                return True
            above = above.rpartition("/")[0]
        return False
