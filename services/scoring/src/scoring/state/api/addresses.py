"""Refusals get the address of what they name: use cases know fields, not requests."""

from collections.abc import Callable, Coroutine
from typing import Any, Final

from fastapi import Request, Response

from kit.errors import ServiceError
from kit.web import IdempotentRoute
from rules.refusal import pointer_to

# Fields whose parameters in a query have other names.
_QUERY_NAMES: Final = {"agency_code": "agency", "node_code": "indicator"}


class AddressedRoute(IdempotentRoute):
    """A route that says where in the request a refused field stands."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, with addresses in its refusals."""
        handle = super().get_route_handler()

        async def handle_addressed(request: Request) -> Response:
            try:
                return await handle(request)
            except ServiceError as error:
                error.errors = tuple(
                    each._replace(pointer=_address(each.pointer, request)) for each in error.errors
                )
                raise

        return handle_addressed


def _address(field: str, request: Request) -> str:
    """Return where a field stands; what is an address already stays."""
    if not field or "/" in field:
        return field
    if field in request.path_params:
        return f"path/{field}"
    if request.method == "GET":
        return f"query/{_QUERY_NAMES.get(field, field)}"
    return pointer_to(field)
