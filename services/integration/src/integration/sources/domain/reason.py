"""Why something is as it is, for programs and for people."""

from typing import NamedTuple

from rules.text import Text


class Reason(NamedTuple):
    """A short code that never changes, and the sentence."""

    code: str
    text: Text

    def written(self) -> dict[str, str]:
        """Return it as it is stored and shown."""
        return {"code": self.code, **self.text._asdict()}
