"""How sources write numbers, times and codes. Each is read by its declared format, not guessed.

BrokenValue  the text does not follow the format; its code is one of `domain.row_error`
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final
from zoneinfo import ZoneInfo

from integration.reading.domain.months import MONTHS
from integration.sources.domain.source import DateFormat, NumberFormat
from rules.exact import fraction, text_of

_PLAIN: Final = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,10})?")
# No number in groups begins with a zero: 0.750 would be three quarters to whoever wrote it.
_INDONESIAN: Final = re.compile(r"-?([0-9]{1,20}|[1-9][0-9]{0,2}(\.[0-9]{3}){1,6})(,[0-9]{1,10})?")
_ENGLISH: Final = re.compile(r"-?([0-9]{1,20}|[1-9][0-9]{0,2}(,[0-9]{3}){1,6})(\.[0-9]{1,10})?")
_NUMBERS: Final[Mapping[NumberFormat, re.Pattern[str]]] = {
    "plain": _PLAIN,
    "indonesian": _INDONESIAN,
    "english": _ENGLISH,
}
_DAY_FIRST: Final = re.compile(
    r"([0-9]{1,2})([-/. ])([0-9]{1,2}|[A-Za-z]+)\2([0-9]{4})(?![0-9])(.*)"
)
_TIME: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# affair.field.programme.(2 = regency or city, 1 = province).activity.sub-activity
_AFFAIR: Final = re.compile(r"0*[1-9X]")
_PART: Final = re.compile(r"[0-9]{1,2}|X{1,2}")
_LEVEL: Final = re.compile(r"[12]")
_SUB_ACTIVITY: Final = re.compile(r"[0-9]{2}|[0-9]{4}")
_SUB_ACTIVITY_PARTS: Final = 6
# How people and programs write that there is nothing. "nihil" is not among them: it may mean zero.
# \u2013 and \u2014 are the dashes that word processors make of hyphens.
_NOTHING: Final = frozenset({"", "-", "--", "---", "\u2013", "\u2014", "n/a", "n.a.", "na", "null"})
# A day that databases and programs write where there is none: nothing, or the zero of their
# calendars. That of 1970 is midnight in London, which is later in the morning here.
_NO_DAY: Final = re.compile(
    r"(0000-00-00|00[-/]00[-/]0000|-?0001-(01-01|11-30)|1899-12-3[01]|1900-01-01|1970-01-01)"
    r"([ T]0[0789]:00(:00(\.0+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
# What stands in the place of a unit where a row sums others up.
_SUMS: Final = frozenset(
    {
        *("total", "subtotal", "jumlah", "subjumlah", "sum", "rekap", "rekapitulasi"),
        *("semua", "seluruh", "seluruhnya", "keseluruhan", "all"),
    }
)
_PARTING: Final = frozenset(" .-/_")
_WORD: Final = re.compile(r"[^\W\d_]+")
_OLDER_DIGITS: Final = 2
_MAX_EXPONENT: Final = 20


class BrokenValue(ValueError):
    """A value that does not follow its format."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class SubActivityCode:
    """A sub-activity's code. `code_set`: 1, older, ends in two digits; 2, newer, in four."""

    code_set: int
    code: str


def is_nothing(value: object) -> bool:
    """Say whether a value is an ordinary spelling of nothing."""
    return value is None or (isinstance(value, str) and value.strip().casefold() in _NOTHING)


def is_no_day(value: object) -> bool:
    """Say whether a value is an ordinary spelling of no day."""
    if isinstance(value, str) and _NO_DAY.fullmatch(value.strip()):
        return True
    return is_nothing(value)


def is_sum(unit: str) -> bool:
    """Say whether a text in the place of a unit tells that the row sums others up."""
    return not _SUMS.isdisjoint(_WORD.findall(unit.casefold()))


def looks_like(unit: str, registered: Iterable[str]) -> bool:
    """Say whether a text is made of what registered units are made of: digits, letters, signs.

    Such a text is a unit that nobody mapped; another one is none at all. Signs that part a code are
    one: whether 1.02.01 or 1.02-01 is registered says nothing of the other.
    """
    return {_sort_of(sign) for sign in unit} <= {
        _sort_of(sign) for one in registered for sign in one
    }


def value_at(raw: object, key: str) -> object:
    """Return what a row has at a key, None without it; a dot enters an object."""
    found = raw
    for part in key.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def has_key(raw: Mapping[str, object], key: str) -> bool:
    """Say whether a row has a key, whatever it holds; a dot enters an object."""
    found: object = raw
    for part in key.split("."):
        if not isinstance(found, Mapping) or part not in found:
            return False
        found = found[part]
    return True


def encodable(text: str) -> bool:
    """Say whether PostgreSQL and JSON can hold the text: lone surrogates cannot be encoded."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def read_number(value: object, number_format: NumberFormat) -> Fraction:
    """Return a number: a JSON number as it is, a text by the declared format.

    "plain" reads 1250000.00. "indonesian" reads 1.250.000,00, 1250000 and 3,05; it refuses
    1250000.00, because the meaning of its point would be a guess. "english" reads 1,250,000.00.
    """
    if isinstance(value, bool):
        raise BrokenValue("not_a_number")
    if isinstance(value, int | Decimal):
        return _bounded(value)
    if not isinstance(value, str) or not _NUMBERS[number_format].fullmatch(value.strip()):
        raise BrokenValue("not_a_number")
    text = value.strip()
    if number_format == "indonesian":
        text = text.replace(".", "").replace(",", ".")
    return fraction(text.replace(",", ""))


def exact_number(value: object, number_format: NumberFormat) -> str:
    """Return a number as an exact string."""
    return text_of(read_number(value, number_format))


def read_instant(value: object, zone: ZoneInfo) -> str:
    """Return a time as an instant in UTC: `2026-01-05 10:00:00`, local unless it says its offset.

    Indonesia has no summer time, so no local time has two instants.
    """
    try:
        return _moment(value, zone).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError) as error:
        raise BrokenValue("not_a_time") from error


def read_moment(value: object, zone: ZoneInfo) -> datetime:
    """Return a time as an instant, with its parts of a second."""
    try:
        return _moment(value, zone).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BrokenValue("not_a_time") from error


def year_first(value: object, date_format: DateFormat) -> object:
    """Return a day, with its time if it has one, with the year in front.

    "day-first" writes 31/01/2026 and 5 Mei 2026, and refuses what has the year in front. Between
    day, month and year stands the same sign.
    """
    if date_format == "iso":
        return value
    found = _DAY_FIRST.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise BrokenValue("not_a_time")
    day, _, month, year, time = found.groups()
    number = int(month) if month.isdigit() else MONTHS.get(month.casefold(), 0)
    if time and not time.startswith((" ", "T")):
        raise BrokenValue("not_a_time")
    return f"{year}-{number:02d}-{int(day):02d}{time}"


def read_date(value: object, zone: ZoneInfo) -> str:
    """Return a date, or the local day of a time, as `2026-01-05`."""
    if isinstance(value, str) and _DATE.fullmatch(value.strip()):
        return read_day(value)
    try:
        return _moment(value, zone).astimezone(zone).date().isoformat()
    except (ValueError, OverflowError) as error:
        raise BrokenValue("not_a_time") from error


def read_day(value: object) -> str:
    """Return a date without a time, as it is written."""
    if not isinstance(value, str) or not _DATE.fullmatch(value.strip()) or is_no_day(value):
        raise BrokenValue("not_a_time")
    try:
        return date.fromisoformat(value.strip()).isoformat()
    except ValueError as error:
        raise BrokenValue("not_a_time") from error


def read_day_or_instant(value: object, zone: ZoneInfo) -> str:
    """Return a date as it is, and a time as an instant in UTC."""
    if isinstance(value, str) and _DATE.fullmatch(value.strip()):
        return read_day(value)
    return read_instant(value, zone)


def read_sub_activity(value: object) -> SubActivityCode:
    """Return a sub-activity's code with its code set, in the writing of that code set.

    The number of digits of the last part tells the code set, so that nothing can be added there.
    """
    parts = value.strip().upper().split(".") if isinstance(value, str) else []
    if len(parts) != _SUB_ACTIVITY_PARTS:
        raise BrokenValue("not_a_code")
    affair, field, programme, level, activity, last = parts
    if not _LEVEL.fullmatch(level) or not _SUB_ACTIVITY.fullmatch(last):
        raise BrokenValue("not_a_code")
    above = programme_code(affair, field, programme)
    code = f"{above}.{level}.{_two_digits(activity)}.{last}"
    return SubActivityCode(1 if len(last) == _OLDER_DIGITS else 2, code)


def programme_code(affair: str, field: str, programme: str) -> str:
    """Return a programme's code as both code sets write it: 2, 16 and 3 are 2.16.03."""
    one = affair.strip().upper()
    if not _AFFAIR.fullmatch(one):
        raise BrokenValue("not_a_code")
    return f"{one[-1]}.{_two_digits(field)}.{_two_digits(programme)}"


def registered_programme(code: str) -> str:
    """Return a registered code in its usual writing; what is no programme stands for itself."""
    try:
        return programme_code(*code.split("."))
    except (BrokenValue, TypeError):
        return code


def activity_code(value: str) -> str:
    """Return an activity's code within its programme: 2 and 02 are 02, 2.2 is 2.02."""
    level, dot, number = value.strip().rpartition(".")
    if dot and not _LEVEL.fullmatch(level):
        raise BrokenValue("not_a_code")
    return f"{level}{dot}{_two_digits(number)}"


def _moment(value: object, zone: ZoneInfo) -> datetime:
    if not isinstance(value, str) or not _TIME.fullmatch(value.strip()) or is_no_day(value):
        raise BrokenValue("not_a_time")
    found = datetime.fromisoformat(value.strip())
    return found if found.tzinfo is not None else found.replace(tzinfo=zone)


def _sort_of(sign: str) -> str:
    if sign in _PARTING:
        return "."
    return "9" if sign.isdecimal() else "a" if sign.isalpha() else sign


def _two_digits(part: str) -> str:
    """Return one part of a code: two digits, or XX where the affair is not said."""
    found = part.strip().upper()
    if not _PART.fullmatch(found):
        raise BrokenValue("not_a_code")
    return found.rjust(2, found[0] if found == "X" else "0")


def _bounded(value: int | Decimal) -> Fraction:
    if isinstance(value, Decimal) and abs(value.adjusted()) > _MAX_EXPONENT:
        raise BrokenValue("not_a_number")
    number = Fraction(value)
    if abs(number) >= 10**_MAX_EXPONENT:
        raise BrokenValue("not_a_number")
    return number
