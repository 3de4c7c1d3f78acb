"""What can be asked for. `day` is the first day on which it is so."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from submission.agencies.domain import Agency

Operation = Literal["renaming", "move", "merger", "split", "closure", "withdrawal"]
# What can lie ahead, and be taken back until its day comes.
Declared = Literal["merger", "split", "closure"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What all have: the agency in the address, the first day, and why, as the decree."""

    agency_code: str
    day: date
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Renaming(Request):
    """The agency gets another name and short name."""

    name: str
    short_name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move(Request):
    """The agency and all below it come below another agency."""

    parent_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Merger(Request):
    """Some agencies end and the agency takes over from them; `wanted`: its state if it is new."""

    from_codes: tuple[str, ...]
    wanted: Agency | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A new agency that a split makes, and the units of the old one that come below it."""

    wanted: Agency
    unit_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Split(Request):
    """New agencies take over from the agency, which ends, or goes on beside them."""

    parts: tuple[Part, ...]
    goes_on: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure(Request):
    """The agency ends and nobody takes over from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal(Request):
    """What was declared at this address for this day is taken back before the day comes."""

    declared: Declared


AnyRequest = Renaming | Move | Merger | Split | Closure


def operation_of(request: AnyRequest | Withdrawal) -> Operation:
    """Return what an operation is called in addresses and answers."""
    names: dict[type[Request], Operation] = {
        Renaming: "renaming",
        Move: "move",
        Merger: "merger",
        Split: "split",
        Closure: "closure",
        Withdrawal: "withdrawal",
    }
    return names[type(request)]
