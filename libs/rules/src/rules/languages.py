"""The two languages people are answered in: Bahasa Indonesia first, English second."""

from typing import Final, Literal

from rules.text import Text

Language = Literal["id", "en"]
DEFAULT: Final[Language] = "id"


def in_language(text: str | Text, language: Language) -> str:
    """Return the sentence in `language`; a plain string is the same in both."""
    if isinstance(text, str):
        return text
    return text.id if language == "id" else text.en


def negotiate(accept_language: str | None) -> Language:
    """Choose the language an Accept-Language header likes best (RFC 9110, 12.5.4)."""
    best: Language = DEFAULT
    best_quality = 0
    for position in (accept_language or "").split(","):
        tag, _, parameters = position.strip().partition(";")
        language = _known(tag)
        quality = _quality(parameters)
        if language is not None and quality > best_quality:
            best, best_quality = language, quality
    return best


def _known(tag: str) -> Language | None:
    primary = tag.strip().lower().partition("-")[0]
    if primary in ("id", "in", "*"):  # "in" is the code Indonesian had before 1989
        return "id"
    return "en" if primary == "en" else None


def _quality(parameters: str) -> int:
    """Return the weight in thousandths, 0 for one that cannot be read."""
    name, _, value = parameters.strip().partition("=")
    if name.strip().lower() != "q":
        return 1000
    whole, _, thousandths = value.strip().partition(".")
    digits = thousandths[:3].ljust(3, "0")
    if whole not in ("0", "1") or not digits.isdigit():
        return 0
    return min(1000, int(whole) * 1000 + int(digits))
