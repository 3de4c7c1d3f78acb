"""How the rows of one listing are written, beside the names of their keys."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from integration.sources.domain.source import Constant, NumberFormat, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """What single fields of a listing's rows have of their own, by our names.

    `constants` stand for what no row says. `words`: its words in small letters -> the usual ones.
    """

    number_formats: Mapping[str, NumberFormat] = field(default_factory=dict)
    constants: Mapping[str, Constant] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, Constant]] = field(default_factory=dict)

    def usual(self, name: str, value: object) -> object:
        """Return the usual word for one of the source's own, or the value as it is."""
        words = self.words.get(name)
        if not words or not isinstance(value, str | int):
            return value
        return words.get(str(value).strip().casefold(), value)

    def with_constants(self, constants: Mapping[str, Constant]) -> "Dialect":
        """Return the dialect with what the request says of every row of its answer."""
        return replace(self, constants={**self.constants, **constants}) if constants else self


USUAL: Final = Dialect()
"""Nothing of its own: all is written as the options of the source say."""


def dialect_of(source: Source, listing: str) -> Dialect:
    """Return how a listing's rows are written, as the registration says."""
    options = source.options
    words = options.words.get(listing, {})
    return Dialect(
        number_formats=options.number_formats.get(listing, {}),
        constants=options.constants.get(listing, {}),
        words={
            name: {word.strip().casefold(): usual for word, usual in said.items()}
            for name, said in words.items()
        },
    )
