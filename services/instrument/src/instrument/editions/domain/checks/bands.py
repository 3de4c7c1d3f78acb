"""The defects of bands: gaps, overlaps, and values of the index without a band."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from instrument.editions.domain.model import Band, Edition
from rules.exact import text_of
from rules.refusal import Refusal
from rules.text import Text


def check_bands(edition: Edition) -> Iterator[Refusal]:
    """Yield the defects of predicates and maturity levels."""
    if not edition.predicates:
        yield Refusal("/predicates", Text("wajib diisi", "is required"))
    if not edition.scales:
        return
    lowest = min(scale.minimum for scale in edition.scales)
    highest = max(scale.maximum for scale in edition.scales)
    for where, bands in (
        ("predicates", edition.predicates),
        ("maturity_levels", edition.maturity_levels),
    ):
        if bands:
            yield from _check(f"/{where}", bands, lowest, highest)


def _check(
    where: str, bands: Sequence[Band], lowest: Fraction, highest: Fraction
) -> Iterator[Refusal]:
    turned = [
        place
        for place, band in enumerate(bands)
        if band.minimum is not None and band.maximum is not None and band.minimum >= band.maximum
    ]
    for place in turned:
        yield Refusal(
            f"{where}/{place}/maximum", Text("harus di atas minimum", "must be above the minimum")
        )
    if turned:
        return
    yield from _unreachable(where, bands, lowest, highest)
    rising = sorted(enumerate(bands), key=lambda item: _low(item[1]))
    yield from _ends(where, rising, lowest, highest)
    for (_, lower), (place, upper) in pairwise(rising):
        yield from _joint(f"{where}/{place}/minimum", lower, upper)


def _ends(
    where: str, rising: Sequence[tuple[int, Band]], lowest: Fraction, highest: Fraction
) -> Iterator[Refusal]:
    (first_place, first), (last_place, last) = rising[0], rising[-1]
    if first.minimum is not None and not _covers(first, lowest):
        yield Refusal(
            f"{where}/{first_place}/minimum",
            Text(
                f"nilai terendah {text_of(lowest)} tidak tercakup",
                f"the lowest value {text_of(lowest)} is in no band",
            ),
        )
    if last.maximum is not None and not _covers(last, highest):
        yield Refusal(
            f"{where}/{last_place}/maximum",
            Text(
                f"nilai tertinggi {text_of(highest)} tidak tercakup",
                f"the highest value {text_of(highest)} is in no band",
            ),
        )


def _unreachable(
    where: str, bands: Sequence[Band], lowest: Fraction, highest: Fraction
) -> Iterator[Refusal]:
    for place, band in enumerate(bands):
        above = band.minimum is not None and (
            band.minimum > highest or (band.minimum == highest and not band.minimum_inclusive)
        )
        below = band.maximum is not None and (
            band.maximum < lowest or (band.maximum == lowest and not band.maximum_inclusive)
        )
        if lowest < highest and (above or below):
            ends = f"{text_of(lowest)}..{text_of(highest)}"
            yield Refusal(
                f"{where}/{place}",
                Text(
                    f"{band.name.id} tidak akan pernah tercapai: nilai berada di {ends}",
                    f"{band.name.en} can never be reached: values lie in {ends}",
                ),
            )


def _joint(pointer: str, lower: Band, upper: Band) -> Iterator[Refusal]:
    end, start = lower.maximum, upper.minimum
    if end is None or start is None or end > start:
        yield Refusal(pointer, _overlap(lower, upper))
    elif end < start:
        yield Refusal(
            pointer,
            Text(
                f"ada celah dari {text_of(end)} sampai {text_of(start)}:"
                " rentang berikutnya harus mulai di tempat rentang sebelumnya berakhir",
                f"there is a gap from {text_of(end)} to {text_of(start)}:"
                " let one band begin where the other ends",
            ),
        )
    elif lower.maximum_inclusive and upper.minimum_inclusive:
        yield Refusal(pointer, _overlap(lower, upper))
    elif not lower.maximum_inclusive and not upper.minimum_inclusive:
        yield Refusal(
            pointer,
            Text(
                f"{text_of(end)} tidak tercakup: salah satu rentang harus menyertakannya",
                f"{text_of(end)} itself is in no band: let one of both include it",
            ),
        )


def _overlap(lower: Band, upper: Band) -> Text:
    return Text(
        f"{lower.name.id} dan {upper.name.id} tumpang tindih",
        f"{lower.name.en} and {upper.name.en} overlap",
    )


def _covers(band: Band, value: Fraction) -> bool:
    above = band.minimum is None or (
        value > band.minimum or (value == band.minimum and band.minimum_inclusive)
    )
    below = band.maximum is None or (
        value < band.maximum or (value == band.maximum and band.maximum_inclusive)
    )
    return above and below


def _low(band: Band) -> tuple[bool, Fraction]:
    """Return a sort key that puts the band without a lower end first."""
    return (band.minimum is not None, band.minimum or Fraction(0))
