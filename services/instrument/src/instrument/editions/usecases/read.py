"""From a document to an edition, or everything that is wrong with it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from instrument.documents.store.mending import certain_defects
from instrument.documents.store.reading import read_sound
from instrument.documents.store.shape import Place, part_at, place_of
from instrument.documents.usecases.check import Checked, check_document
from instrument.editions.domain.checks.edition import check_edition
from instrument.editions.domain.model import Edition
from instrument.editions.store.document import EditionDocument
from instrument.editions.store.mending import EDITIONS
from rules.refusal import Refusal

_DOUBLED: Final = re.compile("/(nodes|scales)/[0-9]+/code")
_REFERENCE: Final = re.compile("/nodes/[0-9]+/(parent_code|scale_code|related/[0-9]+)")


def check_edition_document(document: Mapping[str, Any]) -> Checked[Edition]:
    """Return everything that is wrong with an edition, or the edition."""
    return check_document(document, partial(read_edition, "", document))


def read_edition(name: str, content: Mapping[str, Any]) -> Edition:
    """Return the edition in a document; `name` is the file's, for errors.

    Raises:
        DefectiveError: It breaks a rule; every defect is named by its place.
    """
    return read_sound(EditionDocument, name, content, _certain).to_domain()


def _certain(known: Mapping[str, Any], holes: Sequence[Place]) -> list[Refusal]:
    found = _defects(known, holes)
    doubled = [defect for defect in found if _DOUBLED.fullmatch(defect.pointer)]
    if not doubled:
        return found
    # Nothing is told that hangs on which of them is meant.
    more = [place_of(known, defect.pointer) for defect in doubled]
    others = _defects(known, [*holes, *more])
    kept = {*doubled, *others, *_unresolved(known, found, more)}
    return [defect for defect in found if defect in kept]


def _defects(known: Mapping[str, Any], holes: Sequence[Place]) -> list[Refusal]:
    def check(document: EditionDocument) -> list[Refusal]:
        return check_edition(document.to_domain())

    return certain_defects(EditionDocument, known, holes, mender=EDITIONS, check=check)


def _unresolved(
    known: Mapping[str, Any], found: Iterable[Refusal], doubled: Iterable[Place]
) -> Iterator[Refusal]:
    """Yield the references to other codes than the doubled ones: they name nothing in any case."""
    codes = {part_at(known, place) for place in doubled}
    for defect in found:
        if _REFERENCE.fullmatch(defect.pointer):
            named = part_at(known, place_of(known, defect.pointer))
            if named not in codes:
                yield defect
