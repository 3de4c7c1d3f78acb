"""Whether what was read of a source can be believed as a whole: how it differs from before.

Single rows that cannot be read are no drift: their facts are unknown, and the others count.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Final, Self

from integration.drift.domain import finding
from integration.drift.domain.finding import Finding
from integration.reading.domain.row_error import MISSING_COLUMN, READABLE, UNKNOWN_UNIT, RowError
from integration.reading.domain.shape import FieldShape, Shape
from integration.sources.domain.limits import DriftLimits

# A field is usual if so many rows have it; only usual ones can be new or missing.
_USUAL: Final = Fraction(1, 2)
_ALWAYS: Final = Fraction(9, 10)
# A few rows that fail are findings of these rows, whatever their share is.
_LEAST_FAILED: Final = 10
_MOST_FINDINGS: Final = 50
_NOT_FAILED: Final = frozenset({UNKNOWN_UNIT, MISSING_COLUMN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """What is still believed of a reading.

    `broken_share`: one broken row of a listing is believed, and more of them up to this share.
    `failed_share`: of the rows of the mapped units, so many may be of no use for whatever reason.
    `kept_share`: a listing must hold at least this share of the rows that it had before, and of
    those of the mapped units. The others are as in `DriftLimits`.
    """

    broken_share: Fraction = Fraction(1, 5)
    failed_share: Fraction = Fraction(1, 2)
    kept_share: Fraction = Fraction(1, 2)
    grown_times: int = 10
    new_fields: int = 0
    missing_fields: int = 0
    retyped_fields: int = 0
    zero_fields: int = 0
    silent_days: int = 100
    least_rows: int = 5

    def of(self, own: DriftLimits) -> Self:
        """Return the thresholds of a source that declares some of its own."""
        shares = {
            name: Fraction(percent, 100)
            for name, percent in (
                ("broken_share", own.broken_percent),
                ("failed_share", own.failed_percent),
                ("kept_share", own.kept_percent),
            )
            if percent is not None
        }
        named = (
            *("grown_times", "new_fields", "missing_fields", "retyped_fields"),
            *("zero_fields", "silent_days", "least_rows"),
        )
        counts = {name: getattr(own, name) for name in named if getattr(own, name) is not None}
        return type(self)(**{**_members(self), **shares, **counts})


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What a listing was when it was believed last.

    `own_rows`: those of the mapped units. They and `shape` are None where the registration was
    another one then.
    """

    rows: int
    own_rows: int | None = None
    shape: Shape | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What was read of a listing; `before` is None when it was never read.

    `own_rows` are the rows of the units that the source maps: only these can be broken for it.
    None: all of them.
    """

    resource: str
    rows: int
    errors: tuple[RowError, ...] = ()
    own_rows: int | None = None
    shape: Shape | None = None
    before: Listed | None = None

    @property
    def relevant(self) -> int:
        """Return how many rows concern the units that the source maps."""
        return self.rows if self.own_rows is None else self.own_rows

    @property
    def failed(self) -> int:
        """Return how many rows of these cannot be used."""
        return len({each.position for each in self.errors if each.code not in _NOT_FAILED})


def judge(
    listings: Iterable[Listing],
    thresholds: Thresholds,
    *,
    changed_at: datetime | None = None,
    at: datetime | None = None,
) -> list[Finding]:
    """Return how a reading drifted, at most 50 findings; none if it can be believed.

    Rows of units that nobody mapped do not count as broken: the registration is incomplete, not
    the data. Rows that contradict each other, or whose day has not come, are not broken either; but
    where they are most of the rows, the source is not what it was. `changed_at` is when anything
    in the source changed last.
    """
    found: list[Finding] = []
    listings = list(listings)
    for listing in listings:
        found += _of_rows(listing, thresholds)
        found += _of_fields(listing, thresholds)
    if not found:
        found += _of_all(listings, thresholds)
    if changed_at is not None and at is not None:
        found += _of_silence(changed_at, at, thresholds)
    return found[:_MOST_FINDINGS]


def _members(thresholds: Thresholds) -> dict[str, object]:
    return {name: getattr(thresholds, name) for name in thresholds.__dataclass_fields__}


def _of_rows(listing: Listing, limits: Thresholds) -> Iterator[Finding]:
    resource, before = listing.resource, listing.before
    broken = sum(each.code not in READABLE for each in listing.errors)
    if broken > 1 and Fraction(broken, max(listing.relevant, 1)) > limits.broken_share:
        yield Finding(kind=finding.BROKEN, resource=resource, found=f"{broken}/{listing.relevant}")
    elif _mostly_failed(listing.failed, listing.relevant, limits):
        counts = f"{listing.failed}/{listing.relevant}"
        yield Finding(kind=finding.FAILED, resource=resource, found=counts)
    if before is None:
        return
    counts = f"{before.rows} -> {listing.rows}"
    if listing.rows < before.rows * limits.kept_share:
        yield Finding(kind=finding.SHRUNK, resource=resource, found=counts)
    elif before.own_rows and listing.relevant < before.own_rows * limits.kept_share:
        counts = f"{before.own_rows} -> {listing.relevant}"
        yield Finding(kind=finding.OWN_SHRUNK, resource=resource, found=counts)
    if before.rows >= limits.least_rows and listing.rows > before.rows * limits.grown_times:
        yield Finding(kind=finding.GROWN, resource=resource, found=counts)


def _mostly_failed(failed: int, relevant: int, limits: Thresholds) -> bool:
    return failed >= _LEAST_FAILED and Fraction(failed, max(relevant, 1)) > limits.failed_share


def _of_all(listings: list[Listing], limits: Thresholds) -> Iterator[Finding]:
    """Yield that most rows of all listings together fail, though of no single one."""
    failed = sum(each.failed for each in listings)
    relevant = sum(each.relevant for each in listings)
    if _mostly_failed(failed, relevant, limits):
        yield Finding(kind=finding.FAILED, resource="*", found=f"{failed}/{relevant}")


def _of_fields(listing: Listing, limits: Thresholds) -> Iterator[Finding]:
    now, before = listing.shape, None if listing.before is None else listing.before.shape
    if now is None or before is None or min(now.rows, before.rows) < limits.least_rows:
        return
    new = [
        Finding(kind=finding.NEW, resource=listing.resource, field=name)
        for name, each in now.fields.items()
        if name not in before.fields and each.rows >= now.rows * _USUAL
    ]
    missing = [
        Finding(kind=finding.MISSING, resource=listing.resource, field=name)
        for name, each in before.fields.items()
        if name not in now.fields and each.rows >= before.rows * _ALWAYS
    ]
    both = [
        (name, before.fields[name], each)
        for name, each in now.fields.items()
        if name in before.fields and _compares(before.fields[name], each, limits)
    ]
    for found, most in (
        (new, limits.new_fields),
        (missing, limits.missing_fields),
        (list(_retyped(listing.resource, both)), limits.retyped_fields),
        (list(_zero(listing.resource, both)), limits.zero_fields),
    ):
        if len(found) > most:
            yield from found


def _retyped(
    resource: str, both: Iterable[tuple[str, FieldShape, FieldShape]]
) -> Iterator[Finding]:
    for name, was, now in both:
        if was.kind and now.kind and was.kind != now.kind:
            kinds = f"{was.kind} -> {now.kind}"
            yield Finding(kind=finding.RETYPED, resource=resource, field=name, found=kinds)


def _zero(resource: str, both: Iterable[tuple[str, FieldShape, FieldShape]]) -> Iterator[Finding]:
    for name, was, now in both:
        if now.is_zero and was.is_amount:
            yield Finding(kind=finding.ZERO, resource=resource, field=name)


def _compares(was: FieldShape, now: FieldShape, limits: Thresholds) -> bool:
    return min(was.values, now.values) >= limits.least_rows


def _of_silence(changed_at: datetime, at: datetime, limits: Thresholds) -> Iterator[Finding]:
    if at - changed_at > timedelta(days=limits.silent_days):
        yield Finding(kind=finding.SILENT, found=f"{changed_at:%Y-%m-%d}")
