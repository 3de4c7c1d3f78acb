"""What the code of an edition may be."""

import re
from collections.abc import Mapping
from typing import Any, Final

from rules.refusal import Refusal
from rules.text import Text

# A code is part of addresses, which end in the kind of the document that is asked for.
_CODE: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,98}[A-Za-z0-9])?")
_ENDINGS: Final = (".json", ".yaml", ".xlsx")
_RESERVED: Final = frozenset({"template", "preview"})


def check_code(document: Mapping[str, Any]) -> list[Refusal]:
    """Return what is wrong with the code of an edition, without which no draft can be kept."""
    code = document.get("edition_code")
    good = isinstance(code, str) and _CODE.fullmatch(code) is not None
    if isinstance(code, str) and good and code not in _RESERVED and not code.endswith(_ENDINGS):
        return []
    fault = Text(
        "perlu kode dari huruf, angka, titik, garis: permenpanrb-59-2020",
        "needs a code of letters, digits, dots and hyphens: permenpanrb-59-2020",
    )
    return [Refusal("/edition_code", fault)]


def published_already(edition_code: str) -> Refusal:
    """Return what is wrong with other content under a code that is published."""
    return Refusal(
        "/edition_code",
        Text(
            f"Edisi {edition_code} sudah terbit dan tidak berubah lagi. Pakai kode baru.",
            f"The edition {edition_code} is published and never changes. Use a new code.",
        ),
    )
