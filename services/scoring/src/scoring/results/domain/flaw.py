"""What is wrong with a published result: where it stands, what should stand there, what does."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from rules.text import Text, all_seen

NOTHING: Final = Text("tidak ada", "nothing")

_MOST_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class Flaw:
    """The first thing that is wrong. `field` is a path inside of `file`.

    What is data (a number, a hash) is the same in both languages; no text of a library is shown.
    """

    file: str
    field: str
    expected: Text
    found: Text

    def __str__(self) -> str:
        return f"{self.file}: {self.field}: expected {self.expected.en}, found {self.found.en}"


class FlawFound(Exception):
    """Something is not as it was published."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(str(flaw))
        self.flaw = flaw


def require_same(file: str, field: str, *, expected: object, found: object) -> None:
    """Refuse what is not as expected.

    Raises:
        FlawFound: The two differ.
    """
    if expected != found:
        raise flaw_found(file, field, expected=_shown(expected), found=_shown(found))


def flaw_found(file: str, field: str, *, expected: str | Text, found: str | Text) -> FlawFound:
    """Return the error that names a flaw; a `str` is data."""
    return FlawFound(Flaw(file, field, _cut(expected), _cut(found)))


def any_of(values: Iterable[str]) -> Text:
    """Return the values of which one was expected; without any, that there are none."""
    known = [*values]
    return Text(" atau ".join(known), " or ".join(known)) if known else NOTHING


def _shown(value: object) -> str | Text:
    return NOTHING if value is None else str(value)


def _cut(said: str | Text) -> Text:
    indonesian, english = said if isinstance(said, Text) else (said, said)
    # A package says what it likes: none of it turns a line around, here or in a terminal.
    return Text(all_seen(indonesian)[:_MOST_SHOWN], all_seen(english)[:_MOST_SHOWN])
