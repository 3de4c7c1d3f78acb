"""What is wrong with a published result: where it stands, what should stand there, what does."""

from dataclasses import dataclass
from typing import Final

_MOST_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class Flaw:
    """The first thing that is wrong. `field` is a path inside of `file`."""

    file: str
    field: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.file}: {self.field}: expected {self.expected}, found {self.found}"


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


def flaw_found(file: str, field: str, *, expected: str, found: str) -> FlawFound:
    """Return the error that names a flaw."""
    return FlawFound(Flaw(file, field, expected[:_MOST_SHOWN], found[:_MOST_SHOWN]))


def _shown(value: object) -> str:
    return "nothing" if value is None else str(value)
