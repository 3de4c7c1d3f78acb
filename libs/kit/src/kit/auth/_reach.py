"""Who reaches what in a tree of units. The one place where it is asked, for every service.

A token names one unit; its holder reaches that unit and all below it. Nobody else than the top of
the tree, and the unit itself, is told that a unit does not exist: others could tell by it which
units are outside of their reach.
"""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass

from kit.auth._tokens import Principal
from kit.awaited import awaiting
from kit.errors import Forbidden, NotFound, missing
from rules.refusal import Refusal
from rules.text import Text
from rules.tree import reaches

# A unit and all above it, in any order; nothing for a unit that is not known.
LineOf = Callable[[str], Awaitable[Collection[str]]]


@dataclass(frozen=True, slots=True)
class Units:
    """The units that tokens name; `noun`: what sentences call one.

    `kept_at`: where another service shows them, for units that this one is only told of.
    """

    noun: Text
    kept_at: str | None = None

    def root_of(self, principal: Principal) -> str:
        """Return the unit to whose subtree a principal is bound.

        Raises:
            Forbidden: The token names no unit.
        """
        if principal.unit is None:
            raise Forbidden(
                Text(
                    f"Token Anda tidak terikat pada {self.noun.id} mana pun.",
                    f"Your token is bound to no {self.noun.en}.",
                )
            )
        return principal.unit

    def root_or_everything(self, principal: Principal, *, role: str) -> str | None:
        """Return the root as `root_of`, None for a holder of `role` whose token names no unit.

        For what such holders may see whomever it belongs to.
        """
        if principal.unit is None and role in principal.roles:
            return None
        return self.root_of(principal)

    async def check_reach(
        self, principal: Principal, unit: str, line_of: LineOf, *, pointer: str
    ) -> None:
        """Let pass who reaches a unit that the request names.

        Raises:
            NotFound: There is no such unit, and the principal may be told so.
            Forbidden: It is outside of the principal's subtree, whether or not it exists.
        """
        root = self.root_of(principal)
        line = await line_of(unit)
        if reaches(root, line):
            return
        if not line and await self.hears_of_absence(principal, unit, line_of):
            raise self.absent(unit, pointer=pointer)
        raise self.out_of_reach(unit, pointer=pointer)

    async def check_owner(
        self, principal: Principal, unit: str, line_of: LineOf, *, pointer: str
    ) -> None:
        """Let pass who reaches the unit that a thing belongs to, perhaps before it is known here.

        Raises:
            NotFound, Forbidden: As `check_reach`.
        """
        if self.root_of(principal) != unit:
            await self.check_reach(principal, unit, line_of, pointer=pointer)

    async def hears_of_absence(self, principal: Principal, unit: str, line_of: LineOf) -> bool:
        """Say whether a principal may be told that a unit does not exist."""
        root = self.root_of(principal)
        return unit == root or [*await line_of(root)] == [root]

    def absent(self, unit: str, *, pointer: str) -> NotFound:
        """Return the error for a unit that does not exist."""
        noun = self.noun
        error = missing(
            pointer,
            Text(f"{noun.id.capitalize()} {unit} tidak ada.", f"There is no {noun.en} {unit}."),
        )
        return error if self.kept_at is None else awaiting(error, f"{self.kept_at}/{unit}")

    def out_of_reach(self, what: str, *, pointer: str) -> Forbidden:
        """Return the error for a unit, or what belongs to one, outside of the subtree."""
        return Forbidden(
            Text(
                f"{what} berada di luar {self.noun.id} Anda dan {self.noun.id} di bawahnya.",
                f"{what} is outside your {self.noun.en} and those below it.",
            ),
            errors=[Refusal(pointer, Text("di luar kewenangan", "is out of your reach"))],
        )
