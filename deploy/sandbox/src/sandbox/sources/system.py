"""What defines a simulated system: tables, resources, envelopes, actions of its users."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.region.changes import Change, Request
from sandbox.region.table import Table

Params = Mapping[str, str]
Json = dict[str, Any]


class ErrorAnswer(Exception):
    """An error answer: its status, and the message in the system's own words."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


@dataclass(frozen=True, slots=True)
class Source:
    """A table that an answer is made from, and the requested year."""

    table: str
    year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A list that the system serves.

    `sources`: the tables that the answer depends on, the rows' own table first. `rows` selects
    rows, `render` gives a row the system's format. `fragile`: the member that
    `broken_rows` damages.
    """

    name: str
    path: str
    table: str
    id_key: str
    fragile: str
    sources: Callable[[Params], Sequence[Source]]
    rows: Callable[[Any, Params], list[Any]]
    render: Callable[[Any, Any], Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A simulated source system.

    `wrap` puts rendered rows into the envelope; with a page it has the fields of paging. `error` is
    the body of an error answer. `secret_of` reads the credential of a request's headers.
    """

    name: str
    make: Callable[[int], Any]
    resources: Sequence[Resource]
    actions: Mapping[str, Callable[[Any, Request], list[Change]]]
    secret_of: Callable[[Mapping[str, str]], str | None]
    paging: Callable[[Params], "Page | None"]
    wrap: Callable[[list[Any], "Page | None", int], Json]
    error: Callable[[int, str], Json]


@dataclass(frozen=True, slots=True)
class Page:
    """The requested page, counted from 1, and the number of rows on a page."""

    number: int
    size: int

    def of(self, rows: list[Any]) -> list[Any]:
        """Return the rows on this page."""
        return rows[(self.number - 1) * self.size : self.number * self.size]

    def last(self, total: int) -> int:
        """Return the number of the last page."""
        return max(1, -(-total // self.size))


def version_of(tables: Any, sources: Sequence[Source]) -> str:
    """Return a value that changes when anything changes that an answer depends on."""
    return "-".join(_table(tables, source).version(source.year) for source in sources)


def _table(tables: Any, source: Source) -> Table[Any]:
    table: Table[Any] = getattr(tables, source.table)
    return table


def whole_number(params: Params, name: str, *, default: int | None = None) -> int:
    """Return a whole number of the query; raise ErrorAnswer, in Indonesian, if it is not one."""
    value = params.get(name)
    if value is None and default is not None:
        return default
    if value is None:
        raise ErrorAnswer(400, f"Parameter {name} wajib diisi.")
    if not value.isdecimal() or len(value) > 9:  # noqa: PLR2004  far beyond any year, id or page
        raise ErrorAnswer(400, f"Parameter {name} harus berupa angka.")
    return int(value)
