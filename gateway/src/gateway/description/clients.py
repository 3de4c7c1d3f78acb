"""Ask the services for their OpenAPI documents, and whether they are alive."""

from typing import Any, Final

from gateway.settings import GatewaySettings
from kit.outbound import HttpClient, HttpError
from operations.services import Service

_DOCUMENT_BYTES: Final = 10_000_000
_SECONDS: Final = 3.0


class SilentServiceError(Exception):
    """The service gave no usable answer."""


class ServiceDocuments:
    """Asks the services for what users do not get from them."""

    def __init__(self, settings: GatewaySettings) -> None:
        self._addresses = settings.services
        # Operators set these addresses; they are private ones.
        self._http = HttpClient(
            "services",
            deadline_seconds=_SECONDS,
            max_body_bytes=_DOCUMENT_BYTES,
        )

    async def openapi(self, service: Service) -> dict[str, Any]:
        """Return the service's OpenAPI document.

        Raises:
            SilentServiceError: The service gave no usable answer.
        """
        response = await self._get(service, "/openapi.json")
        try:
            document = response.json()
        except ValueError as error:
            raise SilentServiceError(f"{service} answers with no JSON") from error
        if not isinstance(document, dict):
            raise SilentServiceError(f"{service} answers with no document")
        return document

    async def ping(self, service: Service) -> None:
        """Check that the service is alive.

        Raises:
            SilentServiceError: It does not answer.
        """
        await self._get(service, "/healthz")

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    async def _get(self, service: Service, path: str) -> Any:
        try:
            response = await self._http.get(self._addresses[service] + path)
        except HttpError as error:
            raise SilentServiceError(f"{service}: {type(error).__name__}") from error
        if not response.is_success:
            raise SilentServiceError(f"{service} answers {response.status_code}")
        return response
