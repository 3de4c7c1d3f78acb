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
from submission.campaigns.domain.stages import Stage

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


@dataclass(frozen=True, slots=True)
class Deciders:
    """Some who may decide about an indicator: who has one of the roles, and is named if any are.

    `names`: people, or units whose people they are; empty: whoever has such a role.
    """

    roles: tuple[str, ...]
    names: tuple[str, ...] = ()


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


def answerers(
    assigned: Collection[Assignment], *, nodes: Collection[str]
) -> list[Assignment] | None:
    """Return by which assignments an indicator is answered; None: whoever has the role answers.

    `assigned`: all assignments of the agency; `nodes`: the indicator and all nodes above it.
    """
    responsible = [each for each in assigned if each.duty == "responsible"]
    return [each for each in responsible if each.node_code in nodes] if responsible else None


def assessors(
    assigned: Collection[Assignment], *, stage: str, nodes: Collection[str]
) -> list[Assignment] | None:
    """Return by which assignments an indicator is assessed at a stage; None: whoever has the role.

    For the rest see `answerers`.
    """
    at_stage = [each for each in assigned if each.duty == "assessor" and each.stage == stage]
    return [each for each in at_stage if each.node_code in nodes] if at_stage else None


def names_of(assigned: Collection[Assignment]) -> list[str]:
    """Return the people, or else the units, that assignments name."""
    return sorted({each.subject or each.unit_code or "" for each in assigned})


def wrong_answerer(
    actor: Actor, assigned: Collection[Assignment], *, nodes: Collection[str]
) -> list[str] | None:
    """Return who answers for an indicator if it is somebody else, None if the actor may."""
    covering = answerers(assigned, nodes=nodes)
    if covering is None or actor.enters_data:
        return None
    for each in covering:
        is_of_unit = each.subject is None and each.unit_code in actor.line
        if each.subject == actor.subject or is_of_unit:
            return None
    return names_of(covering)


def wrong_assessor(
    actor: Actor, assigned: Collection[Assignment], *, stage: str, nodes: Collection[str]
) -> list[str] | None:
    """Return who assesses an indicator at a stage if it is somebody else, None if the actor may."""
    covering = assessors(assigned, stage=stage, nodes=nodes)
    if covering is None or any(each.subject == actor.subject for each in covering):
        return None
    return names_of(covering)


def deciders_of(
    stage: Stage,
    assigned: Collection[Assignment],
    *,
    nodes: Collection[str],
    typists: Sequence[str],
    kept_away: Collection[str] = (),
) -> tuple[Deciders, ...]:
    """Return all who may decide about an indicator at a stage; none: nobody before it is assigned.

    `typists`: the data-entry officers of the campaign's team. `kept_away`: who does not assess it,
    for a conflict of interest. For the rest see `answerers`.
    """
    found: list[Deciders] = []
    if stage.respondents:
        roles = tuple(sorted(stage.respondents))
        covering = answerers(assigned, nodes=nodes)
        if covering is None:
            found.append(Deciders(roles))
        else:
            typing = ("data_entry",) if "data_entry" in roles else roles
            named = Deciders(roles, (*names_of(covering),)), Deciders(typing, (*typists,))
            found.extend(each for each in named if each.names)
    if stage.role not in stage.respondents:
        assessing = assessors(assigned, stage=stage.code, nodes=nodes)
        if assessing is None:
            found.append(Deciders((stage.role,)))
        elif names := [name for name in names_of(assessing) if name not in kept_away]:
            found.append(Deciders((stage.role,), (*names,)))
    return tuple(found)


def is_own(actor: Actor, assigned: Collection[Assignment], *, nodes: Collection[str]) -> bool:
    """Say whether the actor, or the unit where they work, answers for the indicator."""
    return any(
        each.unit_code in actor.line or each.subject == actor.subject
        for each in assigned
        if each.duty == "responsible" and each.node_code in nodes
    )
