"""Methods: HEAD wherever GET is, and the methods of an address instead of one that it lacks.

An address is that of the most exact path that matches it: `/orders/preview` takes what the table
has for it, and is no order with the number `preview`.
"""

from starlette.requests import Request
from starlette.routing import compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kit.web import _problems as problems
from operations.row import Table, most_exact_first


class Addresses:
    """The addresses of a table of operations, each with its methods."""

    def __init__(self, table: Table) -> None:
        methods: dict[str, set[str]] = {}
        for row in most_exact_first(table.rows):
            methods.setdefault(row.path, set()).add(row.method)
        self._known = [(compile_path(path)[0], found) for path, found in methods.items()]
        uploads = [row for row in table.rows if row.kind == "upload"]
        self._uploads = [(row.method, compile_path(row.path)[0]) for row in uploads]

    def methods_of(self, path: str) -> set[str]:
        """Return what an address takes, nothing if the table does not have it."""
        return next((found for address, found in self._known if address.match(path)), set())

    def is_upload(self, scope: Scope) -> bool:
        """Say whether a request sends a file."""
        asked, path = scope["method"], scope["path"]
        return any(asked == method and address.match(path) for method, address in self._uploads)


class MethodMiddleware:
    """Answers HEAD wherever GET is answered. An answer without end is ended after its headers.

    A method that an address does not take is refused before anything else is looked at.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_head = scope["method"] == "HEAD"
        taken = scope["app"].state.addresses.methods_of(scope["path"])
        app = self._app
        if taken and ("GET" if is_head else scope["method"]) not in taken:
            app = problems.respond(problems.not_allowed(taken), Request(scope))
        await (_Head(app) if is_head else app)(scope, receive, send)


class _Head:
    """Answers with the headers of GET, without its body (RFC 9110, 9.3.2)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_answered = False

        async def send_head(message: Message) -> None:
            nonlocal is_answered
            if message["type"] == "http.response.start":
                await send(message)
                await send({"type": "http.response.body", "body": b"", "more_body": False})
                is_answered = True

        async def receive_until_answered() -> Message:
            return {"type": "http.disconnect"} if is_answered else await receive()

        await self._app({**scope, "method": "GET"}, receive_until_answered, send_head)
