"""Agencies and their tree: who stands above whom, and who belongs to a subtree in a period."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, NamedTuple

from rules.agency import is_of_kind
from rules.period import parse_period
from rules.succession import Takeover, founders, taken_in
from rules.tree import reaches, upwards


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency with its place in the tree. It is valid from the first to the last day named.

    What is not assessed, as the row of a total, belongs to no subtree. Predecessors are those that
    it took over from: when it began, or when it was there already (`rules.succession`).
    """

    code: str
    name: str
    kind: str
    parent_code: str | None
    valid_from: date
    valid_until: date | None = None
    is_assessed: bool = True
    predecessor_codes: tuple[str, ...] = ()

    def taking_over_from(self, codes: Iterable[str]) -> "Agency":
        """Return the agency with its predecessors."""
        return replace(self, predecessor_codes=tuple(codes))

    def began_by(self, period: str) -> bool:
        """Say whether the agency existed before the period was over, or still does."""
        return self.valid_from <= parse_period(period).last_day

    def is_valid_in(self, period: str) -> bool:
        """Say whether the agency exists on at least one day of the period."""
        return parse_period(period).overlaps(self.valid_from, self.valid_until)


class Lineage(NamedTuple):
    """An agency and its predecessors, each the only one that the one before it began from.

    `merged`: those that the last of them began from if they were several; `takeovers`: which
    agencies one of them took in when it was there already. Their values are never mixed into one
    series.
    """

    codes: tuple[str, ...]
    merged: tuple[str, ...]
    takeovers: tuple[Takeover, ...] = ()


class Readers(NamedTuple):
    """The agencies that have the facts of one in a period, and these with all above them."""

    codes: frozenset[str]
    above: frozenset[str]

    def include(self, code: str, *, scope: Literal["agency", "subtree"]) -> bool:
        """Say whether a rule of an agency reads the facts: as its own, or of its subtree."""
        return code in (self.above if scope == "subtree" else self.codes)


class AgencyTree:
    """All known agencies. Parents may be missing or, for a moment, form a ring; both do no harm."""

    __slots__ = ("_children", "_founders", "_heirs", "_subtrees", "agencies")

    def __init__(self, agencies: Iterable[Agency] = ()) -> None:
        self.agencies = {agency.code: agency for agency in agencies}
        self._children: dict[str, list[str]] = {}
        self._founders: dict[str, tuple[str, ...]] = {}
        self._heirs: dict[str, list[str]] = {}
        self._subtrees: dict[tuple[str, str | None, str], tuple[str, ...]] = {}
        for agency in sorted(self.agencies.values(), key=lambda each: each.code):
            if agency.parent_code is not None:
                self._children.setdefault(agency.parent_code, []).append(agency.code)
            if agency.predecessor_codes:
                self._founders[agency.code] = founders(agency.code, self.agencies)
            if (before := self._only_before(agency.code)) is not None:
                self._heirs.setdefault(before, []).append(agency.code)

    def upwards(self, code: str) -> Iterator[str]:
        """Return the agency's code, its parent's, and so on up to the root."""
        return upwards(code, self._parent_of)

    def downwards(self, code: str) -> Iterator[str]:
        """Yield the agency's code and those of all below it."""
        return _spread(code, self._children)

    def lineage(self, code: str) -> Iterator[str]:
        """Yield the agency's code, that of its only predecessor, and so on."""
        return upwards(code, self._only_before)

    def line(self, code: str) -> Lineage:
        """Return the lineage of an agency with what is not of it."""
        codes = (*self.lineage(code),)
        last = self._founders.get(codes[-1], ())
        takeovers = tuple(each for one in codes for each in taken_in(one, self.agencies))
        return Lineage(codes, last if len(last) > 1 else (), takeovers)

    def heirs(self, code: str) -> Iterator[str]:
        """Yield the agency's code and those of all that it is in the lineage of."""
        return _spread(code, self._heirs)

    def successors(self, code: str) -> list[Agency]:
        """Return who took over from an agency, alone or with others, by their codes."""
        return [each for _, each in sorted(self.agencies.items()) if code in each.predecessor_codes]

    def takeovers(self) -> list[tuple[str, str]]:
        """Return each agency that another began from alone, with each of its heirs."""
        pairs = ((code, heir) for code in self._heirs for heir in self.heirs(code))
        return [(code, heir) for code, heir in pairs if code != heir]

    def holder(self, code: str, period: str) -> str | None:
        """Return whose facts of a period are those of an agency.

        A period that was over before the agency began is its only predecessor's. None: there were
        several, whose facts are never taken for those of one.
        """
        for each in self.lineage(code):
            agency = self.agencies.get(each)
            before = self._founders.get(each, ())
            if agency is None or not before or agency.began_by(period):
                return each
            if len(before) > 1:
                return None
        return code

    def is_due(self, code: str, period: str) -> bool:
        """Say whether an agency was there from the first day of a period on; if unknown, so."""
        agency = self.agencies.get(code)
        return agency is None or agency.valid_from <= parse_period(period).first_day

    def readers(self, code: str, period: str) -> Readers:
        """Return who reads an agency's facts of a period."""
        codes = frozenset(each for each in self.heirs(code) if self.holder(each, period) == code)
        return Readers(codes, frozenset(each for one in codes for each in self.upwards(one)))

    def subtree(self, code: str, kind: str | None, period: str) -> tuple[str, ...]:
        """Return what is assessed at and below `code`, of a kind and valid in the period."""
        key = (code, kind, period)
        if key not in self._subtrees:
            known = (self.agencies.get(each) for each in self.downwards(code))
            self._subtrees[key] = tuple(
                agency.code
                for agency in known
                if agency is not None
                and agency.is_assessed
                and (kind is None or is_of_kind(agency.kind, kind))
                and agency.is_valid_in(period)
            )
        return self._subtrees[key]

    def is_within(self, code: str, top: str) -> bool:
        """Say whether `code` is `top` or stands below it."""
        return reaches(top, [*self.upwards(code)])

    def _parent_of(self, code: str) -> str | None:
        agency = self.agencies.get(code)
        return None if agency is None else agency.parent_code

    def _only_before(self, code: str) -> str | None:
        before = self._founders.get(code, ())
        return before[0] if len(before) == 1 else None


def _spread(code: str, following: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield a code, those that follow it, and so on; a ring does no harm."""
    seen, waiting = {code}, [code]
    while waiting:
        current = waiting.pop()
        yield current
        next_ = [each for each in following.get(current, ()) if each not in seen]
        seen.update(next_)
        waiting.extend(reversed(next_))
