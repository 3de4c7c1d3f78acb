"""Which parts of an explanation a decision says: all that completeness asks of its texts.

It is worked out once, when a decision is made, and kept beside it: thousands of decisions can then
be judged without their texts. It says too whether the text that left the service begins with the
sector: that of a decision from before that was so never changes, and no hash of it does.
"""

from collections.abc import Mapping
from enum import IntFlag
from typing import Final

from rules.text import is_blank


class Said(IntFlag):
    """What a decision says. The numbers are stored: they keep their meaning for ever."""

    NOTHING = 0
    TEXT = 1
    IN_PARTS = 2
    FACTS = 4
    ANALYSIS = 8
    PROOF = 16
    JUSTIFICATION = 32
    SECTOR = 64  # the text that others get begins with it

    @property
    def explains(self) -> bool:
        """Say whether it explains: in one text, or in facts and their analysis."""
        needed = Said.FACTS | Said.ANALYSIS if self & Said.IN_PARTS else Said.TEXT
        return self & needed == needed


_PARTS: Final[Mapping[str, Said]] = {
    "fakta": Said.FACTS,
    "analisis": Said.ANALYSIS,
    "pembuktian": Said.PROOF,
    "justifikasi": Said.JUSTIFICATION,
}


def said_in(
    explanation: str, reasons: Mapping[str, str] | None, *, tells_sector: bool = False
) -> Said:
    """Return what an explanation says; `reasons`: its parts, if there are any."""
    said = Said.NOTHING if is_blank(explanation) else Said.TEXT
    if tells_sector:
        said |= Said.SECTOR
    if reasons is None:
        return said
    said |= Said.IN_PARTS
    for part, flag in _PARTS.items():
        if not is_blank(reasons.get(part, "")):
            said |= flag
    return said
