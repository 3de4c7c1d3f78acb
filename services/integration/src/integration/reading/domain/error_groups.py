"""Row errors of one kind, counted: what an operator has to do once, not eighty times."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Final

from integration.reading.domain.row_error import SENTENCES, RowError

_SAMPLES: Final = 3
_MOST: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorGroup:
    """All row errors of a kind: the same is wrong with the same field of the same listings.

    `listing` is its name without the year or quarter. `samples` are the first three.
    """

    listing: str
    field: str
    code: str
    relevant: bool
    count: int
    samples: tuple[RowError, ...]

    def written(self) -> dict[str, Any]:
        """Return it as it is stored and shown, with its sentence."""
        message = SENTENCES[self.code].written()
        samples = [{**asdict(each), "message": message} for each in self.samples]
        return {**asdict(self), "samples": samples, "message": message}


def relevant_first(errors: Iterable[RowError]) -> list[RowError]:
    """Return row errors with the relevant ones first, else in their order."""
    return sorted(errors, key=lambda each: not each.relevant)


def groups_of(errors: Iterable[RowError]) -> tuple[ErrorGroup, ...]:
    """Return the kinds of row errors, at most 50: the relevant ones first, then by number."""
    kinds = defaultdict[tuple[str, str, str, bool], list[RowError]](list)
    for error in errors:
        listing = error.resource.partition("/")[0]
        kinds[listing, error.field, error.code, error.relevant].append(error)
    groups = (
        ErrorGroup(
            listing=listing,
            field=field,
            code=code,
            relevant=relevant,
            count=len(found),
            samples=tuple(found[:_SAMPLES]),
        )
        for (listing, field, code, relevant), found in kinds.items()
    )
    order = sorted(groups, key=lambda each: (not each.relevant, -each.count, each.listing))
    return tuple(order[:_MOST])
