"""Change a simulated source system as its users would: the part that all three share.

Changes need only the tables, so a test can apply the same changes to its own copy of the region.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox.region.agencies import Agency, agency
from sandbox.region.years import CURRENT_YEAR, YEARS


class InvalidChange(ValueError):
    """The change is not possible; `field` is the wrong part of the request."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Change:
    """A changed or added row: its table, the row before (None: new) and the row after."""

    table: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Request:
    """The requested change: members of a JSON object, checked when read. `now`: local time."""

    members: Mapping[str, Any]
    now: datetime

    def agency(self, *names: str) -> Agency:
        """Return the agency that the first present member of `names` identifies.

        Accepts the system's own id, the agency's code or its short name.
        """
        for name in names:
            if name in self.members:
                try:
                    return agency(str(self.members[name]))
                except LookupError as error:
                    raise InvalidChange(name, str(error)) from error
        raise InvalidChange(names[0], f"Say which agency: {' or '.join(names)} is missing.")

    def year(self) -> int:
        """Return the year; the current one if none is given."""
        return self.choice("year", YEARS, default=CURRENT_YEAR)

    def choice(self, name: str, allowed: Iterable[int], *, default: int | None = None) -> int:
        """Return a whole number that must be in a given set."""
        value = self.members.get(name, default)
        choices = list(allowed)
        if isinstance(value, bool) or value not in choices:
            known = ", ".join(map(str, choices)) or "nothing"
            raise InvalidChange(name, f"{name} must be one of {known}, not {value!r}.")
        return int(value)

    def amount(self, name: str) -> int:
        """Return an amount of whole rupiah, not negative."""
        value = self.decimal(name)
        if value is None or value < 0 or value != value.to_integral_value():
            raise InvalidChange(name, f"{name} must be whole rupiah, not negative.")
        return int(value)

    def decimal(self, name: str) -> Decimal | None:
        """Return a number, also one written with a decimal comma; None if it is not given."""
        value = self.members.get(name)
        if value is None:
            return None
        try:
            number = Decimal(str(value).replace(",", "."))
        except InvalidOperation as error:
            raise InvalidChange(name, f"{name} must be a number, not {value!r}.") from error
        if not number.is_finite():
            raise InvalidChange(name, f"{name} must be a number, not {value!r}.")
        return number

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text."""
        value = self.members.get(name, default)
        if not isinstance(value, str) or not value:
            raise InvalidChange(name, f"{name} must be a text, not {value!r}.")
        return value

    def flag(self, name: str, *, default: bool = True) -> bool:
        """Return a truth value."""
        value = self.members.get(name, default)
        if not isinstance(value, bool):
            raise InvalidChange(name, f"{name} must be true or false, not {value!r}.")
        return value

    def time_in(self, year: int) -> datetime:
        """Return `now`, or the last minute of a year that is over: of it, nothing happens later."""
        last = datetime(year, 12, 31, 23, 59, tzinfo=self.now.tzinfo)
        return min(self.now, last).replace(microsecond=0)

    def time_after(self, times: Iterable[datetime], year: int) -> datetime:
        """Return the later of the time in a year and one minute after the newest of these."""
        return max([self.time_in(year), *(at + timedelta(minutes=1) for at in times)])
