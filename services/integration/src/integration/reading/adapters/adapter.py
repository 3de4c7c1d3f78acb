"""Adapters: where a system has its listings, how it wraps them, and how its rows are read."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Final, Protocol, TypeVar

from integration.reading.adapters.row import Row
from integration.reading.domain.broken_row import BrokenRow
from integration.reading.domain.row_error import UNKNOWN_UNIT, UNREADABLE_UNIT
from integration.records.domain import kinds
from integration.records.domain.record import Record
from integration.records.domain.unreadable import Whose
from integration.sources.domain.dialect import Dialect, dialect_of
from integration.sources.domain.source import Constant, Source

T = TypeVar("T")
_OF_ANY_ROW: Final = frozenset({"id", "unit", "year"})


@dataclass(frozen=True, slots=True)
class Envelope:
    """The rows of one answer. `pages` and `total` are what the source claims, if it claims any.

    `paged`: the answer speaks of pages, whether or not their number can be read.
    """

    rows: Sequence[object]
    pages: int | None = None
    total: int | None = None
    paged: bool = False

    @property
    def page_count(self) -> int | None:
        """Return the number of pages that the answer states; without any row it may be 0."""
        if self.pages == 0:
            return None if self.rows else 1
        return self.pages

    @property
    def is_first_page(self) -> bool:
        """Whether the answer to a request for everything is a page, and more may follow."""
        return self.paged if self.page_count is None else self.page_count > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One listing of a source. `keys` are the usual keys of its rows, by our names.

    `unit` is our name of the unit whose row it is; None: its rows concern the whole region. `hints`
    read, one by one, what shows which facts a row concerns, also when the row is broken. `asked` is
    what the listing was asked for by its parameters; a row may say something else. `demands`: it
    shows what other listings must hold, so that without rows of it nothing looks missing. `covers`:
    within what its rows lie; each says its own part of it. `notes`
    are columns on which no fact rests. `apart` are columns that a system may not have; facts rest
    on them that rest on none of the others. `parts` say by what the listing is asked for. `said` is
    what the request says of every row of its answer, so that no row needs to.
    """

    name: str
    part: str
    path: str
    params: Mapping[str, str]
    kind: str
    keys: Mapping[str, str]
    parse: Callable[[Row], Record]
    hints: Mapping[str, Callable[[Row], object]] = field(default_factory=dict)
    asked: Mapping[str, object] = field(default_factory=dict)
    unit: str | None = "unit"
    demands: bool = False
    covers: Mapping[str, object] = field(default_factory=dict)
    notes: frozenset[str] = frozenset()
    apart: frozenset[str] = frozenset()
    parts: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[str, Constant] = field(default_factory=dict)

    def written_by(self, source: Source) -> Dialect:
        """Return how the rows of the listing are written."""
        return dialect_of(source, self.name).with_constants(self.said)

    @property
    def key(self) -> str:
        """Return what identifies the listing within its source."""
        return f"{self.name}/{self.part}" if self.part else self.name

    def identity_of(self, row: Row) -> str | None:
        """Return the id of a row's record, None if it cannot be read."""
        try:
            return self.listed(row.identifier("id"))
        except BrokenRow:
            return None

    def record_of(self, row: Row) -> Record:
        """Return a row's record.

        Raises:
            BrokenRow: The row cannot be read.
        """
        found = self.parse(row)
        return replace(found, record_id=self.listed(found.record_id))

    def known_of(self, row: Row) -> Sequence[Mapping[str, object]]:
        """Return the hints of a row that can be read: as the row says them, and as was asked for.

        A row that came in the listing of a year and says another one may be of either.
        """
        said = dict(self.asked)
        for name, read in self.hints.items():
            said.pop(name, None)
            with suppress(BrokenRow):
                said[name] = read(row)
        asked = {**said, **self.asked}
        return (said,) if said == asked else (asked, said)

    def listed(self, own_id: str) -> str:
        """Return an id with its listing: many systems begin at 1 again in every year or quarter."""
        return f"{self.part.replace('/', ':')}:{own_id}" if self.part else own_id

    def whose(self, row: Row, code: str) -> Whose:
        """Return how far a row tells whose it is, where its unit gave this error.

        Without anything but a unit, an id and a year it is a heading or a note, and nobody's.
        """
        if code == UNKNOWN_UNIT:
            return "stated"
        tells = any(not row.is_nothing(name) for name in self.keys if name not in _OF_ANY_ROW)
        return "unreadable" if code == UNREADABLE_UNIT and tells else "unsaid"

    def unit_text(self, row: Row) -> str | None:
        """Return what stands in the place of the unit, if it is a text."""
        try:
            return row.optional_text(self.unit or "")
        except BrokenRow:
            return None


class Adapter(Protocol):
    """Reads one dialect of source system."""

    def of(self, source: Source) -> "Adapter":
        """Return the adapter as a registration describes the system; most say nothing more."""

    @property
    def version(self) -> str:
        """Return the adapter's name and version; a new version reads everything again."""

    @property
    def base_path(self) -> str:
        """Return the usual path of the API, for a base URL that names none."""

    def headers(self, secret: str) -> Mapping[str, str]:
        """Return the headers that carry the credential."""

    def resources(self, source: Source) -> Sequence[Resource]:
        """Return the listings to read."""

    def page_params(self, page: int | None, size: int) -> Mapping[str, str]:
        """Return the parameters that ask for one page, or, with None, for everything."""

    def unwrap(self, path: str, document: object) -> Envelope:
        """Return the rows of an answer.

        Raises:
            SourceFailure: The answer is not what this system sends.
        """


def object_of(document: object) -> Mapping[str, object]:
    """Return the document when it is an object, else an empty one."""
    return document if isinstance(document, Mapping) else {}


def count_of(value: object) -> int | None:
    """Return a count that an envelope gives as a number or a text; None without a possible one."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:10])
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        return None
    return value


def note(name: str, read: Callable[[str], T]) -> T | None:
    """Return what a field says on which no fact rests; what cannot be read is nothing."""
    try:
        return read(name)
    except BrokenRow:
        return None


def remark(row: Row, name: str) -> str | None:
    """Return a text, or a number as one, on which no fact rests."""
    return note(name, row.optional_text) or note(name, row.identifier)


def word(row: Row, name: str, known: Mapping[str, str]) -> str | None:
    """Return what a known word stands for, and another one as it is."""
    found = remark(row, name)
    return None if found is None else known.get(found.casefold(), found)


EXCHANGE_NOTES: Final = frozenset({"object"})
"""The columns on which no fact rests."""
_OUTCOMES: Final[Mapping[str, bool]] = {
    "ok": True,
    "sukses": True,
    "berhasil": True,
    "gagal": False,
    "error": False,
}


def parse_exchange(row: Row, year: int, usual_targets: tuple[str, ...] | None) -> Record:
    """Return the exchange; `usual_targets` None: exchanges with every system count."""
    targets = row.source.options.exchange_targets
    wanted = usual_targets if targets is None else targets
    target = row.text("target")
    content = {
        **row.owner("unit"),
        "year": row.same_year(year),
        "target": target,
        "object": remark(row, "object"),
        "at": row.instant("at"),
        "succeeded": row.optional("outcome", lambda name: row.choice(name, _OUTCOMES)),
        "counts": wanted is None or _plain(target) in {_plain(name) for name in wanted},
    }
    return Record.of(kinds.EXCHANGE, row.identifier("id"), content)


def _plain(name: str) -> str:
    """Return only the letters: E-Program, e-program and eprogram are the same system."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())
