"""What a client is told when a service gives no usable answer."""

from gateway.door.domain.resource import Service
from kit.errors import Unavailable
from kit.languages import Text


def unreachable(service: Service) -> Unavailable:
    """Return the error for a service that cannot be reached."""
    return _unavailable(
        service,
        Text(
            f"Layanan {service} tidak terjangkau. Coba lagi sebentar lagi.",
            f"The service {service} is out of reach. Try again in a moment.",
        ),
        seconds=2,
    )


def busy(service: Service) -> Unavailable:
    """Return the error for a service that has as many requests as it takes."""
    return _unavailable(
        service,
        Text(
            f"Layanan {service} sedang penuh; permintaan tidak dikirim. Coba lagi sebentar lagi.",
            f"The service {service} is full; the request was not sent. Try again in a moment.",
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
    """Return the error for an answer that is larger than what is passed on."""
    return _unavailable(
        service,
        Text(
            f"Jawaban layanan {service} terlalu besar. Persempit permintaan, misalnya limit.",
            f"The answer of the service {service} is too large. Narrow the request, say by limit.",
        ),
        seconds=60,
    )


def _unavailable(service: Service, detail: Text, *, seconds: int) -> Unavailable:
    return Unavailable(
        detail, headers={"Retry-After": str(seconds)}, extra={"service": service.value}
    )
