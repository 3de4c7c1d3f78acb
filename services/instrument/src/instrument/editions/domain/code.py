"""The rules for the code of an edition."""

from collections.abc import Mapping
from typing import Any

from instrument.documents.domain.codes import fault_of_code
from rules.refusal import Refusal
from rules.text import Text


def check_code(document: Mapping[str, Any]) -> list[Refusal]:
    """Return the defects of the code in a document; a draft needs a valid code."""
    fault = fault_of_code(document.get("edition_code"), "permenpanrb-59-2020")
    return [] if fault is None else [Refusal("/edition_code", fault)]


def published_already(edition_code: str) -> Refusal:
    """Return the refusal of other content under a published code."""
    return Refusal(
        "/edition_code",
        Text(
            f"Edisi {edition_code} sudah terbit dan tidak dapat diubah lagi. Pakai kode baru.",
            f"The edition {edition_code} is published and never changes. Use a new code.",
        ),
    )
