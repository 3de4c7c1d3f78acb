"""Check a document: what would be published, or its defects.

Preview, validation, storing and publishing a draft all use this, and the files of the library are
read by the same functions.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from instrument.documents.domain.canonical import canonical, content_hash
from instrument.documents.domain.codes import check_codes
from instrument.documents.domain.defect import DefectiveError
from instrument.documents.domain.limits import check_limits, check_size
from instrument.documents.domain.texts import check_texts
from rules.refusal import Refusal

D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class Sound(Generic[D]):
    """A document without defects, with its canonical form.

    `warnings`: what its author should look at; it may be published as it is.
    """

    document: D
    content: str
    warnings: tuple[Refusal, ...] = ()

    @property
    def content_hash(self) -> str:
        """Return the hash under which it would be published."""
        return content_hash(self.content)


@dataclass(frozen=True, slots=True)
class Checked(Generic[D]):
    """The defects of a document; `sound` is set if there are none."""

    defects: tuple[Refusal, ...]
    sound: Sound[D] | None

    @property
    def warnings(self) -> tuple[Refusal, ...]:
        """Return what to look at in a document without defects."""
        return () if self.sound is None else self.sound.warnings

    @property
    def content_hash(self) -> str | None:
        """Return the hash it would be published under, None while it has defects."""
        return None if self.sound is None else self.sound.content_hash

    def with_defects(self, defects: Sequence[Refusal]) -> "Checked[D]":
        """Return the result with more defects: they come first and replace others at a place."""
        if not defects:
            return self
        places = {defect.pointer for defect in defects}
        kept: list[Refusal] = [defect for defect in self.defects if defect.pointer not in places]
        return Checked((*defects, *kept), None)


def _no_warning(_document: Any) -> Iterable[Refusal]:
    return ()


def check_document(
    written: Mapping[str, Any],
    read: Callable[[], D],
    *,
    warn: Callable[[D], Iterable[Refusal]] = _no_warning,
) -> Checked[D]:
    """Return the document that `read` returns, with what `warn` says of it, or all its defects.

    A document that is too large is not read at all.
    """
    if defects := check_limits(written):
        return Checked(tuple(defects), None)
    texts = [*check_texts(written), *check_codes(written)]
    try:
        document = read()
    except DefectiveError as error:
        return Checked(error.defects, None).with_defects(texts)
    content = canonical(document)
    if defects := texts or check_size(content):
        return Checked(tuple(defects), None)
    return Checked((), Sound(document, content, tuple(warn(document))))
