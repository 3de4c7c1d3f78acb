"""One row of a source: its keys have our names, its values are read by the declared formats."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from integration.reading.domain import formats
from integration.reading.domain.broken_row import BrokenRow, IgnoredRow
from integration.reading.domain.formats import BrokenValue
from integration.reading.domain.row_error import (
    UNKNOWN_UNIT,
    UNREADABLE_UNIT,
    WRITTEN_TWICE,
)
from integration.records.domain.business_key import same_writing
from integration.sources.domain.dialect import USUAL, Dialect
from integration.sources.domain.source import NumberFormat, Source
from rules.exact import text_of

T = TypeVar("T")

_MAX_TEXT: Final = 4_000
_MAX_ID: Final = 150
_MIN_YEAR: Final = 1990
_MAX_YEAR: Final = 2100
_HUNDRED: Final = 100
_MOST_DIGITS: Final = 10


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is read. `keys` maps our names to those of the source; a dot enters an object.

    `unsaid` are our names of columns that no row of its listing has, and that it may do without.
    """

    raw: Mapping[str, object]
    keys: Mapping[str, str]
    source: Source
    zone: ZoneInfo
    unsaid: frozenset[str] = frozenset()
    dialect: Dialect = USUAL

    def value(self, name: str) -> object:
        """Return the raw value, None when it is missing; its usual word where that is declared."""
        if name in self.dialect.constants:
            return self.dialect.constants[name]
        return self.dialect.usual(name, self._said(name))

    def _said(self, name: str) -> object:
        found: object = self.raw
        for part in self.keys[name].split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
            if found is WRITTEN_TWICE:
                raise BrokenRow(self.keys[name], "written_twice")
        return found

    def optional(self, name: str, read: Callable[[str], T]) -> T | None:
        """Return what `read` gives, None for a spelling of nothing; the key itself must be there.

        A source that writes nothing takes the value back. A key that is not there has been renamed,
        unless it is a column that no row has and that a listing may do without.
        """
        if name in self.unsaid:
            return None
        if not self.has(name):
            raise self._broken(name, "missing")
        return None if formats.is_nothing(self.value(name)) else read(name)

    def text(self, name: str) -> str:
        """Return a text that must not be empty."""
        found = self.optional_text(name)
        if found is None:
            raise BrokenRow(self.keys[name], "missing")
        return found

    def optional_text(self, name: str) -> str | None:
        """Return a text; None for a spelling of nothing."""
        found = self.value(name)
        if formats.is_nothing(found):
            return None
        if not isinstance(found, str):
            raise self._broken(name, "not_text")
        if len(found) > _MAX_TEXT:
            raise self._broken(name, "too_long")
        if "\x00" in found or not formats.encodable(found):
            raise self._broken(name, "not_text")
        return found.strip()

    def identifier(self, name: str) -> str:
        """Return an id; some systems write it as a number, others as a text."""
        found = self.value(name)
        if isinstance(found, int) and not isinstance(found, bool):
            found = str(found)
        if not isinstance(found, str) or formats.is_nothing(found):
            raise self._broken(name, "missing")
        if len(found) > _MAX_ID or "\x00" in found or not formats.encodable(found):
            raise self._broken(name, "too_long" if len(found) > _MAX_ID else "not_text")
        return found.strip()

    def amount(self, name: str) -> str:
        """Return an exact number; a correction may be negative."""
        return text_of(self._number(name))

    def amount_or_none(self, name: str) -> str | None:
        """Return an exact number; None for a spelling of nothing."""
        return None if formats.is_nothing(self.value(name)) else self.amount(name)

    def ceiling(self, name: str) -> str:
        """Return an exact number that is not negative."""
        found = self._number(name)
        if found < 0:
            raise self._broken(name, "out_of_range")
        return text_of(found)

    def percent(self, name: str) -> str:
        """Return an exact number in 0..100."""
        found = self._number(name)
        if not 0 <= found <= _HUNDRED:
            raise self._broken(name, "out_of_range")
        return text_of(found)

    def whole(self, name: str, *, least: int, most: int) -> int:
        """Return a whole number, written as a number or as its digits."""
        found = self.value(name)
        if isinstance(found, str) and found.strip().isascii() and found.strip().isdigit():
            # Zeros in front make no other number; beyond that, none that is meant is so long.
            digits = found.strip().lstrip("0") or "0"
            if len(digits) > _MOST_DIGITS:
                raise self._broken(name, "out_of_range")
            found = int(digits)
        if formats.is_nothing(found):
            raise self._broken(name, "missing")
        if not isinstance(found, int) or isinstance(found, bool):
            raise self._broken(name, "not_a_number")
        if not least <= found <= most:
            raise self._broken(name, "out_of_range")
        return found

    def flag(self, name: str) -> bool:
        """Return a truth value written as 0 or 1, as a number or a text, or as true and false."""
        found = self.value(name)
        return found if isinstance(found, bool) else bool(self.whole(name, least=0, most=1))

    def year(self, name: str, asked: int) -> int:
        """Return the year, which must be the one that was asked for.

        Where no row of the listing says one, it is of the year that the listing was asked for.
        """
        if name in self.unsaid:
            return asked
        found = self.whole(name, least=_MIN_YEAR, most=_MAX_YEAR)
        if found != asked:
            raise self._broken(name, "wrong_year")
        return found

    def year_or(self, asked: int) -> int:
        """Return the year that a row says, else the one that was asked for."""
        if "year" not in self.keys or formats.is_nothing(self.value("year")):
            return asked
        return self.whole("year", least=_MIN_YEAR, most=_MAX_YEAR)

    def same_year(self, asked: int) -> int:
        """Return the year that was asked for, unless the row says another one."""
        return asked if self.year_or(asked) == asked else self.year("year", asked)

    def instant(self, name: str) -> str:
        """Return a time as an instant in UTC."""
        return self._day(name, formats.read_instant)

    def optional_instant(self, name: str) -> str | None:
        """Return a time as an instant in UTC; None for a spelling of nothing or of no day."""
        return self._unless_none(name, formats.read_instant)

    def optional_day_or_instant(self, name: str) -> str | None:
        """Return a date, or a time as an instant in UTC; None for nothing or for no day."""
        return self._unless_none(name, formats.read_day_or_instant)

    def optional_date(self, name: str) -> str | None:
        """Return a date; None for a spelling of nothing or of no day."""
        return self._unless_none(name, formats.read_date)

    def sub_activity(self, name: str) -> formats.SubActivityCode:
        """Return a sub-activity's code with its code set, as the registration translates it."""
        found = self._read(name, formats.read_sub_activity)
        other = self.source.options.code_translations.get(found.code)
        return found if other is None else formats.read_sub_activity(other)

    def programme(self, affair: str, field: str, programme: str) -> str:
        """Return the code of a programme whose parts have a key each."""
        parts = [self.identifier(name) for name in (affair, field, programme)]
        try:
            return formats.programme_code(*parts)
        except BrokenValue as error:
            raise self._broken(programme, error.code) from error

    def activity(self, name: str) -> str:
        """Return the code of an activity within its programme."""
        found = self.identifier(name)
        try:
            return formats.activity_code(found)
        except BrokenValue as error:
            raise self._broken(name, error.code) from error

    def is_ict(self, code: str) -> bool:
        """Say whether the source counts a programme, or what is below it, as ICT."""
        programmes = self.source.options.ict_programmes
        return any(
            f"{code}.".startswith(f"{formats.registered_programme(programme)}.")
            for programme in programmes
        )

    def choice(self, name: str, known: Mapping[str, T]) -> T:
        """Return what a known word stands for, in upper or lower case."""
        found = self.text(name)
        chosen = known.get(found.casefold())
        if chosen is None:
            raise self._broken(name, "unknown_value")
        return chosen

    def owner(self, name: str) -> dict[str, str]:
        """Return the unit as it is registered, and the agency that it is mapped to.

        A unit in another writing than any registered one is that with the same code, if it is one.

        Raises:
            IgnoredRow: The unit is left out on purpose.
            BrokenRow: The unit is not mapped, nothing stands there (`missing`), or no unit.
        """
        try:
            unit = self.identifier(name)
        except BrokenRow as error:
            code = "missing" if self.is_nothing(name) else UNREADABLE_UNIT
            raise self._broken(name, code) from error
        if unit in self.source.options.ignored_units:
            raise IgnoredRow
        agency_code = self.source.units.get(unit)
        if agency_code is not None:
            return {"unit_id": unit, "agency_code": agency_code}
        written = [one for one in self.source.units if same_writing(one) == same_writing(unit)]
        if len(written) == 1:
            return {"unit_id": written[0], "agency_code": self.source.units[written[0]]}
        may_be_one = formats.is_sum(unit) or formats.looks_like(unit, self.source.units)
        is_unknown = may_be_one and not written
        raise self._broken(name, UNKNOWN_UNIT if is_unknown else UNREADABLE_UNIT)

    def is_nothing(self, name: str) -> bool:
        """Say whether nothing stands there; what stands in the place of an object is something."""
        if name in self.dialect.constants:
            return False
        found: object = self.raw
        for part in self.keys[name].split("."):
            if not isinstance(found, Mapping):
                break
            found = found.get(part)
        return formats.is_nothing(found)

    def has(self, name: str) -> bool:
        """Say whether the key is there, whatever it holds."""
        return name in self.dialect.constants or formats.has_key(self.raw, self.keys[name])

    def numbers_of(self, name: str) -> NumberFormat:
        """Return how the numbers of a field are written."""
        return self.dialect.number_formats.get(name, self.source.options.number_format)

    def _unless_none(self, name: str, read: Callable[[object, ZoneInfo], str]) -> str | None:
        if formats.is_no_day(self.value(name)):
            return None
        return self._day(name, read)

    def _day(self, name: str, read: Callable[[object, ZoneInfo], str]) -> str:
        order = self.source.options.date_format
        return self._read(name, lambda value: read(formats.year_first(value, order), self.zone))

    def _number(self, name: str) -> Fraction:
        return self._read(name, lambda value: formats.read_number(value, self.numbers_of(name)))

    def _read(self, name: str, reader: Callable[[object], T]) -> T:
        found = self.value(name)
        if formats.is_nothing(found):
            raise self._broken(name, "missing")
        try:
            return reader(found)
        except BrokenValue as error:
            raise self._broken(name, error.code) from error

    def _broken(self, name: str, code: str) -> BrokenRow:
        return BrokenRow(self.keys[name], code, self._quoted(name))

    def _quoted(self, name: str) -> object:
        try:
            return self.value(name)
        except BrokenRow:  # it is written twice
            return ""
