"""Who sends a request, and what they may do: the roles of an operation stand in its row."""

from typing import Annotated, Final

from fastapi import Depends, Request

from kit.auth._tokens import Principal, TokenVerifier
from kit.errors import Forbidden, Unauthenticated
from operations.row import Operation
from rules.refusal import Refusal
from rules.text import Text

SIGNATURE_HEADERS: Final = ("tolok-timestamp", "tolok-nonce", "tolok-signature")
"""When a request was signed, the nonce that makes the signature count once, and the signature."""


def operation_of(request: Request) -> Operation:
    """Return the row of the operation that a request asks for; every route has one."""
    found: Operation = request.app.state.operations[request.scope["route"].operation_id]
    return found


def is_signed(request: Request) -> bool:
    """Say whether a request has a signature instead of a token, and its operation takes one.

    Who signed is not known here: the operation verifies it, with the body.
    """
    has_signature = SIGNATURE_HEADERS[-1] in request.headers
    is_taken = has_signature and operation_of(request).is_signed
    return is_taken and "authorization" not in request.headers


async def authorise(request: Request) -> None:
    """Check that the caller may use the operation, before any work is done for it.

    Raises:
        Unauthenticated: There is no token, or not a good one.
        Forbidden: Its holder has none of the roles of the operation.
    """
    operation = operation_of(request)
    if operation.is_open or is_signed(request):
        return
    principal = await authenticate(request)
    if principal.roles.isdisjoint(operation.roles):
        wanted = ", ".join(sorted(operation.roles_at(request.path_params)))
        raise Forbidden(
            Text(f"Perlu salah satu peran: {wanted}.", f"One of these roles is needed: {wanted}."),
            headers={"WWW-Authenticate": 'Bearer realm="tolok", error="insufficient_scope"'},
        )


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


# The holder of the token. Whether they may use the operation was asked before (`build_app`).
PrincipalDep = Annotated[Principal, Depends(authenticate)]
