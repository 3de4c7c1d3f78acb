"""Editions, as far as this service needs them: the indicators and the levels that they take."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from rules.answers import LevelError, level_of
from rules.edition import NOT_APPLICABLE, Answer, Scale, ScaleKind
from rules.exact import Number
from rules.period import PeriodKind
from rules.refusal import Refusal
from rules.text import Text

# On these, who is on a level has reached those below it too.
_CUMULATIVE: Final[Collection[ScaleKind]] = ("levels", "fractional")


class Indicator(NamedTuple):
    """An indicator or criterion: its scale, and whether `n/a` is accepted."""

    scale: Scale
    accepts_na: bool = False


class Title(NamedTuple):
    """What an indicator or criterion is called, and the aspect (or other node) it belongs to."""

    code: str
    name: Text
    group: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A published edition.

    `scale_codes`: the code of each indicator's scale. `with_na`: the codes of the indicators that
    can be answered `n/a`. `titles`: of all that is answered, in the edition's order. `parents`: of
    every node, the node above it. `instrument_code`: None until the topic was read again after an
    upgrade from a release that did not keep it.
    """

    code: str
    content_hash: str
    period_kind: PeriodKind
    scales: Mapping[str, Scale]
    scale_codes: Mapping[str, str]
    with_na: Collection[str] = ()
    titles: Sequence[Title] = ()
    retired: bool = False
    parents: Mapping[str, str | None] = field(default_factory=dict)
    instrument_code: str | None = None

    def indicator(self, code: str) -> Indicator | None:
        """Return an indicator or criterion by its code, None for an unknown code."""
        scale_code = self.scale_codes.get(code)
        if scale_code is None:
            return None
        return Indicator(self.scales[scale_code], code in self.with_na)

    @property
    def criteria(self) -> Mapping[str, str]:
        """Return the indicator of each criterion: only criteria stand below what is answered."""
        return {
            code: parent
            for code in self.scale_codes
            if (parent := self.parents.get(code)) in self.scale_codes and parent is not None
        }

    @property
    def lowest_levels(self) -> Mapping[str, Number]:
        """Return the lowest level of what is answered in levels; grades and percents have none."""
        return {
            code: scale.minimum
            for code, scale_code in self.scale_codes.items()
            if (scale := self.scales[scale_code]).kind in _CUMULATIVE
        }

    def indicator_of(self, code: str) -> str:
        """Return the indicator of a criterion; of an indicator itself."""
        return self.criteria.get(code, code)


def read_level(indicator: Indicator, given: str) -> Answer | Refusal:
    """Return the answer that was given, or what is wrong with it.

    `given` is an exact number, a symbol or name of the scale, or `n/a`.
    """
    text = given.strip()
    if text.casefold() == NOT_APPLICABLE.value:
        if indicator.accepts_na:
            return NOT_APPLICABLE
        return Refusal(
            "/level",
            Text("selalu berlaku: n/a tidak diterima", "always applies: n/a is not accepted"),
        )
    try:
        return level_of(indicator.scale, text)
    except LevelError as error:
        return Refusal("/level", error.text)
