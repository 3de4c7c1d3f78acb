"""Tables of operations for apps that tests make up, and addresses of operations."""

import re
from typing import Any, Final, cast

from fastapi import APIRouter
from fastapi.routing import APIRoute

from operations.row import Method, Operation, Scope, Table
from rules.roles import ROLES


def table_for(
    *routers: APIRouter, roles: tuple[str, ...], service: str = "shop", scope: Scope = "everyone"
) -> Table:
    """Return a table with a row for every route; a route without an id gets its name as one."""
    return Table(
        tuple(
            _row(route, roles=roles, service=service, scope=scope)
            for router in routers
            for route in router.routes
            if isinstance(route, APIRoute)
        ),
        ROLES,
    )


def _row(route: APIRoute, **told: Any) -> Operation:
    (method,) = route.methods or {"GET"}
    route.operation_id = route.operation_id or route.name
    return Operation(
        id=route.operation_id,
        service=told["service"],
        method=cast("Method", method),
        path=route.path,
        roles=frozenset(told["roles"]),
        scope=told["scope"],
        kind="read" if method == "GET" else "command",
    )


# A value of each parameter that an address could have; what is not here is a code.
_VALUES: Final = {
    "assignment_id": "01a20201-9d31-7740-a619-5b4df6c9f655",
    "assessment_id": "01a20201-9d31-7740-a619-5b4df6c9f654",
    "rederivation_id": "01a20201-b2c4-7a10-93c2-5f0f6f1f7d11",
    "evidence_id": "01a20201-9d31-7740-a619-5b4df6c9f655",
    "run_id": "01a20201-aad6-766f-869c-eca26aed0d94",
    "revision": "1",
    "sha256": "5a1f6c0b4d0e8b7f0c6d2f7f3c9e1a2b4d6f8091a2b3c4d5e6f708192a3b4c5d",
    "stage": "mandiri",
    "version": "1",
    "year": "2026",
}


def address_of(path: str, **values: str) -> str:
    """Return an address for a path, with a value that its type allows for every parameter."""
    known = {**_VALUES, **values}
    return re.sub(r"\{([^}]*)\}", lambda found: known.get(found[1], "nowhere"), path)
