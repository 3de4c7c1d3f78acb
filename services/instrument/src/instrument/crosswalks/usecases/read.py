"""Read a document as a crosswalk, or name all its defects."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from instrument.crosswalks.domain.check import check_crosswalk
from instrument.crosswalks.domain.model import Crosswalk
from instrument.crosswalks.store.completion import completion
from instrument.crosswalks.store.document import CrosswalkDocument
from instrument.documents.store.completion import certain_defects
from instrument.documents.store.reading import read_sound
from instrument.documents.store.shape import Place
from instrument.documents.usecases.check import Checked, check_document
from instrument.editions.domain.model import Edition
from rules.refusal import Refusal


def check_crosswalk_document(
    document: Mapping[str, Any], editions: Mapping[str, Edition]
) -> Checked[Crosswalk]:
    """Return the crosswalk in a document, or all its defects."""
    return check_document(document, partial(read_crosswalk, "", document, editions=editions))


def read_crosswalk(
    name: str, content: Mapping[str, Any], *, editions: Mapping[str, Edition]
) -> Crosswalk:
    """Return the crosswalk in a document, checked against both of its editions.

    Raises:
        DefectiveError: It breaks a rule; every defect is named by its place.
    """
    old, new = (editions.get(str(content.get(key))) for key in ("from_edition", "to_edition"))
    how = completion(old, new)

    def check(document: CrosswalkDocument) -> list[Refusal]:
        return check_crosswalk(document.to_domain(), editions)

    def certain(known: Mapping[str, Any], holes: Sequence[Place]) -> list[Refusal]:
        return certain_defects(CrosswalkDocument, known, holes, completion=how, check=check)

    return read_sound(CrosswalkDocument, name, content, certain).to_domain()
