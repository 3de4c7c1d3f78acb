"""From the text of a file to a checked edition or derivation set."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from instrument.documents import mending_crosswalks, mending_derivations
from instrument.documents.crosswalk import CrosswalkDocument
from instrument.documents.derivations import DerivationSetDocument
from instrument.documents.edition import EditionDocument
from instrument.documents.mending import certain_defects, readable, without
from instrument.documents.mending_editions import EDITIONS
from instrument.documents.parts import Part
from instrument.documents.shape import Misfit, Place, misfits, part_at, place_of
from instrument.domain.crosswalk import Crosswalk
from instrument.domain.crosswalk_check import check_crosswalk
from instrument.domain.defect import Defect, DefectiveError
from instrument.domain.derivation import DerivationSet
from instrument.domain.derivation_check import Catalogue, check_derivations
from instrument.domain.edition import Edition
from instrument.domain.edition_check import check_edition
from instrument.domain.example_check import run_examples
from instrument.domain.text import Text
from instrument.events import rules_of

P = TypeVar("P", bound=Part)

_DOUBLED: Final = re.compile("/(nodes|scales)/[0-9]+/code")
_REFERENCE: Final = re.compile("/nodes/[0-9]+/(parent_code|scale_code|related/[0-9]+)")


def edition_document(name: str, content: Mapping[str, Any]) -> EditionDocument:
    """Return a document that has the shape of an edition; its rules are not checked.

    Raises:
        DefectiveError: A key is missing or unknown, or a value is not of its kind.
    """
    try:
        return EditionDocument.model_validate(content)
    except ValidationError as error:
        found = [misfit.defect() for misfit in misfits(error, content, EditionDocument)]
        raise DefectiveError(name, found) from error


def read_edition(name: str, content: Mapping[str, Any]) -> Edition:
    """Return the edition in a document; `name` is the file's, for errors.

    Raises:
        DefectiveError: It breaks a rule; every defect is named by its place.
    """

    def check(document: EditionDocument) -> list[Defect]:
        return check_edition(document.to_domain())

    def certain(known: Mapping[str, Any], holes: Sequence[Place]) -> list[Defect]:
        found = certain_defects(EditionDocument, known, holes, mender=EDITIONS, check=check)
        doubled = [defect for defect in found if _DOUBLED.fullmatch(defect.pointer)]
        if not doubled:
            return found
        # Nothing is told that hangs on which of them is meant.
        more = [place_of(known, defect.pointer) for defect in doubled]
        others = certain_defects(
            EditionDocument, known, [*holes, *more], mender=EDITIONS, check=check
        )
        kept = {*doubled, *others, *_unresolved(known, found, more)}
        return [defect for defect in found if defect in kept]

    _require(EditionDocument, name, content, certain)
    return EditionDocument.model_validate(content).to_domain()


def read_derivations(
    name: str, content: Mapping[str, Any], *, editions: Mapping[str, Edition], catalogue: Catalogue
) -> DerivationSet:
    """Return the derivation set in a document, checked against its edition and the fact catalogue.

    Raises:
        DefectiveError: It breaks a rule; every defect is named by its place.
    """
    edition = editions.get(str(content.get("edition_code")))
    # Facts of a year are fine enough for every edition.
    fact = next((fact for fact, kind in catalogue.items() if kind.period == "year"), "-")
    mender = mending_derivations.mender(fact)

    def certain(known: Mapping[str, Any], holes: Sequence[Place]) -> list[Defect]:
        # Only rules without holes and defects can be tried.
        tried = not any(place[0] == "rules" for place in holes)

        def check(document: DerivationSetDocument) -> list[Defect]:
            return _check_derivations(document.to_domain(), edition, catalogue, tried=tried)

        return certain_defects(DerivationSetDocument, known, holes, mender=mender, check=check)

    _require(DerivationSetDocument, name, content, certain)
    return DerivationSetDocument.model_validate(content).to_domain()


def read_crosswalk(
    name: str, content: Mapping[str, Any], *, editions: Mapping[str, Edition]
) -> Crosswalk:
    """Return the crosswalk in a document, checked against both of its editions.

    Raises:
        DefectiveError: It breaks a rule; every defect is named by its place.
    """
    old, new = (editions.get(str(content.get(key))) for key in ("from_edition", "to_edition"))
    mender = mending_crosswalks.mender(old, new)

    def check(document: CrosswalkDocument) -> list[Defect]:
        return check_crosswalk(document.to_domain(), editions)

    def certain(known: Mapping[str, Any], holes: Sequence[Place]) -> list[Defect]:
        return certain_defects(CrosswalkDocument, known, holes, mender=mender, check=check)

    _require(CrosswalkDocument, name, content, certain)
    return CrosswalkDocument.model_validate(content).to_domain()


def shape_defects(model: type[Part], content: Mapping[str, Any]) -> list[Defect]:
    """Return where a document has another shape than its model."""
    return [misfit.defect() for misfit in _misfits(model, content)]


def _require(
    model: type[P],
    name: str,
    content: Mapping[str, Any],
    certain: Callable[[Mapping[str, Any], Sequence[Place]], Iterable[Defect]],
) -> None:
    """Let pass a document without defects of its shape and, as far as it can be read, its rules."""
    found = _misfits(model, content)
    known = without(content, (misfit.place for misfit in found if misfit.is_unknown_key))
    holes = [readable(known, misfit.place) for misfit in found if not misfit.is_unknown_key]
    defects = [misfit.defect() for misfit in found]
    if () not in holes:
        defects += certain(known, holes)
    if defects:
        raise DefectiveError(name, defects)


def _misfits(model: type[Part], content: Mapping[str, Any]) -> list[Misfit]:
    try:
        model.model_validate(content)
    except ValidationError as error:
        return misfits(error, content, model)
    return []


def _unresolved(
    known: Mapping[str, Any], found: Iterable[Defect], doubled: Iterable[Place]
) -> Iterator[Defect]:
    """Yield the references to other codes than the doubled ones: they name nothing in any case."""
    codes = {part_at(known, place) for place in doubled}
    for defect in found:
        if _REFERENCE.fullmatch(defect.pointer):
            named = part_at(known, place_of(known, defect.pointer))
            if named not in codes:
                yield defect


def _check_derivations(
    derivations: DerivationSet, edition: Edition | None, catalogue: Catalogue, *, tried: bool
) -> list[Defect]:
    if edition is None:
        code = derivations.edition_code
        return [
            Defect("/edition_code", Text(f"edisi {code} tidak ada", f"there is no edition {code}"))
        ]
    found = check_derivations(derivations, edition, catalogue)
    if found or not tried:
        return found
    return [*run_examples(derivations, edition, rules_of(derivations))]
