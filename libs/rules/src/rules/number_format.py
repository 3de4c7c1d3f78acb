"""What a number format makes people see: a format can show another number than the cell holds.

How many decimals it shows, signs for thousands, colours and blanks change nothing of a number. A
text in it, a condition, or thousands that are cut off do: `"5"` shows 5 whatever the cell holds.
"""

import re
from collections.abc import Sequence
from typing import Final

from rules.text import Text

_PLAIN_NAMES: Final = frozenset({"general", "@"})
# Colours and languages: [Red], [Color 3], [$-421].
_DRESS: Final = re.compile(
    r"\[(?:black|blue|cyan|green|magenta|red|white|yellow|color ?[0-9]{1,2}|\$-[0-9a-f]+)\]",
    re.IGNORECASE,
)
# `_)` and `* ` are blanks; a blank and a sign can be quoted or escaped.
_BLANKS: Final = re.compile(r'_.|\*[ \-]|\\[ ]|"[ ]*"|[ ]')
_SIGNS: Final = re.compile(r'\\([-+()])|"([-+()])"')
_SECTIONS: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|(;)|[^;]')
_NUMBER: Final = re.compile(r"(?:[0#?]+(?:,[0#?]+)*)?(?:\.[0#?]*)?(?:E[+-][0#?]+)?", re.IGNORECASE)
_PLACES: Final = re.compile("[0#?]")
_NEGATIVE: Final = (("-", ""), ("(", ")"))
_TWO: Final = 2
_THREE: Final = 3

_OTHERWISE: Final = Text(
    "diberi format angka yang menampilkan hal lain dari isinya: ubah format sel menjadi Teks lalu"
    " tulis ulang",
    "has a number format that shows something else than it holds: give the cell the format Text and"
    " write it again",
)


def shown_otherwise(value: float, number_format: str) -> Text | None:
    """Return what is wrong if a cell with this format does not show the number that it holds.

    A percent format is not looked at: it shows the number, as a percentage.
    """
    if "%" in number_format and _is_plain(value, number_format.replace("%", "")):
        return None
    return None if _is_plain(value, number_format) else _OTHERWISE


def _is_plain(value: float, number_format: str) -> bool:
    sections = _split(number_format)
    if len(sections) >= _THREE and value == 0:
        return _shows(sections[2], signs=[("", "")])
    if len(sections) >= _TWO and value < 0:
        return _shows(sections[1], signs=_NEGATIVE)
    return _shows(sections[0], signs=[("", "")])


def _split(number_format: str) -> list[str]:
    """Return the sections for positive, negative and zero, and for texts."""
    sections = [""]
    for found in _SECTIONS.finditer(number_format):
        if found[1]:
            sections.append("")
        else:
            sections[-1] += found[0]
    return sections


def _shows(section: str, *, signs: Sequence[tuple[str, str]]) -> bool:
    """Say whether a section shows a number as it is, between the signs."""
    bare = _SIGNS.sub(lambda found: found[1] or found[2], _DRESS.sub("", section))
    bare = _BLANKS.sub("", bare)
    for before, after in signs:
        inner = bare.removeprefix(before).removesuffix(after)
        if len(inner) != len(bare) - len(before) - len(after):
            continue
        if inner.lower() in _PLAIN_NAMES:
            return True
        if _PLACES.search(inner) and _NUMBER.fullmatch(inner):
            return True
    return False
