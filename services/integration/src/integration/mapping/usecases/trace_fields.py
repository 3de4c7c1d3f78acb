"""Find out what an adapter reads in each field of a listing, by letting it read.

The row that it is given has no values: it notes what is asked of it, and answers with something
fitting. So the list of fields cannot differ from the code that reads them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeVar
from zoneinfo import ZoneInfo

from integration.reading.adapters.adapter import Resource
from integration.reading.adapters.row import Row
from integration.reading.domain.formats import SubActivityCode
from integration.sources.domain.source import Source

T = TypeVar("T")
FieldType = Literal[
    "identifier",
    "unit",
    "text",
    "word",
    "number",
    "percent",
    "whole_number",
    "truth_value",
    "year",
    "day",
    "time",
    "day_or_time",
    "programme_code",
    "activity_code",
    "sub_activity_code",
    "numbers_by_year",
    "programme_list",
]

_YEAR: Final = 2026
_SUB_ACTIVITY: Final = SubActivityCode(2, "2.16.03.2.02.0001")
_OF_PARTS: Final[Mapping[str, FieldType]] = {
    "targets": "numbers_by_year",
    "programmes": "programme_list",
}
_INSTANT: Final = "2026-01-01T00:00:00Z"


@dataclass(slots=True)
class FieldReading:
    """How a field is read. `may_be_empty`: a spelling of nothing is no error there.

    `least`, `most`: of whole numbers and percents. `words`: those that are known, if only these
    are taken.
    """

    type: FieldType
    may_be_empty: bool = False
    least: int | None = None
    most: int | None = None
    words: tuple[str, ...] = ()


def trace_fields(resource: Resource, source: Source) -> Mapping[str, FieldReading]:
    """Return how each field of a listing is read, by our names."""
    row = _AskedRow(resource, source)
    resource.parse(row)
    for read in resource.hints.values():
        read(row)
    if resource.unit is not None:
        row.owner(resource.unit)
    return row.asked


class _AskedRow(Row):
    """A row that notes what is asked of it."""

    __slots__ = ("_known", "_optional", "asked")

    asked: dict[str, FieldReading]
    _optional: bool
    _known: Mapping[str, object]

    def __init__(self, resource: Resource, source: Source) -> None:
        super().__init__({}, resource.keys, source, ZoneInfo(source.options.timezone))
        object.__setattr__(self, "asked", {})
        object.__setattr__(self, "_optional", False)
        object.__setattr__(self, "_known", {**resource.covers, **resource.asked})

    def value(self, name: str) -> object:
        self._note(name, _OF_PARTS.get(name, "text"), may_be_empty=True)
        return {}

    def optional(self, name: str, read: Callable[[str], T]) -> T | None:
        object.__setattr__(self, "_optional", True)
        try:
            return read(name)
        finally:
            object.__setattr__(self, "_optional", False)

    def optional_text(self, name: str) -> str | None:
        self._note(name, "text", may_be_empty=True)
        return "x"

    def text(self, name: str) -> str:
        self._note(name, "text")
        return "x"

    def identifier(self, name: str) -> str:
        self._note(name, "identifier")
        return "1"

    def amount(self, name: str) -> str:
        self._note(name, "number")
        return "1"

    def amount_or_none(self, name: str) -> str | None:
        self._note(name, "number", may_be_empty=True)
        return "1"

    def ceiling(self, name: str) -> str:
        self._note(name, "number").least = 0
        return "1"

    def percent(self, name: str) -> str:
        field = self._note(name, "percent")
        field.least, field.most = 0, 100
        return "1"

    def whole(self, name: str, *, least: int, most: int) -> int:
        field = self._note(name, "whole_number")
        field.least, field.most = least, most
        known = self._known.get(name)
        return known if isinstance(known, int) else min(max(_YEAR, least), most)

    def flag(self, name: str) -> bool:
        self._note(name, "truth_value")
        return True

    def year(self, name: str, asked: int) -> int:
        self._note(name, "year", may_be_empty=False)
        return asked

    def year_or(self, asked: int) -> int:
        if "year" in self.keys:
            self._note("year", "year", may_be_empty=True)
        return asked

    def same_year(self, asked: int) -> int:
        return self.year_or(asked)

    def instant(self, name: str) -> str:
        self._note(name, "time")
        return _INSTANT

    def optional_instant(self, name: str) -> str | None:
        self._note(name, "time", may_be_empty=True)
        return _INSTANT

    def optional_day_or_instant(self, name: str) -> str | None:
        self._note(name, "day_or_time", may_be_empty=True)
        return _INSTANT

    def optional_date(self, name: str) -> str | None:
        self._note(name, "day", may_be_empty=True)
        return _INSTANT[:10]

    def sub_activity(self, name: str) -> SubActivityCode:
        self._note(name, "sub_activity_code")
        return _SUB_ACTIVITY

    def programme(self, affair: str, field: str, programme: str) -> str:
        for name in (affair, field, programme):
            self._note(name, "programme_code")
        return "2.16.03"

    def activity(self, name: str) -> str:
        self._note(name, "activity_code")
        return "02"

    def choice(self, name: str, known: Mapping[str, T]) -> T:
        self._note(name, "word").words = tuple(known)
        return next(iter(known.values()))

    def owner(self, name: str) -> dict[str, str]:
        self._note(name, "unit")
        return {"unit_id": "1", "agency_code": "1"}

    def is_nothing(self, name: str) -> bool:
        return name not in self.keys

    def has(self, name: str) -> bool:
        return name in self.keys

    def _note(self, name: str, kind: FieldType, *, may_be_empty: bool = False) -> FieldReading:
        """Note how a field is read; of several ways the strictest one counts.

        A word is read as a text where only its facts are asked for, an id where it is a unit.
        """
        empty = may_be_empty or self._optional
        held = self.asked.setdefault(name, FieldReading(kind, empty))
        if kind not in ("text", "identifier") or held.type == "text":
            held.type = kind
        held.may_be_empty &= empty
        return held
