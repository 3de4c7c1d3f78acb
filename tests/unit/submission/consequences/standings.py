"""How agencies stand, for rules of rewards and punishments."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from rules.exact import Number, parse
from rules.text import Text
from submission.consequences.domain.standing import (
    Improvement,
    Instruction,
    PeriodResult,
    Reference,
    Standing,
)

DAY: Final = date(2026, 7, 10)
BELOW_FLOOR: Final = Text("cakupan di bawah ambang", "its coverage is below the floor")


def result(period: str, value: str | None, target: str | None, why: Text | None = None) -> Any:
    """Return the result of a period, which rests on a score and a target."""
    return PeriodResult(
        period=period,
        value=_number(value),
        target=_number(target),
        reason=why,
        references=(Reference("score", f"skor-{period}", 3), Reference("target", period[:4], 1)),
    )


def instruction(name: str, due: str, **told: Any) -> Instruction:
    """Return an instruction."""
    due_on = date.fromisoformat(due)
    return Instruction(recommendation_id=name, title=f"Instruksi {name}", due_on=due_on, **told)


def standing(
    *results: PeriodResult,
    instructions: Sequence[Instruction] | None = (),
    akip: Improvement | None = None,
    period: str = "2026-Q2",
) -> Standing:
    """Return how an agency stands at the end of the second quarter."""
    return Standing(
        agency_code="9901.1",
        period=period,
        day=DAY,
        results=results,
        instructions=instructions,
        akip=akip,
    )


def _number(text: str | None) -> Number | None:
    return None if text is None else parse(text)
