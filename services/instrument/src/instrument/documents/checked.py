"""A document as people wrote it, and what it would be once published, or why it cannot be.

Preview, validation, the storing of a draft and its publication all ask here, and those that are
published from files are read by the same functions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from instrument.documents.derivations import DerivationSetDocument
from instrument.documents.limits import check_limits, check_size
from instrument.documents.reading import (
    read_crosswalk,
    read_derivations,
    read_edition,
    shape_defects,
)
from instrument.domain.canonical import canonical, content_hash
from instrument.domain.crosswalk import Crosswalk
from instrument.domain.defect import Defect, DefectiveError
from instrument.domain.derivation import DerivationSet
from instrument.domain.derivation_check import Catalogue
from instrument.domain.edition import Edition
from instrument.domain.text import Text

D = TypeVar("D", Edition, DerivationSet, Crosswalk)


@dataclass(frozen=True, slots=True)
class Sound(Generic[D]):
    """A document without defects, with its canonical form."""

    found: D
    content: str

    @property
    def content_hash(self) -> str:
        """Return the hash by which it will be known."""
        return content_hash(self.content)


@dataclass(frozen=True, slots=True)
class Checked(Generic[D]):
    """What is wrong with a document; `sound` is there when nothing is."""

    defects: tuple[Defect, ...]
    sound: Sound[D] | None

    @property
    def content_hash(self) -> str | None:
        """Return the hash it would be published under, None while it has defects."""
        return None if self.sound is None else self.sound.content_hash

    def beside(self, defects: Sequence[Defect]) -> "Checked[D]":
        """Return it with more defects, which stand first and are told once for each place."""
        if not defects:
            return self
        places = {defect.pointer for defect in defects}
        kept: list[Defect] = [each for each in self.defects if each.pointer not in places]
        return Checked((*defects, *kept), None)


def check_edition_document(document: Mapping[str, Any]) -> Checked[Edition]:
    """Return everything that is wrong with an edition, or the edition."""
    if defects := check_limits(document):
        return Checked(tuple(defects), None)
    try:
        found = read_edition("", document)
    except DefectiveError as error:
        return Checked(error.defects, None)
    return _checked(found)


def check_derivation_document(
    document: Mapping[str, Any], edition: Edition | None, catalogue: Catalogue
) -> Checked[DerivationSet]:
    """Return everything that is wrong with a derivation set of an edition, or the set.

    Without the edition, which has defects of its own, no set is sound.
    """
    if defects := check_limits(document):
        return Checked(tuple(defects), None)
    if edition is None:
        defect = Defect(
            "/edition_code",
            Text("perbaiki dulu edisinya", "has defects: put the edition right first"),
        )
        return Checked((defect, *shape_defects(DerivationSetDocument, document)), None)
    known = {edition.edition_code: edition}
    try:
        found = read_derivations("", document, editions=known, catalogue=catalogue)
    except DefectiveError as error:
        return Checked(error.defects, None)
    return _checked(found)


def check_crosswalk_document(
    document: Mapping[str, Any], editions: Mapping[str, Edition]
) -> Checked[Crosswalk]:
    """Return everything that is wrong with a crosswalk between published editions, or it."""
    if defects := check_limits(document):
        return Checked(tuple(defects), None)
    try:
        found = read_crosswalk("", document, editions=editions)
    except DefectiveError as error:
        return Checked(error.defects, None)
    return _checked(found)


def _checked(found: D) -> Checked[D]:
    content = canonical(found)
    if defects := check_size(content):
        return Checked(tuple(defects), None)
    return Checked((), Sound(found, content))
