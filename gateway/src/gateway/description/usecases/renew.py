"""Keep the merged OpenAPI document up to date with the documents of the services."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Final

from gateway.description.clients import ServiceDocuments, SilentServiceError
from gateway.description.domain import complete, merge
from operations.services import Service

_ASK_AGAIN_SECONDS: Final = 5.0


class MergedDocument:
    """The OpenAPI document of the whole API, from the services that have answered so far."""

    def __init__(
        self,
        documents: ServiceDocuments,
        own: Callable[[], dict[str, Any]],
        *,
        examples: Mapping[str, Mapping[str, Any]],
        descriptions: Mapping[str, Mapping[str, str]],
        seconds: float,
    ) -> None:
        self._documents = documents
        self._own = own
        self._examples = examples
        self._descriptions = descriptions
        self._seconds = seconds
        self._known: dict[str, dict[str, Any]] = {}
        self._unavailable: set[str] = {service.value for service in Service}
        self._merged: dict[str, Any] | None = None

    def document(self) -> dict[str, Any]:
        """Return the newest document; `x-unavailable` names the services that did not answer."""
        if self._merged is None:
            merged = merge(self._own(), self._known, unavailable=self._unavailable)
            self._merged = complete(merged, self._examples, self._descriptions)
        return self._merged

    async def run(self) -> None:
        """Renew the document until cancelled, more often while a service is missing."""
        while True:
            await self.renew()
            await asyncio.sleep(_ASK_AGAIN_SECONDS if self._unavailable else self._seconds)

    async def renew(self) -> None:
        """Ask every service for its document. If one does not answer, its old document stays."""
        await asyncio.gather(*map(self._renew, Service))
        self._merged = None

    async def _renew(self, service: Service) -> None:
        try:
            self._known[service.value] = await self._documents.openapi(service)
        except SilentServiceError:
            self._unavailable.add(service.value)
        else:
            self._unavailable.discard(service.value)
