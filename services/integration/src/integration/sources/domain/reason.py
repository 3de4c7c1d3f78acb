"""Why something failed or is unknown, for programs and for people."""

from collections.abc import Mapping
from typing import NamedTuple, Self

from rules.text import Text


class Reason(NamedTuple):
    """A short code that never changes, and the sentence."""

    code: str
    text: Text

    def written(self) -> dict[str, str]:
        """Return it as it is stored and shown."""
        return {"code": self.code, **self.text._asdict()}

    @classmethod
    def read(cls, stored: Mapping[str, str]) -> Self:
        """Return the reason that `written` wrote."""
        return cls(stored["code"], Text(stored["id"], stored["en"]))
