"""The floor of coverage: how much of the weight must have a level before a value is judged.

Below it the exact value is a number and no more: it has no predicate, no maturity level and no
rank, meets and misses no target, and decides no year. The floor is data of a derivation set, by
track; a track that no set speaks of has the product's own. Nor is a period judged that has not
begun.

An answer that does not apply (`n/a`) is an answer and no level: its weight is carried by others, so
that nothing of it is known. Only where the edition declares what such an answer counts, it counts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal, NamedTuple

from rules.exact import Number, parse, round_half_up, text_of
from rules.text import Text

# A share of the weight, 0 to 1; `never`: the track shows its value and is never judged.
Floor = Number | Literal["never"]
NotJudged = Literal["below_floor", "never", "not_begun"]

NEVER: Final = "never"
DEFAULT_FLOOR: Final = Fraction(7, 10)
NOT_YET: Final = Text("Belum dapat dinilai", "Cannot be judged yet")

_MOST_NAMED: Final = 50
_WHOLE: Final = 100


class LevelShares(NamedTuple):
    """How much of a weight has a level, and the codes of what has none.

    `share` is the exact share that has one. `missing`: what nobody gave a level;
    `inapplicable`: what was answered `n/a` and counts nothing, `left_out` its exact share.
    """

    share: Number
    missing: Sequence[str] = ()
    inapplicable: Sequence[str] = ()
    left_out: Number = 0


@dataclass(frozen=True, slots=True)
class Judging:
    """By what a track is judged. `not_begun`: the code of its period, if that is yet to come."""

    floor: Floor = DEFAULT_FLOOR
    not_begun: str | None = None

    def against(self, weight: int, total: int) -> NotJudged | None:
        """Say why a value is not judged of which `weight` of `total` has a level; None: it is."""
        if self.not_begun is not None:
            return "not_begun"
        if isinstance(self.floor, str):
            return NEVER
        # As a product: this is asked of every track of every change.
        is_below = weight * self.floor.denominator < self.floor.numerator * total
        return "below_floor" if is_below else None

    def is_out_of_reach(self, left_out: Number) -> bool:
        """Say whether so much does not apply that levels of all else would be too little."""
        return not isinstance(self.floor, str) and 1 - left_out < self.floor

    def text(self, reason: NotJudged, levels: LevelShares) -> Text:
        """Return why a value is not judged, with what has no level."""
        share = levels.share
        if reason == "not_begun":
            return not_yet(
                Text(
                    f"periode {self.not_begun} belum dimulai",
                    f"the period {self.not_begun} has not begun",
                )
            )
        if isinstance(self.floor, str):
            return Text(
                "Jalur ini hanya menampilkan nilai dan tidak diberi predikat."
                f" {percent(share)} bobot mempunyai tingkat.",
                "This track shows a value only and has no predicate."
                f" {percent(share)} of the weight has a level.",
            )
        shares = percent(share), percent(self.floor)
        why = not_yet(
            Text(
                "baru {} bobot yang mempunyai tingkat, ambangnya {}".format(*shares),
                "only {} of the weight has a level, the floor is {}".format(*shares),
            ),
            levels.missing,
            levels.inapplicable,
        )
        if not self.is_out_of_reach(levels.left_out):
            return why
        most = 1 - levels.left_out
        return Text(
            f"{why.id} Terlalu banyak yang dijawab tidak berlaku: paling banyak {percent(most)}"
            " bobot dapat mempunyai tingkat. Periksa jawaban n/a itu, atau gunakan instrumen yang"
            " sesuai bagi instansi ini.",
            f"{why.en} Too much was answered as not applicable: at most {percent(most)} of the"
            " weight can have a level. Check these answers, or use an instrument that fits the"
            " agency.",
        )


def told_gaps(
    missing: Sequence[str], inapplicable: Sequence[str] = (), *, share: Number | None = None
) -> Text | None:
    """Return what has no level below a value that is judged all the same; None: all has one.

    `share`: the exact share of the weight that has one, where it is known.
    """
    found = [*_without(missing, inapplicable)]
    if not found or share is None:
        return _joined(found) if found else None
    shown = percent(share)
    has = Text(f"{shown} bobot mempunyai tingkat.", f"{shown} of the weight has a level.")
    return _joined([has, *found])


def not_yet(why: Text, missing: Sequence[str] = (), inapplicable: Sequence[str] = ()) -> Text:
    """Return that something cannot be judged yet, why, and which codes have no level."""
    said = Text(f"{NOT_YET.id}: {why.id}.", f"{NOT_YET.en}: {why.en}.")
    return _joined([said, *_without(missing, inapplicable)])


def floor_of(floors: Mapping[str, Floor], track: str) -> Floor:
    """Return the floor of a track."""
    return floors.get(track, DEFAULT_FLOOR)


def floor_text(floor: Floor) -> str:
    """Return a floor as it travels: an exact share, or `never`."""
    return floor if isinstance(floor, str) else text_of(floor)


def read_floor(written: str) -> Floor:
    """Return a floor that travels: an exact share, or `never`."""
    return NEVER if written == NEVER else parse(written)


def percent(share: Number) -> str:
    """Return a share for people, in percent; `≈` where it is rounded."""
    exact = share * _WHOLE
    rounded = round_half_up(exact, 2)
    return f"{'' if rounded == exact else '≈ '}{text_of(rounded)} %"


def _without(missing: Sequence[str], inapplicable: Sequence[str]) -> Iterator[Text]:
    yield from _named(inapplicable, Text("Tidak berlaku, n/a", "Not applicable, n/a"))
    yield from _named(missing, Text("Belum ada tingkat", "Without a level"))


def _joined(said: Sequence[Text]) -> Text:
    return Text(" ".join(one.id for one in said), " ".join(one.en for one in said))


def _named(codes: Sequence[str], what: Text) -> Iterator[Text]:
    if not codes:
        return
    named, rest = ", ".join(codes[:_MOST_NAMED]), len(codes) - _MOST_NAMED
    more = Text(f", dan {rest} lainnya", f", and {rest} more") if rest > 0 else Text("", "")
    yield Text(
        f"{what.id} ({len(codes)}): {named}{more.id}.",
        f"{what.en} ({len(codes)}): {named}{more.en}.",
    )
