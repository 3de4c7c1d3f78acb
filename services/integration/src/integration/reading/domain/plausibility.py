"""Whether the listings of a source can be believed."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from integration.reading.domain.row_error import READABLE
from integration.sources.domain.reason import Reason
from rules.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What is still believed of a listing.

    `broken_share`: one broken row is, and more of them up to this share. `kept_share`: it must hold
    at least this share of the rows that it had before.
    """

    broken_share: Fraction = Fraction(1, 5)
    kept_share: Fraction = Fraction(1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingCounts:
    """The numbers of one listing; `before` is None when it was never read.

    `own_rows` are the rows of the units that the source maps: only these can be broken for it.
    None: all of them.
    """

    resource: str
    rows: int
    before: int | None
    error_codes: tuple[str, ...]
    own_rows: int | None = None


def doubt(
    listings: Iterable[ListingCounts], limits: Limits, *, accept_shrinkage: bool = False
) -> Reason | None:
    """Return why the listings cannot be believed, None when they can.

    Rows of units that nobody mapped do not count as broken: the registration is incomplete, not
    the data. Rows that contradict each other, or whose day has not come, do not either: only their
    facts are unknown.
    """
    for listing in listings:
        broken = sum(code not in READABLE for code in listing.error_codes)
        rows = listing.rows if listing.own_rows is None else listing.own_rows
        if broken > 1 and Fraction(broken, max(rows, 1)) > limits.broken_share:
            return _too_broken(listing, broken, rows)
        shrunk = listing.before and listing.rows < listing.before * limits.kept_share
        if shrunk and not accept_shrinkage:
            return _shrunk(listing)
    return None


def _too_broken(listing: ListingCounts, broken: int, rows: int) -> Reason:
    counts = f"{broken}/{rows}"
    return Reason(
        "too_many_broken_rows",
        Text(
            f"Terlalu banyak baris rusak pada {listing.resource}: {counts}.",
            f"Too many broken rows in {listing.resource}: {counts}.",
        ),
    )


def _shrunk(listing: ListingCounts) -> Reason:
    counts = f"{listing.before} -> {listing.rows}"
    return Reason(
        "shrunk",
        Text(
            f"Jumlah baris {listing.resource} berkurang secara mencurigakan: {counts}. Jika memang "
            "benar, minta sinkronisasi dengan accept_shrinkage.",
            f"The number of rows of {listing.resource} fell suspiciously: {counts}. If that is "
            "right, ask for a sync with accept_shrinkage.",
        ),
    )
