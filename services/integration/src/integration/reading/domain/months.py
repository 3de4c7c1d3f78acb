"""Months and days as people and systems write them, in both languages and short."""

import re
from datetime import date
from typing import Final

_NAMES: Final = (
    ("januari", "january", "jan"),
    ("februari", "pebruari", "february", "feb", "peb"),
    ("maret", "march", "mar", "mrt"),
    ("april", "apr"),
    ("mei", "may"),
    ("juni", "june", "jun"),
    ("juli", "july", "jul"),
    ("agustus", "august", "agust", "agt", "ags", "agu", "aug"),
    ("september", "sept", "sep"),
    ("oktober", "october", "okt", "oct"),
    ("november", "nopember", "nov", "nop"),
    ("desember", "december", "des", "dec"),
)
MONTHS: Final = {name: number for number, names in enumerate(_NAMES, 1) for name in names}
"""Which month a name in small letters is."""
_ROMAN: Final = {
    name: number
    for number, name in enumerate(
        ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"], 1
    )
}
_NUMBER: Final = re.compile(r"0?([1-9]|1[0-2])(?:\.0+)?")
_PREFIX: Final = re.compile(r"^(?:bulan|bln\.?|month)\s+")
_WRITTEN: Final = re.compile(r"([0-9]{1,2})[\s/.-]+([A-Za-z]+|[0-9]{1,2})\.?[\s/.-]+([0-9]{4})")


def month_of(text: str) -> int | None:
    """Return the month that a text names: a number, a Roman one, or a name in either language."""
    word = _PREFIX.sub("", text.strip().casefold())
    found = _NUMBER.fullmatch(word)
    if found is not None:
        return int(found[1])
    word = word.partition(" ")[0].rstrip(".")
    return MONTHS.get(word) or _ROMAN.get(word)


def day_of(text: str) -> str | None:
    """Return a day that is written day first, as `31/12/2026` or `5 Peb 2026`, as YYYY-MM-DD."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        return None
    month = int(found[2]) if found[2].isdigit() else MONTHS.get(found[2].casefold())
    try:
        return date(int(found[3]), month or 0, int(found[1])).isoformat()
    except ValueError:
        return None
