"""Editions, as far as this service needs them: the indicators and the levels that they take."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from rules.answers import LevelError, level_of
from rules.edition import NOT_APPLICABLE, Answer, Scale
from rules.period import PeriodKind
from rules.refusal import Refusal
from rules.text import Text


class Indicator(NamedTuple):
    """An indicator or criterion: its scale, and whether `n/a` is accepted."""

    scale: Scale
    may_not_apply: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A published edition. `indicators` gives the code of the scale of each indicator.

    `not_applicable` are the codes of the indicators that may not concern an agency.
    """

    code: str
    content_hash: str
    period_kind: PeriodKind
    scales: Mapping[str, Scale]
    indicators: Mapping[str, str]
    not_applicable: Collection[str] = ()
    retired: bool = False

    def indicator(self, code: str) -> Indicator | None:
        """Return an indicator or criterion by its code, None for an unknown code."""
        scale_code = self.indicators.get(code)
        if scale_code is None:
            return None
        return Indicator(self.scales[scale_code], code in self.not_applicable)


def read_level(indicator: Indicator, given: str) -> Answer | Refusal:
    """Return the answer that was given, or what is wrong with it.

    `given` is an exact number, a symbol or name of the scale, or `n/a`.
    """
    text = given.strip()
    if text.casefold() == NOT_APPLICABLE.value:
        if indicator.may_not_apply:
            return NOT_APPLICABLE
        return Refusal(
            "/level",
            Text("selalu berlaku: n/a tidak diterima", "always applies: n/a is not accepted"),
        )
    try:
        return level_of(indicator.scale, text)
    except LevelError as error:
        return Refusal("/level", error.text)
