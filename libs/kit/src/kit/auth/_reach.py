"""Who reaches what in a tree of units. The one place where it is asked, for every service.

A token names one unit; its holder reaches that unit and all below it. What lies outside is answered
exactly like what does not exist, so that nobody can tell by an answer what there is elsewhere. A
query for a thing therefore names the root: what is out of reach is not even read.
"""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass

from kit.auth._tokens import Principal
from kit.awaited import awaiting
from kit.errors import Forbidden, NotFound, missing
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
        """Check that the caller reaches a unit that the request names.

        Raises:
            NotFound: There is no such unit within reach.
        """
        if not reaches(self.root_of(principal), await line_of(unit)):
            raise self.absent(unit, pointer=pointer)

    def absent(self, unit: str, *, pointer: str) -> NotFound:
        """Return the error for a unit that does not exist, or is out of reach."""
        noun = self.noun
        error = missing(
            pointer,
            Text(f"{noun.id.capitalize()} {unit} tidak ada.", f"There is no {noun.en} {unit}."),
        )
        return error if self.kept_at is None else awaiting(error, f"{self.kept_at}/{unit}")
