"""Who is responsible for a node of an edition, who assesses it, and who declared a conflict.

PermenPANRB 59/2020, chapter III: nobody assesses the answers of their own unit.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from rules.refusal import Refusal
from rules.text import Text

Duty = Literal["responsible", "assessor"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Of an indicator, or all below a node, for one agency of a campaign or for all (None).

    `responsible`: the unit, and maybe its officer (`subject`), who answers at the first stage.
    `assessor`: the person (`subject`) who decides at a stage.
    """

    assignment_id: UUID
    campaign_code: str
    agency_code: str | None
    node_code: str
    duty: Duty
    unit_code: str | None
    subject: str | None
    stage: str | None
    assigned_by: str
    assigned_at: datetime

    def says_the_same_as(self, other: "Assignment") -> bool:
        """Say whether both assign the same, whoever made them."""
        return self == replace(other, assigned_by=self.assigned_by, assigned_at=self.assigned_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A declared conflict of interest; without an agency or a node it is of all of them."""

    conflict_id: UUID
    campaign_code: str
    subject: str
    agency_code: str | None
    node_code: str | None
    reason: str
    declared_by: str
    declared_at: datetime

    def says_the_same_as(self, other: "Conflict") -> bool:
        """Say whether the same person declares the same again."""
        return self == replace(other, conflict_id=self.conflict_id, declared_at=self.declared_at)

    def blocks(self, subject: str, agency_code: str | None, *, nodes: Collection[str]) -> bool:
        """Say whether it keeps a person from a node; `agency_code` None: of any agency."""
        return (
            self.subject == subject
            and (agency_code is None or self.agency_code in (None, agency_code))
            and (self.node_code is None or self.node_code in nodes)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who decides: `line` is the unit where they work and all above it."""

    subject: str
    line: Collection[str]
    enters_data: bool = False


def check_assignment(
    wanted: Assignment, *, stages: Sequence[str], nodes: Collection[str]
) -> Iterator[Refusal]:
    """Yield what is wrong with an assignment by itself."""
    if wanted.node_code not in nodes:
        yield Refusal(
            "/node_code", Text("bukan bagian dari edisi kegiatan ini", "is no node of the edition")
        )
    needed = {"unit_code"} if wanted.duty == "responsible" else {"subject", "stage"}
    unfit = {"stage"} if wanted.duty == "responsible" else {"unit_code"}
    for name in ("unit_code", "subject", "stage"):
        given = getattr(wanted, name)
        if given is None and name in needed:
            yield Refusal(f"/{name}", Text("wajib diisi", "is required"))
        elif given is not None and name in unfit:
            told = Text("tidak berlaku bagi tugas ini", "does not belong to this duty")
            yield Refusal(f"/{name}", told)
    if wanted.duty == "assessor" and wanted.stage is not None and wanted.stage not in stages:
        some = ", ".join(stages)
        yield Refusal("/stage", Text(f"pilihan: {some}", f"choose from {some}"))


def wrong_answerer(
    actor: Actor, assigned: Collection[Assignment], *, nodes: Collection[str]
) -> list[str] | None:
    """Return who answers for an indicator if it is somebody else, None if the actor may.

    `assigned`: all assignments of the agency; `nodes`: the indicator and all nodes above it.
    """
    responsible = [each for each in assigned if each.duty == "responsible"]
    if not responsible or actor.enters_data:
        return None
    covering = [each for each in responsible if each.node_code in nodes]
    for each in covering:
        is_of_unit = each.subject is None and each.unit_code in actor.line
        if each.subject == actor.subject or is_of_unit:
            return None
    return sorted({each.subject or each.unit_code or "" for each in covering})


def wrong_assessor(
    actor: Actor, assigned: Collection[Assignment], *, stage: str, nodes: Collection[str]
) -> list[str] | None:
    """Return who assesses an indicator at a stage if it is somebody else, None if the actor may."""
    at_stage = [each for each in assigned if each.duty == "assessor" and each.stage == stage]
    if not at_stage:
        return None
    covering = [each for each in at_stage if each.node_code in nodes]
    if any(each.subject == actor.subject for each in covering):
        return None
    return sorted({each.subject or "" for each in covering})


def is_own(actor: Actor, assigned: Collection[Assignment], *, nodes: Collection[str]) -> bool:
    """Say whether the actor, or the unit where they work, answers for the indicator."""
    return any(
        each.unit_code in actor.line or each.subject == actor.subject
        for each in assigned
        if each.duty == "responsible" and each.node_code in nodes
    )
