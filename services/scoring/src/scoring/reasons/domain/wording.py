"""Words and lists as sentences need them."""

from collections.abc import Sequence
from typing import Final

from rules.text import Text

_MOST_NAMED: Final = 10


def bare(text: str) -> str:
    """Return a sentence without its end, to go on after it."""
    return text.rstrip(" .")


def listed(words: Sequence[str], last: str, total: int | None = None) -> str:
    """Return words as a list in a sentence; of many, the first ten and how many more."""
    total = total or len(words)
    if total > _MOST_NAMED:
        return f"{', '.join(words[:_MOST_NAMED])} {last} {total - _MOST_NAMED} +"
    return f" {last} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


def joined(sentences: Sequence[Text]) -> Text | None:
    """Return sentences one after the other; None: there is none."""
    if not sentences:
        return None
    return Text(" ".join(each.id for each in sentences), " ".join(each.en for each in sentences))
