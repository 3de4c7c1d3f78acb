"""A document as people wrote it, and what it would be once published, or why it cannot be.

Preview, validation, the storing of a draft and its publication all ask here, and those that are
published from files are read by the same functions.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from instrument.documents.domain.canonical import canonical, content_hash
from instrument.documents.domain.defect import DefectiveError
from instrument.documents.domain.limits import check_limits, check_size
from rules.refusal import Refusal

D = TypeVar("D")


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

    defects: tuple[Refusal, ...]
    sound: Sound[D] | None

    @property
    def content_hash(self) -> str | None:
        """Return the hash it would be published under, None while it has defects."""
        return None if self.sound is None else self.sound.content_hash

    def beside(self, defects: Sequence[Refusal]) -> "Checked[D]":
        """Return it with more defects, which stand first and are told once for each place."""
        if not defects:
            return self
        places = {defect.pointer for defect in defects}
        kept: list[Refusal] = [each for each in self.defects if each.pointer not in places]
        return Checked((*defects, *kept), None)


def check_document(document: Mapping[str, Any], read: Callable[[], D]) -> Checked[D]:
    """Return everything that is wrong with a document, or what `read` makes of it.

    A document that is too large is not read at all.
    """
    if defects := check_limits(document):
        return Checked(tuple(defects), None)
    try:
        found = read()
    except DefectiveError as error:
        return Checked(error.defects, None)
    content = canonical(found)
    if defects := check_size(content):
        return Checked(tuple(defects), None)
    return Checked((), Sound(found, content))
