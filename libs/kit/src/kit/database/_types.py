"""A connection that asks the server for no built-in type that another one knows already.

Each new connection would ask again what `text[]` or `uuid[]` is, by a recursive query over the
catalogue: 5 ms of the server for every kind of array, several times before it does any work.
"""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import asyncpg

# Types below this number come with the server: they are the same in all its databases.
_FIRST_OWN_TYPE: Final = 16_384
_known: dict[tuple[int, frozenset[int]], Any] = {}


class _Asked(NamedTuple):
    """Stands for the statement that was not sent."""

    name: str = "known"


class Connection(asyncpg.Connection):  # type: ignore[misc]  # untyped
    """A connection to PostgreSQL for everything in the kit that opens one."""

    async def _introspect_types(  # in the place of the library's
        self,
        typeoids: Iterable[int],
        timeout: float | None,  # noqa: ASYNC109 - as the library calls it
    ) -> Any:
        wanted = frozenset(typeoids)
        if max(wanted, default=0) >= _FIRST_OWN_TYPE:
            return await super()._introspect_types(typeoids, timeout)
        key = (self.get_server_version().major, wanted)
        if (kept := _known.get(key)) is not None:
            return kept, _Asked()
        types, asked = await super()._introspect_types(typeoids, timeout)
        _known[key] = types
        return types, asked
