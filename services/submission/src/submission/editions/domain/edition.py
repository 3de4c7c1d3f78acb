"""What this service knows of editions: which indicators there are and what values they take."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from rules.answers import LevelError, level_of
from rules.edition import NOT_APPLICABLE, Answer, Scale
from submission.editions.domain.period import PeriodKind
from submission.editions.domain.rule import BrokenRule


class Indicator(NamedTuple):
    """What is answered, an indicator or a criterion: on which scale, and whether with `n/a`."""

    scale: Scale
    may_not_apply: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A published edition, as far as answers need it. `indicators` gives each one's scale.

    `not_applicable` are the codes of those that may not concern an agency.
    """

    code: str
    content_hash: str
    period_kind: PeriodKind
    scales: Mapping[str, Scale]
    indicators: Mapping[str, str]
    not_applicable: Collection[str] = ()
    retired: bool = False

    def indicator(self, code: str) -> Indicator | None:
        """Return an indicator or criterion, None where there is none of this code."""
        scale_code = self.indicators.get(code)
        if scale_code is None:
            return None
        return Indicator(self.scales[scale_code], code in self.not_applicable)


def read_level(indicator: Indicator, written: str) -> Answer | BrokenRule:
    """Return the answer in `written`, or what is wrong with it.

    It is an exact number, a symbol or name of the scale, or `n/a`.
    """
    text = written.strip()
    if text.casefold() == NOT_APPLICABLE.value:
        if indicator.may_not_apply:
            return NOT_APPLICABLE
        return BrokenRule(
            "/level",
            "selalu berlaku: n/a tidak diterima",
            "always applies: n/a is not accepted",
        )
    try:
        return level_of(indicator.scale, text)
    except LevelError as error:
        return BrokenRule("/level", error.text.id, error.text.en)
