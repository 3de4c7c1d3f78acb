"""One row of the table: an operation, who may use it, and what it concerns."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

Method = Literal["GET", "POST", "PUT", "DELETE"]

# subtree    what belongs to the agency of the token and to those below it; anything else answers
#            as if it did not exist (404)
# published  published results: all of them for the public, else as `subtree`
# owner      a document that everybody reads, and that its owner changes (403 for others)
# everyone   the same answer for everybody who has the role
# signed     as `subtree`; instead of a token, a signature that the service verifies itself
# open       needs no token
Scope = Literal["subtree", "published", "owner", "everyone", "signed", "open"]

# read       stores nothing, GET
# trial      stores nothing, POST: what is asked about does not fit into an address
# command    stores something, in one transaction; done when it is answered
# job        stores that something is to be done, answers 202, and names where it can be watched
# upload     stores a file, which comes in parts and has a limit of its own
# download   reads a file, which has the same limit
# stream     does not end
Kind = Literal["read", "trial", "command", "job", "upload", "download", "stream"]

# Files come or go: they have limits of their own.
TRANSFERS: Final[frozenset[Kind]] = frozenset({"upload", "download"})


@dataclass(frozen=True, slots=True)
class Operation:
    """A method on a path. `service` answers it; `roles` may use it, nobody else.

    `at_stage`: of those roles, the ones that may at each stage, if the path names a stage.
    `id` is the operation id of the OpenAPI document; it never changes once it was released.
    """

    id: str
    service: str
    method: Method
    path: str
    roles: frozenset[str]
    scope: Scope
    kind: Kind
    at_stage: Mapping[str, frozenset[str]] = field(default_factory=dict, hash=False)

    def roles_at(self, parameters: Mapping[str, str]) -> frozenset[str]:
        """Return the roles that may use it at an address with these parameters."""
        return self.at_stage.get(parameters.get("stage", ""), self.roles)

    @property
    def is_open(self) -> bool:
        """Say whether it needs no token."""
        return self.scope == "open"

    @property
    def is_signed(self) -> bool:
        """Say whether a signature may stand in the place of a token."""
        return self.scope == "signed"

    @property
    def is_keyed(self) -> bool:
        """Say whether it honours an Idempotency-Key; what is signed is known by its records."""
        return self.method == "POST" and not self.is_open and not self.is_signed


@dataclass(frozen=True, slots=True)
class Table:
    """The operations that a program answers, and all roles that exist.

    Raises:
        ValueError: An id or an address is there twice, or a row names a role that does not exist.
    """

    rows: tuple[Operation, ...]
    roles: frozenset[str]

    def __post_init__(self) -> None:
        ids = Counter(row.id for row in self.rows)
        addresses = Counter((row.method, row.path) for row in self.rows)
        if twice := [each for each, count in (*ids.items(), *addresses.items()) if count > 1]:
            raise ValueError(f"the table of operations has these twice: {twice}")
        for row in self.rows:
            if not row.roles <= self.roles or not (row.roles or row.is_open):
                raise ValueError(f"the roles of {row.id} do not exist: {sorted(row.roles)}")


@dataclass(frozen=True, slots=True)
class Resource:
    """Makes the rows of one resource: the service that owns it, and where its paths begin."""

    service: str
    path: str

    def get(
        self,
        operation_id: str,
        below: str,
        roles: frozenset[str],
        scope: Scope = "subtree",
        *,
        kind: Kind = "read",
    ) -> Operation:
        """Return the row of an operation that reads."""
        return self._row(operation_id, "GET", below, roles=roles, scope=scope, kind=kind)

    def post(
        self,
        operation_id: str,
        below: str,
        roles: frozenset[str],
        scope: Scope = "subtree",
        *,
        kind: Kind = "command",
    ) -> Operation:
        """Return the row of an operation that makes something, or of a trial."""
        return self._row(operation_id, "POST", below, roles=roles, scope=scope, kind=kind)

    def put(
        self,
        operation_id: str,
        below: str,
        roles: frozenset[str],
        scope: Scope = "subtree",
        *,
        kind: Kind = "command",
    ) -> Operation:
        """Return the row of an operation that gives something its new state."""
        return self._row(operation_id, "PUT", below, roles=roles, scope=scope, kind=kind)

    def delete(
        self, operation_id: str, below: str, roles: frozenset[str], scope: Scope = "subtree"
    ) -> Operation:
        """Return the row of an operation that takes something away."""
        return self._row(operation_id, "DELETE", below, roles=roles, scope=scope, kind="command")

    def _row(
        self,
        operation_id: str,
        method: Method,
        below: str,
        *,
        roles: frozenset[str],
        scope: Scope,
        kind: Kind,
    ) -> Operation:
        return Operation(
            operation_id, self.service, method, f"{self.path}{below}", roles, scope, kind
        )


def most_exact_first(rows: Iterable[Operation]) -> list[Operation]:
    """Return rows in an order in which the first path that matches an address is the right one.

    `/results/chain` comes before `/results/{assessment_id}`, and `/{code}.json` before `/{code}`.
    """
    return sorted(rows, key=lambda row: [_exactness(part) for part in row.path.split("/")])


def _exactness(part: str) -> tuple[bool, bool, str]:
    return "{" in part, part.startswith("{") and part.endswith("}"), part
