"""Records as they are pushed, what can be wrong with one, and its answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from integration.reading.domain.row_error import RowError
from integration.sources.domain.reason import Reason
from rules.text import Text

Status = Literal["taken", "unchanged", "older", "unreadable", "unknown_unit", "refused"]
_MEMBERS: Final = frozenset({"listing", "id", "revision", "row", "gone"})
_LONGEST_ID: Final = 150
_LONGEST_NAME: Final = 200
MOST_ROW_BYTES: Final = 65_536

_ALL: Final = (
    Reason("not_an_object", Text("bukan objek", "it is not an object")),
    Reason(
        "unknown_member",
        Text(
            "hanya boleh memuat listing, id, revision, row, dan gone",
            "it may have listing, id, revision, row and gone only",
        ),
    ),
    Reason(
        "unknown_listing",
        Text(
            "sumber ini tidak mempunyai daftar itu; contoh nama daftar: {known}",
            "the source has no such listing; names are like {known}",
        ),
    ),
    Reason(
        "bad_id",
        Text("id harus teks 1 sampai 150 karakter", "id must be a text of 1 to 150 characters"),
    ),
    Reason(
        "bad_revision",
        Text(
            "revision harus bilangan bulat tidak negatif atau waktu",
            "revision must be a whole number that is not negative, or a time",
        ),
    ),
    Reason(
        "row_or_gone",
        Text(
            "harus memuat row (objek) atau gone: true, tidak keduanya",
            "it must have row (an object) or gone: true, and not both",
        ),
    ),
    Reason("too_large", Text("baris terlalu besar", "the row is too large")),
    Reason(
        "other_id",
        Text("baris itu menyebut id lain: {known}", "the row itself says another id: {known}"),
    ),
)
REASONS: Final[Mapping[str, Reason]] = {reason.code: reason for reason in _ALL}


@dataclass(frozen=True, slots=True)
class Pushed:
    """A record as it was pushed; `row` None: the source holds it no more."""

    listing: str
    own_id: str
    revision: object
    row: Mapping[str, object] | None

    def as_sent(self) -> Mapping[str, object]:
        """Return what names it in its answer."""
        return {"listing": self.listing, "id": self.own_id}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of one record. `error`: what is wrong with its row; `reason`: why not taken."""

    listing: str | None
    own_id: str | None
    status: Status
    error: RowError | None = None
    reason: Reason | None = None


def refused(found: object, code: str, *, known: str = "") -> Answer:
    """Return the answer to a record that is not taken; `known` is what its sentence names."""
    members = found if isinstance(found, Mapping) else {}
    listing, own_id = members.get("listing"), members.get("id")
    text = REASONS[code].text
    said = Text(text.id.format(known=known), text.en.format(known=known))
    return Answer(
        listing=listing[:_LONGEST_NAME] if isinstance(listing, str) else None,
        own_id=own_id[:_LONGEST_ID] if isinstance(own_id, str) else None,
        status="refused",
        reason=Reason(code, said),
    )


def read_record(found: object) -> Pushed | Answer:
    """Return a record, or why it is not taken."""
    if not isinstance(found, Mapping):
        return refused(found, "not_an_object")
    if not found.keys() <= _MEMBERS:
        return refused(found, "unknown_member")
    listing, own_id, row = found.get("listing"), found.get("id"), found.get("row")
    if isinstance(own_id, int) and not isinstance(own_id, bool):
        own_id = str(own_id)
    if not isinstance(listing, str) or len(listing) > _LONGEST_NAME:
        return refused(found, "unknown_listing", known="realisations/2026")
    if not isinstance(own_id, str) or not _is_id(own_id):
        return refused(found, "bad_id")
    is_gone = found.get("gone", False)
    if not isinstance(is_gone, bool) or is_gone == isinstance(row, Mapping):
        return refused(found, "row_or_gone")
    return Pushed(listing, own_id.strip(), found.get("revision"), None if is_gone else row)


def _is_id(text: str) -> bool:
    return len(text.strip()) > 0 and len(text) <= _LONGEST_ID and text.isprintable()
