"""Assessments of three stages, on an edition of an indicator, one with criteria, and a percent."""

from collections.abc import Collection, Sequence
from typing import Final
from uuid import UUID

from kit.ids import new_id
from rules.edition import Scale, ScaleLevel
from rules.text import Text
from submission.disagreement.domain.levels import Decided, Outline, Part

STAGES: Final = ("mandiri", "dokumen", "reviu")
LEVELS: Final = Scale(
    "levels", "levels", 1, 5, levels=tuple(ScaleLevel(n, Text("N", "N")) for n in range(1, 6))
)
PERCENT: Final = Scale("percent", "percent", 0, 100)
OUTLINE: Final = Outline(
    stages=STAGES,
    indicators=[("1", ()), ("C", ("C.1", "C.2")), ("P", ())],
    scales={"1": LEVELS, "C": LEVELS, "C.1": LEVELS, "C.2": LEVELS, "P": PERCENT},
)
Levels = Sequence[str | None]


def part(
    *,
    agency: str = "9901.1",
    closed: Collection[str] = STAGES,
    has_ended: bool = False,
    by: Sequence[str] = ("agency", "asesor.1", "asesor.2"),
    assessment_id: UUID | None = None,
    **levels: Levels,
) -> Part:
    """Return an assessment; `levels`: i1, c, c1, c2 and p, by stage."""
    codes = {"i1": "1", "c": "C", "c1": "C.1", "c2": "C.2", "p": "P"}
    return Part(
        assessment_id=assessment_id or new_id(),
        agency_code=agency,
        has_ended=has_ended,
        closed=closed,
        decided=[
            Decided(codes[name], STAGES[place], level, by[place])
            for name, line in levels.items()
            for place, level in enumerate(line)
            if level is not None
        ],
    )
