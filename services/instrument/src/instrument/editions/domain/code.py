"""The rules for the code of an edition."""

import re
from collections.abc import Mapping
from typing import Any, Final

from rules.refusal import Refusal
from rules.text import Text

# A code is part of addresses, and an address may end in the kind of document: `.yaml`.
_CODE: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,98}[A-Za-z0-9])?")
_ENDINGS: Final = (".json", ".yaml", ".xlsx")
_RESERVED: Final = frozenset({"template", "preview"})


def check_code(document: Mapping[str, Any]) -> list[Refusal]:
    """Return the defects of the code in a document; a draft needs a valid code."""
    code = document.get("edition_code")
    good = isinstance(code, str) and _CODE.fullmatch(code) is not None
    if isinstance(code, str) and good and code not in _RESERVED and not code.endswith(_ENDINGS):
        return []
    fault = Text(
        "isi kode dari huruf, angka, titik, dan tanda hubung, misalnya permenpanrb-59-2020",
        "needs a code of letters, digits, dots and hyphens: permenpanrb-59-2020",
    )
    return [Refusal("/edition_code", fault)]


def published_already(edition_code: str) -> Refusal:
    """Return the refusal of other content under a published code."""
    return Refusal(
        "/edition_code",
        Text(
            f"Edisi {edition_code} sudah terbit dan tidak dapat diubah lagi. Pakai kode baru.",
            f"The edition {edition_code} is published and never changes. Use a new code.",
        ),
    )
