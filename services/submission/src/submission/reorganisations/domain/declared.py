"""What was declared for a day that lies ahead: it is read from the states of the agencies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Final

from submission.agencies.domain import Agency, AgencyRevision, AgencyState, ChangeKind
from submission.reorganisations.domain.followers import last_day_before
from submission.reorganisations.domain.request import Withdrawal
from submission.reorganisations.domain.situation import CAUSES

# What a split makes of an agency that goes on beside the parts.
_GOES_ON: Final[ChangeKind] = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Old:
    """An agency that ends, or that goes on beside new parts, as was declared.

    `before` and `made` are its states before and after that, `undone_by` what made it otherwise
    since: a withdrawal, or another reorganisation before this one.
    """

    before: Agency
    made: AgencyState
    present: AgencyRevision
    undone_by: AgencyState | None = None

    @property
    def ends(self) -> bool:
        """Say whether the agency ends."""
        return self.made.change in CAUSES

    @property
    def is_withdrawn(self) -> bool:
        """Say whether it was taken back already."""
        return self.undone_by is not None and self.undone_by.change == "withdrawn"

    @property
    def successor_codes(self) -> tuple[str, ...]:
        """Return the successors that it got."""
        known = self.before.successor_codes
        return tuple(code for code in self.made.kept.agency.successor_codes if code not in known)

    def restored(self) -> Agency:
        """Return the agency without what was declared; what else changed since stays."""
        present, new = self.present.agency, self.successor_codes
        return replace(
            present,
            valid_until=self.before.valid_until if self.ends else present.valid_until,
            successor_codes=tuple(code for code in present.successor_codes if code not in new),
        )

    def stands_in(self, agency: Agency) -> bool:
        """Say whether a later state is still as was declared."""
        is_same_end = not self.ends or agency.valid_until == self.made.kept.agency.valid_until
        return is_same_end and {*self.successor_codes} <= {*agency.successor_codes}


def find_declared(
    states: Sequence[AgencyState], request: Withdrawal, first_days: Mapping[str, date]
) -> Old | None:
    """Return the newest such declaration among all states of an old agency, the oldest first.

    `first_days`: those of all agencies that it ever had as successors.
    """
    found: Old | None = None
    for earlier, state in pairwise(states):
        before = earlier.kept.agency
        if _declares(before, state, request, first_days):
            found = Old(before=before, made=state, present=states[-1].kept)
        elif found and not found.is_withdrawn:
            stands = found.stands_in(state.kept.agency)
            found = replace(found, undone_by=None if stands else found.undone_by or state)
    return found


def made_by(states: Sequence[AgencyState], old_codes: frozenset[str]) -> bool:
    """Say whether a successor was made by what gave it these predecessors."""
    created = [state for state in states if state.change == "created"]
    return bool(created) and not old_codes.isdisjoint(created[-1].kept.agency.predecessor_codes)


def linked_by(states: Sequence[AgencyState], old_codes: frozenset[str]) -> AgencyState:
    """Return the newest state by which a successor got one of these predecessors."""
    found, known = states[0], frozenset[str]()
    for state in states:
        codes = old_codes.intersection(state.kept.agency.predecessor_codes)
        if codes - known:
            found = state
        known = codes
    return found


def end_of(states: Sequence[AgencyState]) -> AgencyState | None:
    """Return the reorganisation by which an agency ends now, if one does that."""
    until = states[-1].kept.agency.valid_until
    for state in reversed(states):
        if until is None or state.kept.agency.valid_until != until:
            return None
        if state.change in CAUSES:
            return state
    return None


def _declares(
    before: Agency, state: AgencyState, request: Withdrawal, first_days: Mapping[str, date]
) -> bool:
    """Say whether a state is what the old agency became by what is taken back."""
    after = state.kept.agency
    is_end = after.valid_until == last_day_before(request.day)
    match request.declared:
        case "closure":
            return state.change == "closed" and is_end
        case "merger":
            new = {*after.successor_codes} - {*before.successor_codes}
            return state.change == "merged" and is_end and request.agency_code in new
        case "split":
            parts = {*after.successor_codes} - {*before.successor_codes}
            if state.change != _GOES_ON:
                return state.change == "split" and is_end
            return bool(parts) and all(first_days.get(code) == request.day for code in parts)
