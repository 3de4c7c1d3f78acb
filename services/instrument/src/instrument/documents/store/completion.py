"""Find the defects that are certain in a document with unreadable parts.

An unreadable part is a hole. The document is completed in several variants that fill the holes with
different values. A defect is certain if all variants have it: then it does not depend on a hole.
Defects of the filled values themselves are not reported.
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

MOST_HOLES: Final = 5_000  # of a document with more holes, only the holes are reported
VARIANTS: Final = 6  # as many as the longest list of choices, `aggregation` with none of them
ABSENT: Final = object()
_TEXTS: Final = frozenset({"title", "name", "text", "reason", "caveat", "applicability"})


@dataclass(frozen=True, slots=True)
class Filling:
    """What fills a hole in one variant of a document; `variant` and `hole` count from 0."""

    variant: int
    hole: int

    @property
    def resolves_references(self) -> bool:
        """Say whether this variant also adds everything that other parts refer to."""
        return self.variant % 2 == 1

    def code(self) -> str:
        """Return a code that the document does not have."""
        return f"\u2400{self.hole}.{self.variant}"

    def number(self) -> str:
        """Return a negative number that cannot make any sum in the document right."""
        return f"-{1_000_003 + self.hole}.{self.variant + 1}7"

    def choice(self, options: Sequence[T]) -> T:
        """Return one of the options; every option is used in some variant."""
        return options[(self.variant + self.hole) % len(options)]

    def text(self) -> dict[str, str]:
        """Return a text that the document does not have."""
        return {"id": self.code(), "en": self.code()}

    def of_text(self, place: Place) -> tuple[Place, Any] | None:
        """Return the filling of a hole in a text, None if the hole is not in a text."""
        for depth, part in enumerate(place):
            if part in _TEXTS:
                if len(place) == depth + 2:
                    return place, self.code()
                return place[: depth + 1], self.text()
        return None


# Takes the place of a hole; returns the place of the part to replace, and its replacement.
FillHole = Callable[[Place, Filling], tuple[Place, Any]]


@dataclass(frozen=True, slots=True)
class Completion:
    """How holes in one kind of document are filled, and which parts are added.

    `hidden`: for holes at some places, the pointers of defects that depend on them in any case.
    """

    fill: FillHole
    add: Callable[[dict[str, Any], Sequence[Place], Filling], None]
    hidden: Sequence[tuple[Callable[[Place], bool], re.Pattern[str]]] = ()


@dataclass(slots=True)
class _Completed:
    document: dict[str, Any]
    filled: set[Place] = field(default_factory=set)


def without_keys(content: Mapping[str, Any], places: Iterable[Place]) -> dict[str, Any]:
    """Return a copy without some of its keys."""
    document = deepcopy(dict(content))
    for place in places:
        holder = part_at(document, place[:-1])
        del holder[place[-1]]
    return document


def unreadable_part(document: Mapping[str, Any], place: Place) -> Place:
    """Return the place of a hole, or of the part around it if nothing in that part can be read."""
    return place[:-1] if place and part_at(document, place[:-1]) == {} else place


def certain_defects(
    model: type[P],
    document: Mapping[str, Any],
    holes: Sequence[Place],
    *,
    completion: Completion,
    check: Callable[[P], Iterable[Refusal]],
) -> list[Refusal]:
    """Return the defects that do not depend on what stood in the holes."""
    if len(holes) > MOST_HOLES:
        return []
    common: list[Refusal] | None = None
    for variant in range(VARIANTS if holes else 1):
        completed = _complete(document, holes, completion, variant)
        try:
            defects = [*check(model.model_validate(completed.document))]
        except ValidationError:
            return []  # these holes cannot be filled, so only they are reported
        hidden = _Hidden(completed.filled, holes, completion, document)
        relevant = [defect for defect in defects if not hidden.hides(defect.pointer)]
        same = set(relevant)
        common = relevant if common is None else [defect for defect in common if defect in same]
    return common or []


def _complete(
    document: Mapping[str, Any], holes: Sequence[Place], completion: Completion, variant: int
) -> _Completed:
    completed = _Completed(deepcopy(dict(document)))
    for number, hole in enumerate(sorted(holes, key=len)):
        if any(hole[:depth] in completed.filled for depth in range(1, len(hole) + 1)):
            continue
        place, value = completion.fill(hole, Filling(variant, number))
        completed.filled.add(place)
        holder = part_at(completed.document, place[:-1])
        if value is not ABSENT:
            holder[place[-1]] = value
        elif isinstance(holder, dict):
            holder.pop(place[-1], None)
    if holes:
        completion.add(completed.document, holes, Filling(variant, len(holes)))
    return completed


class _Hidden:
    """The places whose defects are not reported: filled and added parts."""

    def __init__(
        self,
        filled: Iterable[Place],
        holes: Sequence[Place],
        completion: Completion,
        document: Mapping[str, Any],
    ) -> None:
        self._filled = {pointer_to(*place) for place in filled}
        # Checks compare whole texts, also when only one language is a hole.
        self._filled |= {pointer_to(*place[:-1]) for place in filled if place[-1] in ("id", "en")}
        self._silenced = [
            pattern
            for concerns, pattern in completion.hidden
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
