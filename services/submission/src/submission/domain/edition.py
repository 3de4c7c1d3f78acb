"""What this service knows of editions: which indicators there are and what values they take."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rules.edition import ScaleKind
from rules.exact import Number, parse, text_of
from submission.domain.period import PeriodKind
from submission.domain.rule import BrokenRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The values an indicator can take: some levels, or everything between two bounds."""

    kind: ScaleKind
    minimum: Number
    maximum: Number
    levels: tuple[Number, ...] = ()

    def holds(self, value: Number) -> bool:
        """Say whether an indicator can have this value."""
        if self.kind == "levels":
            return value in self.levels
        return self.minimum <= value <= self.maximum

    def __str__(self) -> str:
        if self.kind == "levels":
            return ", ".join(text_of(level) for level in self.levels)
        return f"{text_of(self.minimum)}..{text_of(self.maximum)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A published edition, as far as answers need it. `indicators` gives each one's scale."""

    code: str
    content_hash: str
    period_kind: PeriodKind
    scales: Mapping[str, Scale]
    indicators: Mapping[str, str]
    retired: bool = False

    def scale_of(self, indicator_code: str) -> Scale | None:
        """Return an indicator's scale, None where there is no such indicator."""
        scale_code = self.indicators.get(indicator_code)
        return None if scale_code is None else self.scales[scale_code]


def check_level(scale: Scale, level: str) -> Iterator[BrokenRule]:
    """Yield what is wrong with a level of an indicator with this scale."""
    try:
        value = parse(level)
    except ValueError:
        yield BrokenRule(
            "/level",
            'harus bilangan eksak dalam teks, misalnya "3" atau "72.5"',
            'must be an exact number as text, such as "3" or "72.5"',
        )
        return
    if not scale.holds(value):
        yield BrokenRule(
            "/level",
            f"di luar skala; pilihannya: {scale}",
            f"is off the scale; it takes: {scale}",
        )
