"""What makes a reading doubtful as a whole, with its sentence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from integration.sources.domain.reason import Reason
from rules.text import Text

BROKEN: Final = "too_many_broken_rows"
FAILED: Final = "relevant_rows_failed"
SHRUNK: Final = "shrunk"
OWN_SHRUNK: Final = "own_rows_shrunk"
GROWN: Final = "grown"
NEW: Final = "new_field"
MISSING: Final = "missing_field"
RETYPED: Final = "retyped_field"
ZERO: Final = "all_zero"
SILENT: Final = "silent"

_SHRINKAGE: Final = frozenset({SHRUNK, OWN_SHRUNK})
_SENTENCES: Final[Mapping[str, Text]] = {
    BROKEN: Text("Terlalu banyak baris rusak pada {0}: {2}.", "Too many broken rows in {0}: {2}."),
    FAILED: Text(
        "Sebagian besar baris unit yang dipetakan pada {0} tidak dapat dipakai: {2}.",
        "Most rows of the mapped units in {0} cannot be used: {2}.",
    ),
    SHRUNK: Text(
        "Jumlah baris {0} berkurang secara mencurigakan: {2}. Jika memang benar, lepaskan "
        "pembacaan ini, atau minta sinkronisasi dengan accept_shrinkage.",
        "The number of rows of {0} fell suspiciously: {2}. If that is right, release this reading, "
        "or ask for a sync with accept_shrinkage.",
    ),
    OWN_SHRUNK: Text(
        "Baris unit yang dipetakan pada {0} berkurang secara mencurigakan: {2}; mungkin kode unit "
        "ditulis lain.",
        "The rows of the mapped units in {0} fell suspiciously: {2}; perhaps units are written "
        "otherwise.",
    ),
    GROWN: Text("Jumlah baris {0} melonjak: {2}.", "The number of rows of {0} jumped: {2}."),
    NEW: Text("{0} memuat kolom baru {1}.", "{0} has a new field {1}."),
    MISSING: Text("Kolom {1} hilang dari {0}.", "The field {1} is missing from {0}."),
    RETYPED: Text(
        "Kolom {1} pada {0} berganti jenis: {2}.", "The field {1} of {0} changed its type: {2}."
    ),
    ZERO: Text(
        "Semua nilai kolom {1} pada {0} menjadi nol.", "All values of {1} in {0} became zero."
    ),
    SILENT: Text(
        "Sumber tidak berubah sama sekali sejak {2}.",
        "Nothing at all changed in the source since {2}.",
    ),
}
KINDS: Final = tuple(_SENTENCES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One way in which a reading drifted.

    `kind` is one of `KINDS`. `resource` is the listing, empty if all are meant; `field` the key of
    its rows, if one is meant; `found` the numbers or kinds, before and now.
    """

    kind: str
    resource: str = ""
    field: str = ""
    found: str = ""

    @property
    def reason(self) -> Reason:
        """Return the finding as a reason, for people."""
        sentence = _SENTENCES[self.kind]
        # Names are the source's own and may hold brackets: they are put in, never read as a form.
        given = (self.resource, self.field, self.found)
        return Reason(self.kind, Text(sentence.id.format(*given), sentence.en.format(*given)))


def not_accepted(findings: Iterable[Finding], *, accept_shrinkage: bool) -> list[Finding]:
    """Return the findings without those that an operator accepted beforehand."""
    return [each for each in findings if not (accept_shrinkage and each.kind in _SHRINKAGE)]


def reason_of(findings: list[Finding]) -> Reason:
    """Return why a reading is held: its first finding, and how many more there are."""
    first = findings[0].reason
    more = len(findings) - 1
    if not more:
        return first
    id_ = f"{first.text.id} Ada {more} temuan lain."
    return Reason(first.code, Text(id_, f"{first.text.en} There are {more} more findings."))
