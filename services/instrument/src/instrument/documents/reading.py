"""From the text of a file to a checked edition or derivation set."""

import re
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from instrument.documents.crosswalk import CrosswalkDocument
from instrument.documents.derivations import DerivationSetDocument
from instrument.documents.edition import EditionDocument
from instrument.documents.parts import Part
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

# The kinds of derivations and conditions, which pydantic puts into the place of an error.
_TAGS = frozenset(
    {
        *("ladder", "measure", "fact", "all", "any", "not"),
        *("claim_against_fact", "claim_against_derived", "related", "last_year", "sources"),
    }
)
_LONG_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+|/[1-9][0-9]*)?")
_INDONESIAN = {
    "extra_forbidden": "kunci tidak dikenal",
    "missing": "wajib diisi",
    "string_type": "harus berupa teks dalam tanda kutip",
    "string_pattern_mismatch": "harus bilangan eksak dalam tanda kutip",
    "number_too_long": "paling banyak 30 angka di atas dan di bawah garis,"
    " atau sebelum dan sesudah titik",
    "literal_error": "bukan pilihan yang dikenal",
    "control_characters": "tidak boleh memuat karakter kendali",
    "text_with_nul": "tidak boleh memuat karakter NUL",
}
_ENGLISH = {
    "extra_forbidden": "is an unknown key",
    "missing": "is required",
    "string_type": "must be text in quotes",
    "string_pattern_mismatch": "must be an exact number in quotes",
    "number_too_long": "must have 30 digits at most above and below the line,"
    " or before and after the point",
}


def edition_document(name: str, content: Mapping[str, Any]) -> EditionDocument:
    """Return a document that has the shape of an edition; its rules are not checked.

    Raises:
        DefectiveError: A key is missing or unknown, or a value is not of its kind.
    """
    return _shape(EditionDocument, name, content)


def read_edition(name: str, content: Mapping[str, Any]) -> Edition:
    """Return the edition in a document; `name` is the file's, for errors.

    Raises:
        DefectiveError: It breaks a rule; every defect is named by its place.
    """
    edition = _shape(EditionDocument, name, content).to_domain()
    if defects := check_edition(edition):
        raise DefectiveError(name, defects)
    return edition


def read_derivations(
    name: str, content: Mapping[str, Any], *, editions: Mapping[str, Edition], catalogue: Catalogue
) -> DerivationSet:
    """Return the derivation set in a document, checked against its edition and the fact catalogue.

    Raises:
        DefectiveError: It breaks a rule; every defect is named by its place.
    """
    derivations = _shape(DerivationSetDocument, name, content).to_domain()
    edition = editions.get(derivations.edition_code)
    if edition is None:
        unknown = derivations.edition_code
        raise DefectiveError(
            name,
            [
                Defect(
                    "/edition_code",
                    Text(f"edisi {unknown} tidak ada", f"there is no edition {unknown}"),
                )
            ],
        )
    defects = check_derivations(derivations, edition, catalogue)
    # Only rules without defects can be tried.
    defects = defects or list(run_examples(derivations, edition, rules_of(derivations)))
    if defects:
        raise DefectiveError(name, defects)
    return derivations


def read_crosswalk(
    name: str, content: Mapping[str, Any], *, editions: Mapping[str, Edition]
) -> Crosswalk:
    """Return the crosswalk in a document, checked against both of its editions.

    Raises:
        DefectiveError: It breaks a rule; every defect is named by its place.
    """
    crosswalk = _shape(CrosswalkDocument, name, content).to_domain()
    if defects := check_crosswalk(crosswalk, editions):
        raise DefectiveError(name, defects)
    return crosswalk


def _shape(model: type[P], name: str, content: Mapping[str, Any]) -> P:
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise DefectiveError(name, _defects(error, content)) from error


def _defects(error: ValidationError, content: Mapping[str, Any]) -> list[Defect]:
    return [
        Defect(
            _pointer(found["loc"], content, missing=found["type"] == "missing"),
            Text(
                _INDONESIAN.get(_kind(found), found["msg"]),
                _ENGLISH.get(_kind(found), found["msg"]),
            ),
        )
        for found in error.errors(include_url=False)
    ]


def _kind(found: ErrorDetails) -> str:
    """Return the kind of an error; a number that is too long is written well otherwise."""
    given = found["input"]
    if found["type"] == "string_pattern_mismatch" and _LONG_NUMBER.fullmatch(str(given)):
        return "number_too_long"
    return found["type"]


def _pointer(location: tuple[int | str, ...], content: Any, *, missing: bool) -> str:
    """Return the place as a JSON pointer; pydantic's names of a union's members are no places.

    Only what is missing is named though it is not there.
    """
    pointer, entered = "", True
    for part in location:
        if isinstance(content, dict):
            if entered and part in _TAGS and content.get("kind") == part:
                entered = False
                continue
            if part not in content and not missing:
                break
            content, entered = content.get(part), True
        elif isinstance(content, list) and isinstance(part, int):
            content, entered = content[part], True
        else:
            break
        pointer += f"/{str(part).replace('~', '~0').replace('/', '~1')}"
    return pointer
