"""How the rows of a dropped table are read: its headings, and what stands in each column.

The headings are those keys that the registration names, in any order, with other columns between.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from integration.records.domain.kinds import ACHIEVEMENT
from rules.text import Text

Sort = Literal["text", "number", "percent", "month", "day"]
Skipped = Literal["above", "empty", "total", "headings_again", "numbers_of_columns"]

MOST_ABOVE: Final = 60
"""So many rows may stand above the headings."""
_BLANKS: Final = re.compile(r"\s+")
_PERCENTS: Final = frozenset({"physical", "physical_target"})
_NUMBERS: Final = frozenset(
    {
        *("amount", "indicative_amount", "original_ceiling", "amended_ceiling"),
        *("planned", "spent", "plan_total"),
        *(f"plan_{month:02d}" for month in range(1, 13)),
    }
)
# Of an achievement; the target of an exchange is another system.
_ACHIEVED: Final = frozenset({"target", "realisation"})
_DAYS: Final = frozenset(
    {
        *("held_on", "issued_on", "approved_at", "published_at", "starts_at", "ends_at", "at"),
        "updated_at",
    }
)
_ID: Final = "id"


class NoTable(Exception):
    """A file in which the listing cannot be found; `text` says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True, slots=True)
class Headings:
    """Which column holds which key; `sorts` of the keys, and whether rows have ids."""

    places: Mapping[int, str]
    sorts: Mapping[str, Sort]
    texts: tuple[str, ...]
    has_ids: bool

    def are_again(self, texts: Sequence[str]) -> bool:
        """Say whether a row repeats them, as where a page begins."""
        return all(
            written(texts[place]) == written(self.texts[place])
            for place in self.places
            if place < len(texts)
        )


def written(text: str) -> str:
    """Return a heading as headings are compared."""
    return _BLANKS.sub(" ", text).strip().casefold()


def headings_of(texts: Sequence[str], keys: Mapping[str, str], kind: str) -> Headings | None:
    """Return the headings that a row has; None if it has less than two of the keys.

    `keys` are those of the listing by our names, `kind` that of its records.

    Raises:
        NoTable: A key stands above two columns.
    """
    known = {written(key): (name, key) for name, key in keys.items()}
    places: dict[int, str] = {}
    for place, text in enumerate(texts):
        found = known.get(written(text))
        if found is None:
            continue
        if found[1] in places.values():
            raise NoTable(
                Text(f"judul {found[1]} ada dua kali", f"the heading {found[1]} is there twice")
            )
        places[place] = found[1]
    if len(places) < 2:  # noqa: PLR2004 - one word may stand in any text above the table
        return None
    names = {key: name for name, key in keys.items()}
    sorts = {key: sort_of(names[key], kind) for key in places.values()}
    return Headings(places, sorts, tuple(texts), keys[_ID] in places.values())


def sort_of(name: str, kind: str) -> Sort:
    """Return what a column holds, by our name of it and the kind of the records."""
    if name in _NUMBERS or (kind == ACHIEVEMENT and name in _ACHIEVED):
        return "number"
    if name in _PERCENTS:
        return "percent"
    return "month" if name == "month" else "day" if name in _DAYS else "text"


def no_headings(keys: Iterable[str]) -> NoTable:
    """Return the error for a table without the headings of the listing."""
    some = ", ".join(sorted(keys)[:12])
    return NoTable(
        Text(
            f"tidak ada baris judul daftar ini pada {MOST_ABOVE} baris pertama; judul: {some}",
            f"the first {MOST_ABOVE} rows have no headings of the listing; headings: {some}",
        )
    )
