"""Who sends a request, and what they may do. All routes but health and metrics use `require`."""

from typing import Any

from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant

from kit.auth._tokens import Principal, TokenVerifier
from kit.errors import Forbidden, Unauthenticated
from rules.refusal import Refusal
from rules.text import Text


class Requirement:
    """A dependency of a route: only holders of one of the roles pass."""

    def __init__(self, roles: frozenset[str]) -> None:
        self.roles = roles

    async def __call__(self, request: Request) -> Principal:
        """Return the principal, or refuse the request."""
        principal = await authenticate(request)
        if principal.roles.isdisjoint(self.roles):
            wanted = ", ".join(sorted(self.roles))
            raise Forbidden(
                Text(
                    f"Perlu salah satu peran: {wanted}.", f"One of these roles is needed: {wanted}."
                ),
                headers={"WWW-Authenticate": 'Bearer realm="tolok", error="insufficient_scope"'},
            )
        return principal


def require(*roles: str) -> Any:
    """Let only holders of one of these roles pass; `kit.web.build_app` knows which roles exist.

    Usage: `principal: Annotated[Principal, require("clerk", "manager")]`.
    """
    if not roles:
        raise ValueError("Name the roles that pass.")
    return Depends(Requirement(frozenset(roles)))


def requirements(dependant: Dependant) -> list[Requirement]:
    """Return what a route requires, found among its dependencies."""
    if isinstance(dependant.call, Requirement):
        return [dependant.call]
    return [found for inner in dependant.dependencies for found in requirements(inner)]


async def authorise(request: Request) -> None:
    """Check the requirements of the request's route, before any work is done for it."""
    for requirement in requirements(request.scope["route"].dependant):
        await requirement(request)


async def authenticate(request: Request) -> Principal:
    """Return the principal; the token is verified once per request.

    Raises:
        Unauthenticated: there is no token, or not a good one.
    """
    known: Principal | None = getattr(request.state, "principal", None)
    if known is not None:
        return known
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated(
            Text(
                "Kirim token pada header Authorization: Bearer …",
                "Send a token in the header Authorization: Bearer …",
            ),
            errors=[Refusal("header/Authorization", Text("wajib diisi", "is required"))],
            headers={"WWW-Authenticate": 'Bearer realm="tolok"'},
        )
    verifier: TokenVerifier = request.app.state.verifier
    principal = await verifier.verify(token.strip())
    request.state.principal = principal
    return principal
