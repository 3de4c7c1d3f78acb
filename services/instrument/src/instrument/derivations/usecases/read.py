"""From a document to a derivation set, or everything that is wrong with it."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from instrument.derivations.domain.checks.derivations import Catalogue, check_derivations
from instrument.derivations.domain.checks.examples import run_examples
from instrument.derivations.domain.model import DerivationSet
from instrument.derivations.events import rules_of
from instrument.derivations.store.document import DerivationSetDocument
from instrument.derivations.store.mending import mender
from instrument.documents.domain.defect import DefectiveError
from instrument.documents.store.mending import certain_defects
from instrument.documents.store.reading import read_sound, shape_defects
from instrument.documents.store.shape import Place
from instrument.documents.usecases.check import Checked, check_document
from instrument.editions.domain.model import Edition
from rules.refusal import Refusal
from rules.text import Text


def check_derivation_document(
    document: Mapping[str, Any], edition: Edition | None, catalogue: Catalogue
) -> Checked[DerivationSet]:
    """Return everything that is wrong with a derivation set of an edition, or the set.

    Without the edition, which has defects of its own, no set is sound.
    """
    if edition is None:
        return check_document(document, partial(_refuse, document))
    known = {edition.edition_code: edition}
    return check_document(
        document, partial(read_derivations, "", document, editions=known, catalogue=catalogue)
    )


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
    filled = mender(fact)

    def certain(known: Mapping[str, Any], holes: Sequence[Place]) -> list[Refusal]:
        # Only rules without holes and defects can be tried.
        tried = not any(place[0] == "rules" for place in holes)

        def check(document: DerivationSetDocument) -> list[Refusal]:
            return _check(document.to_domain(), edition, catalogue, tried=tried)

        return certain_defects(DerivationSetDocument, known, holes, mender=filled, check=check)

    return read_sound(DerivationSetDocument, name, content, certain).to_domain()


def _check(
    derivations: DerivationSet, edition: Edition | None, catalogue: Catalogue, *, tried: bool
) -> list[Refusal]:
    if edition is None:
        code = derivations.edition_code
        return [
            Refusal("/edition_code", Text(f"edisi {code} tidak ada", f"there is no edition {code}"))
        ]
    found = check_derivations(derivations, edition, catalogue)
    if found or not tried:
        return found
    return [*run_examples(derivations, edition, rules_of(derivations))]


def _refuse(document: Mapping[str, Any]) -> DerivationSet:
    """Refuse a set whose edition has defects of its own."""
    defect = Refusal(
        "/edition_code", Text("perbaiki dulu edisinya", "has defects: put the edition right first")
    )
    raise DefectiveError("", [defect, *shape_defects(DerivationSetDocument, document)])
