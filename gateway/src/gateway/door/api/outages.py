"""Errors for the client when a service gives no usable answer."""

from collections.abc import Iterator
from contextlib import contextmanager

from gateway import metrics
from gateway.door.clients.services import (
    ServiceBusyError,
    ServiceSlowError,
    ServiceUnreachableError,
)
from kit.errors import Unavailable
from operations.services import Service
from rules.text import Text


@contextmanager
def told(service: Service) -> Iterator[None]:
    """Count what a service does not answer, and say so to the client."""
    try:
        yield
    except ServiceBusyError as error:
        metrics.record_forwarded(service, "busy")
        raise busy(service) from error
    except ServiceUnreachableError as error:
        metrics.record_forwarded(service, "unreachable")
        raise unreachable(service) from error
    except ServiceSlowError as error:
        metrics.record_forwarded(service, "slow")
        raise slow(service) from error


def unreachable(service: Service) -> Unavailable:
    """Return the error for a service that cannot be reached."""
    return _unavailable(
        service,
        Text(
            f"Layanan {service} tidak dapat dihubungi. Coba lagi sebentar lagi.",
            f"The service {service} cannot be reached. Try again in a moment.",
        ),
        seconds=2,
    )


def busy(service: Service) -> Unavailable:
    """Return the error for a service with no free connection."""
    return _unavailable(
        service,
        Text(
            f"Layanan {service} sedang sibuk; permintaan tidak dikirim. Coba lagi sebentar lagi.",
            f"The service {service} is busy; the request was not sent. Try again in a moment.",
        ),
        seconds=1,
    )


def slow(service: Service) -> Unavailable:
    """Return the error for a service that did not answer in time."""
    return _unavailable(
        service,
        Text(
            f"Layanan {service} terlalu lama menjawab; permintaan mungkin tetap dijalankan.",
            f"The service {service} took too long; the request may still be carried out.",
        ),
        seconds=5,
    )


def too_large(service: Service) -> Unavailable:
    """Return the error for an answer above the size limit."""
    return _unavailable(
        service,
        Text(
            f"Jawaban layanan {service} terlalu besar. Minta lebih sedikit, misalnya dengan limit.",
            f"The answer of the service {service} is too large. Ask for less, say with limit.",
        ),
        seconds=60,
    )


def _unavailable(service: Service, detail: Text, *, seconds: int) -> Unavailable:
    return Unavailable(
        detail, headers={"Retry-After": str(seconds)}, extra={"service": service.value}
    )
