"""What is refused: the place and the sentence. The one type for it, in every package."""

from typing import NamedTuple

from rules.text import Text


class Refusal(NamedTuple):
    """What is wrong with one part of what was given, and what is right there.

    `pointer`: a JSON pointer (RFC 6901) into the document or body; empty: the whole of it. What
    stands in another part of a request is named by the edge: "query/…", "path/…", "header/…".
    """

    pointer: str
    text: Text

    def below(self, pointer: str) -> "Refusal":
        """Return it for what holds the document at `pointer`."""
        return self._replace(pointer=f"{pointer}{self.pointer}")


def place_in_list(refusal: Refusal) -> int:
    """Return which row or item of a list is refused: 3 of `/rows/3/level`; 0 for all of it."""
    part = refusal.pointer.split("/")[2:3]
    return int(part[0]) if part else 0


def pointer_to(*parts: str | int) -> str:
    """Return the JSON pointer to a part: `("levels", "1/a")` gives `/levels/1~1a`."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in parts)
