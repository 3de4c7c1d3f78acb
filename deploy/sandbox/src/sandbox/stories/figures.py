"""Exact figures of the API as the stories show them."""

from datetime import date
from typing import Final

from rules.exact import announce, parse
from sandbox.stories.portal import Language
from sandbox.telling.texts import NOTHING

_PLACES: Final = 2
_WHOLE: Final = 100


def announced(exact: str | None) -> str:
    """Return a number with two places, rounded half up."""
    if exact is None:
        return NOTHING
    value = parse(exact)
    return announce(value.numerator, value.denominator, _PLACES)


def signed(exact: str | None) -> str:
    """Return a difference with its sign, coloured by it; one of nothing has none."""
    shown = announced(exact)
    if exact is None or parse(exact) == 0:
        return shown
    return f"[green]+{shown}[/]" if parse(exact) > 0 else f"[red]{shown}[/]"


def share(exact: str | None) -> str:
    """Return a share in whole percent, or with two places where it is not whole."""
    if exact is None:
        return NOTHING
    value = parse(exact) * _WHOLE
    return f"{value} %" if value.denominator == 1 else f"{announced(str(value))} %"


def day(iso: str) -> str:
    """Return a day as people of Indonesia write it in figures."""
    return date.fromisoformat(iso).strftime("%d-%m-%Y")


def rupiah(amount: str, language: Language) -> str:
    """Return an amount of whole rupiah with its thousands parted as in a language."""
    written = f"{int(amount):,}"
    return written if language == "en" else written.replace(",", ".")
