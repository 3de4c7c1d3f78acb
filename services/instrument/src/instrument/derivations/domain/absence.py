"""What the author of a derivation set should look at, though it is no defect."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

from instrument.derivations.domain.checks.holding import turned_by_absence
from instrument.derivations.domain.condition import Condition
from instrument.derivations.domain.contradiction import ClaimAgainstFact
from instrument.derivations.domain.model import DerivationSet, FactKind, Ladder
from rules.floor import NEVER
from rules.refusal import Refusal
from rules.text import Text

_TURNS: Final = Text(
    "terpenuhi juga bila faktanya tidak ada: perbandingan dengan fakta yang tidak ada selalu tidak"
    " terpenuhi, sehingga sangkalannya terpenuhi; tulis perbandingan sebaliknya, atau minta juga"
    " bahwa faktanya ada (exists)",
    "also holds where the fact is absent: a comparison with an absent fact is false, so its denial"
    " is true; write the opposite comparison, or ask beside it that the fact exists",
)
# Below it, what is not known weighs more than what is.
_LEAST_FLOOR: Final = Fraction(1, 2)
_LOW: Final = Text(
    "ambang di bawah 0,5: jalur ini diberi predikat walaupun sebagian besar bobotnya belum"
    " mempunyai tingkat; gunakan ambang sedikitnya 0,5, atau never bila jalur ini hanya menampilkan"
    " nilai",
    "a floor below 0.5: this track is judged although most of its weight has no level; use 0.5 at"
    " least, or never where the track shows a value only",
)


def warnings_of(derivations: DerivationSet, catalogue: Mapping[str, FactKind]) -> Iterator[Refusal]:
    """Yield a warning for each comparison that an absent fact decides through its denial.

    And for each track that would be judged although most of its weight has no level.
    """
    for where, condition, beside in _conditions(derivations):
        for place in turned_by_absence(where, condition, beside, catalogue):
            yield Refusal(place, _TURNS)
    for track, floor in (derivations.coverage_floors or {}).items():
        if floor != NEVER and floor < _LEAST_FLOOR:
            yield Refusal(f"/coverage_floors/{track}", _LOW)


def _conditions(
    derivations: DerivationSet,
) -> Iterator[tuple[str, Condition, tuple[Condition, ...]]]:
    """Yield each condition with its place, and those of the lower steps, which must hold too."""
    for number, rule in enumerate(derivations.rules):
        steps = rule.derivation.steps if isinstance(rule.derivation, Ladder) else ()
        for place, step in enumerate(steps):
            lower = tuple(other.condition for other in steps[:place])
            yield f"/rules/{number}/derivation/steps/{place}/condition", step.condition, lower
    for number, found in enumerate(derivations.contradictions):
        if isinstance(found.check, ClaimAgainstFact):
            yield f"/contradictions/{number}/check/condition", found.check.condition, ()
