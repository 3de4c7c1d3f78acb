"""How findings go on: first seen, changed, explained, resolved by the data, seen again.

What cannot be told now stays as it is, with the reason beside it: it is neither resolved nor found.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from integration.reconciliation.domain.finding import (
    Disagreement,
    Event,
    Explanation,
    Finding,
    FindingKey,
    Undecided,
)
from integration.sources.domain.reason import Reason


class Change(NamedTuple):
    """The next state of a finding, and what happened."""

    finding: Finding
    event: Event


def changes(
    held: Mapping[FindingKey, Finding],
    found: Iterable[Disagreement],
    undecided: Sequence[Undecided],
    *,
    at: datetime,
) -> Iterator[Change]:
    """Yield what changes of the findings of an agency and year; the same again changes nothing."""
    seen: set[FindingKey] = set()
    for said in found:
        seen.add(said.key)
        before = held.get(said.key)
        change = _first(said, at) if before is None else _again(before, said, at)
        if change is not None:
            yield change
    for key, before in held.items():
        if key in seen or before.status == "resolved":
            continue
        reason = next((one.reason for one in undecided if one.covers(key)), None)
        change = _resolved(before, at) if reason is None else _doubted(before, reason, at)
        if change is not None:
            yield change


def explain(held: Finding, explanation: Explanation) -> Change:
    """Explain a finding; an earlier explanation stays in its history."""
    after = _next(held, explanation.at, status="explained", explanation=explanation)
    return Change(after, "explained")


def _first(said: Disagreement, at: datetime) -> Change:
    finding = Finding(said=said, status="open", revision=1, first_seen_at=at, changed_at=at)
    return Change(finding, "seen")


def _again(before: Finding, said: Disagreement, at: datetime) -> Change | None:
    """Return how a finding goes on that is found again.

    An explanation holds for what it explained: once the sides say something else it is open again.
    """
    if before.status == "resolved":
        cleared = _next(before, at, said=said, status="open", doubt=None, explanation=None)
        return Change(replace(cleared, resolved_at=None), "reopened")
    if said.meaning != before.said.meaning and before.status == "explained":
        after = _next(before, at, said=said, status="open", doubt=None, explanation=None)
        return Change(after, "reopened")
    if said != before.said:
        return Change(_next(before, at, said=said, doubt=None), "changed")
    if before.doubt is not None:
        return Change(_next(before, at, doubt=None), "certain")
    return None


def _resolved(before: Finding, at: datetime) -> Change:
    return Change(_next(before, at, status="resolved", resolved_at=at, doubt=None), "resolved")


def _doubted(before: Finding, reason: Reason, at: datetime) -> Change | None:
    if before.doubt == reason:
        return None
    return Change(_next(before, at, doubt=reason), "doubted")


def _next(before: Finding, at: datetime, **changed: object) -> Finding:
    return replace(before, revision=before.revision + 1, changed_at=at, **changed)  # type: ignore[arg-type] # names of this class
