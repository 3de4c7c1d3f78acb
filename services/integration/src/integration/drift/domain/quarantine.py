"""Readings that drifted: what was found, and what an operator decided about exactly that one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from integration.drift.domain.finding import Finding

Decision = Literal["held", "released", "discarded", "superseded"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantine:
    """A reading that counts for nothing until an operator releases it.

    `run_id` is that of the reading. `digest` tells its content from that of another one.
    `superseded`: a later reading could be believed, or drifted in another way.
    """

    run_id: UUID
    source_code: str
    status: Decision
    findings: Sequence[Finding]
    digest: str
    held_at: datetime
    decided_at: datetime | None = None
    decided_by: str | None = None

    def decided(self, status: Decision, *, at: datetime, by: str | None = None) -> Self:
        """Return the quarantine once it was decided; `by` None: by a later reading."""
        return replace(self, status=status, decided_at=at, decided_by=by)

    def is_same(self, findings: Sequence[Finding]) -> bool:
        """Say whether another reading drifted in the same way: the numbers may differ."""
        return _kinds(self.findings) == _kinds(findings)


def _kinds(findings: Sequence[Finding]) -> set[tuple[str, str, str]]:
    return {(each.kind, each.resource, each.field) for each in findings}
