"""Read a document as a derivation set, or name all its defects."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from instrument.derivations.domain.absence import warnings_of
from instrument.derivations.domain.checks.derivations import Catalogue, check_derivations
from instrument.derivations.domain.checks.examples import run_examples
from instrument.derivations.domain.model import DerivationSet
from instrument.derivations.events import rules_of
from instrument.derivations.store.completion import completion
from instrument.derivations.store.document import DerivationSetDocument
from instrument.documents.domain.defect import DefectiveError
from instrument.documents.store.completion import certain_defects
from instrument.documents.store.reading import read_sound, shape_defects
from instrument.documents.store.shape import Place
from instrument.documents.usecases.check import Checked, check_document
from instrument.editions.domain.model import Edition
from rules.refusal import Refusal
from rules.text import Text


def check_derivation_document(
    document: Mapping[str, Any], edition: Edition | None, catalogue: Catalogue
) -> Checked[DerivationSet]:
    """Return the derivation set in a document, or all its defects.

    `edition` is None if it has defects of its own; then the set has one too.
    """
    if edition is None:
        return check_document(document, partial(_refuse, document))
    known = {edition.edition_code: edition}
    return check_document(
        document,
        partial(read_derivations, "", document, editions=known, catalogue=catalogue),
        warn=partial(warnings_of, catalogue=catalogue),
    )


def read_derivations(
    name: str, content: Mapping[str, Any], *, editions: Mapping[str, Edition], catalogue: Catalogue
) -> DerivationSet:
    """Return the derivation set in a document, checked against its edition and the fact catalogue.

    Raises:
        DefectiveError: It breaks a rule; every defect is named by its place.
    """
    edition = editions.get(str(content.get("edition_code")))
    # Every edition may use facts of a year.
    fact = next((fact for fact, kind in catalogue.items() if kind.period == "year"), "-")
    how = completion(fact)

    def certain(known: Mapping[str, Any], holes: Sequence[Place]) -> list[Refusal]:
        # Examples run only if no rule has a hole.
        tried = not any(place[0] == "rules" for place in holes)

        def check(document: DerivationSetDocument) -> list[Refusal]:
            return _check(document.to_domain(), edition, catalogue, tried=tried)

        return certain_defects(DerivationSetDocument, known, holes, completion=how, check=check)

    return read_sound(DerivationSetDocument, name, content, certain).to_domain()


def _check(
    derivations: DerivationSet, edition: Edition | None, catalogue: Catalogue, *, tried: bool
) -> list[Refusal]:
    if edition is None:
        code = derivations.edition_code
        return [
            Refusal("/edition_code", Text(f"edisi {code} tidak ada", f"there is no edition {code}"))
        ]
    defects = check_derivations(derivations, edition, catalogue)
    if defects or not tried:
        return defects
    return [*run_examples(derivations, edition, rules_of(derivations))]


def _refuse(document: Mapping[str, Any]) -> DerivationSet:
    """Refuse a set whose edition has defects of its own."""
    defect = Refusal(
        "/edition_code",
        Text(
            "masih memuat kesalahan: perbaiki dulu edisinya",
            "has defects: put the edition right first",
        ),
    )
    raise DefectiveError("", [defect, *shape_defects(DerivationSetDocument, document)])
