"""Codes whose lengths say how deep an agency stands, as 6, 8 and 10 characters.

The scheme is declared with the import; without one, only the column says who is above. A code is
never below another one because it begins with it: `200010` is not below `20001`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rules.text import Text


@dataclass(frozen=True, slots=True)
class Scheme:
    """The lengths of codes, the shortest first."""

    lengths: Sequence[int] = ()

    def parent_of(self, code: str) -> str | None:
        """Return the code one step above; None for one at the top or of another length."""
        if len(code) not in self.lengths:
            return None
        step = self.lengths.index(len(code))
        return code[: self.lengths[step - 1]] if step else None

    def is_deeper(self, code: str) -> bool:
        """Say whether a code stands below one of the first length."""
        return self.parent_of(code) is not None

    def warning(self, code: str) -> Text | None:
        """Return what is odd about a code."""
        if not self.lengths or len(code) in self.lengths:
            return None
        known = ", ".join(str(length) for length in self.lengths)
        return Text(
            f"kode {code} panjangnya {len(code)}, sedangkan skemanya {known}; ditempatkan di"
            " tingkat teratas",
            f"the code {code} has {len(code)} characters, and the scheme {known}; it is put at the"
            " top level",
        )
