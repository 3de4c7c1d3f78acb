"""Read a document as an edition, or name all its defects."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from instrument.documents.store.completion import certain_defects
from instrument.documents.store.reading import read_sound
from instrument.documents.store.shape import Place, part_at, place_of
from instrument.documents.usecases.check import Checked, check_document
from instrument.editions.domain.checks.edition import check_edition
from instrument.editions.domain.model import Edition
from instrument.editions.store.completion import COMPLETION
from instrument.editions.store.document import EditionDocument
from rules.refusal import Refusal

_DOUBLED: Final = re.compile("/(nodes|scales)/[0-9]+/code")
_REFERENCE: Final = re.compile("/nodes/[0-9]+/(parent_code|scale_code|related/[0-9]+)")


def check_edition_document(document: Mapping[str, Any]) -> Checked[Edition]:
    """Return the edition in a document, or all its defects."""
    return check_document(document, partial(read_edition, "", document))


def read_edition(name: str, content: Mapping[str, Any]) -> Edition:
    """Return the edition in a document; `name` is the file's, for errors.

    Raises:
        DefectiveError: It breaks a rule; every defect is named by its place.
    """
    return read_sound(EditionDocument, name, content, _certain).to_domain()


def _certain(known: Mapping[str, Any], holes: Sequence[Place]) -> list[Refusal]:
    defects = _defects(known, holes)
    doubled = [defect for defect in defects if _DOUBLED.fullmatch(defect.pointer)]
    if not doubled:
        return defects
    # Defects that depend on which of the doubled codes is meant are left out.
    doubled_places = [place_of(known, defect.pointer) for defect in doubled]
    elsewhere = _defects(known, [*holes, *doubled_places])
    kept = {*doubled, *elsewhere, *_unresolved(known, defects, doubled_places)}
    return [defect for defect in defects if defect in kept]


def _defects(known: Mapping[str, Any], holes: Sequence[Place]) -> list[Refusal]:
    def check(document: EditionDocument) -> list[Refusal]:
        return check_edition(document.to_domain())

    return certain_defects(EditionDocument, known, holes, completion=COMPLETION, check=check)


def _unresolved(
    known: Mapping[str, Any], defects: Iterable[Refusal], doubled: Iterable[Place]
) -> Iterator[Refusal]:
    """Yield the defects of references that name none of the doubled codes: they are certain."""
    codes = {part_at(known, place) for place in doubled}
    for defect in defects:
        if _REFERENCE.fullmatch(defect.pointer):
            named = part_at(known, place_of(known, defect.pointer))
            if named not in codes:
                yield defect
