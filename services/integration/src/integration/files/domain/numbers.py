"""Numbers as people write them into files. Which sign parts the decimals is decided once per file.

`1.234.567,89` shows one sign, `1,234,567.89` the other; `1.234` shows none. What a file shows
decides for all of it. If it shows both, or none, the registration of the source does, and what
contradicts that cannot be read.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final, Literal

Sign = Literal[",", "."]

_MONEY: Final = re.compile(r"(?i)^(?:rp|idr)\.?\s*|\s*(?:rp|idr)$|,-{1,2}$|\.-$")
_BRACKETS: Final = re.compile(r"\((.*)\)")
_SHAPE: Final = re.compile(r"-?[0-9]{1,20}(?:[.,][0-9]{1,20})*")
_GROUPED: Final[dict[Sign, re.Pattern[str]]] = {
    ",": re.compile(
        r"-?[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]{1,10})?|-?[0-9]{1,20}(?:,[0-9]{1,10})?"
    ),
    ".": re.compile(
        r"-?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]{1,10})?|-?[0-9]{1,20}(?:\.[0-9]{1,10})?"
    ),
}
_OTHER: Final[dict[Sign, Sign]] = {",": ".", ".": ","}


def sign_shown_by(text: str) -> Sign | None:
    """Return the sign of decimals that a text can be read with alone; None if both or neither."""
    found = _bare(text)
    fits = [sign for sign in _OTHER if found is not None and _GROUPED[sign].fullmatch(found)]
    if len(fits) != 1:
        return None
    return fits[0]


def decided(shown: Iterable[Sign], declared: Sign) -> Sign:
    """Return the sign of a file; if it shows both or none, the one that is declared."""
    signs = set(shown)
    return signs.pop() if len(signs) == 1 else declared


def number_of(text: str, sign: Sign) -> Decimal | None:
    """Return the number that a text says, None if it says none with this sign.

    `Rp`, blanks, brackets of what is owed, and `,-` behind whole rupiahs are dress.
    """
    found = _bare(text)
    if found is None or not _GROUPED[sign].fullmatch(found):
        return None
    return Decimal(found.replace(_OTHER[sign], "").replace(sign, "."))


def _bare(text: str) -> str | None:
    found = text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2212", "-").strip()
    brackets = _BRACKETS.fullmatch(found)
    if brackets is not None:
        found = f"-{brackets[1].strip()}"
    minus = "-" if found.startswith("-") else ""
    found = found.removeprefix("-").strip()
    for _ in range(2):
        found = _MONEY.sub("", found).strip()
    found = minus + found.replace(" ", "")
    return found if _SHAPE.fullmatch(found) else None
