"""Whether what a source answered can be believed as a whole."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from integration.reading.domain.row_error import UNKNOWN_UNIT
from integration.sources.domain.reason import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What is still believed.

    `broken_share`: a listing with more than one broken row, and more than this share of them, is
    not. `kept_share`: a listing with less than this share of the rows it had before is not.
    """

    broken_share: Fraction = Fraction(1, 5)
    kept_share: Fraction = Fraction(1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One listing of a source in numbers; `before` is None when it was never read."""

    resource: str
    rows: int
    before: int | None
    error_codes: tuple[str, ...]


def doubt(
    listings: Iterable[Listing], limits: Limits, *, accept_shrinkage: bool = False
) -> Reason | None:
    """Return why the answers cannot be believed, None when they can.

    Rows of units that nobody mapped are not broken: the registration is incomplete, not the data.
    """
    for listing in listings:
        broken = sum(code != UNKNOWN_UNIT for code in listing.error_codes)
        if broken > 1 and Fraction(broken, max(listing.rows, 1)) > limits.broken_share:
            return _too_broken(listing, broken)
        shrunk = listing.before and listing.rows < listing.before * limits.kept_share
        if shrunk and not accept_shrinkage:
            return _shrunk(listing)
    return None


def _too_broken(listing: Listing, broken: int) -> Reason:
    counts = f"{broken}/{listing.rows}"
    return Reason(
        "too_many_broken_rows",
        f"Terlalu banyak baris rusak pada {listing.resource}: {counts}.",
        f"Too many broken rows in {listing.resource}: {counts}.",
    )


def _shrunk(listing: Listing) -> Reason:
    counts = f"{listing.before} -> {listing.rows}"
    return Reason(
        "shrunk",
        f"Jumlah baris {listing.resource} menyusut mencurigakan: {counts}. Bila memang benar, "
        "jalankan sinkronisasi dengan accept_shrinkage.",
        f"The rows of {listing.resource} shrank suspiciously: {counts}. If that is right, "
        "sync with accept_shrinkage.",
    )
