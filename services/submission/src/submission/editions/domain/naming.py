"""Whether what people name are indicators of an edition."""

from collections.abc import Iterator, Sequence

from rules.refusal import Refusal
from rules.text import Text
from submission.editions.domain.edition import Edition


def check_named(codes: Sequence[str], edition: Edition, *, pointer: str) -> Iterator[Refusal]:
    """Yield what is wrong with the indicators that are named: each is one, and named once.

    `pointer` leads to a code, with `{}` for its place.
    """
    seen: set[str] = set()
    for place, code in enumerate(codes):
        where = pointer.format(place)
        if code not in edition.scale_codes:
            yield Refusal(
                where,
                Text(f"bukan indikator {edition.code}", f"is no indicator of {edition.code}"),
            )
        elif code in edition.criteria:
            indicator = edition.criteria[code]
            yield Refusal(
                where,
                Text(
                    f"kriteria; sebutkan indikatornya, {indicator}",
                    f"is a criterion: name its indicator, {indicator}",
                ),
            )
        elif code in seen:
            yield Refusal(where, Text(f"{code} disebut dua kali", f"{code} is named twice"))
        seen.add(code)
