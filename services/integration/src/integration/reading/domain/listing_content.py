"""What was read of one listing."""

from dataclasses import dataclass

from integration.reading.domain.row_error import RowError
from integration.reading.domain.shape import Shape
from integration.records.domain.record import Record
from integration.records.domain.unreadable import UnreadableRow


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingContent:
    """What a listing holds; `records` None: unchanged since the last reading.

    `kept` are the ids of records whose rows are broken; they keep their last good version.
    `ended` is False when the source neither stated nor proved the listing's end. `complete` is
    False then, and when the id of a broken row cannot be read: no record of this listing may count
    as gone. `own_rows` are the rows of the units that the source maps, as far as rows say whose
    they are. `shape` is that of the raw rows. `raw` are its rows as they came, for a source whose
    rows are kept.
    """

    resource: str
    kind: str
    etags: tuple[str, ...]
    rows: int = 0
    own_rows: int = 0
    records: tuple[Record, ...] | None = None
    errors: tuple[RowError, ...] = ()
    unreadable: tuple[UnreadableRow, ...] = ()
    kept: frozenset[str] = frozenset()
    complete: bool = True
    ended: bool = True
    shape: Shape | None = None
    raw: tuple[object, ...] = ()

    @property
    def unchanged(self) -> bool:
        """Whether the source answered that nothing changed."""
        return self.records is None
