"""The errors a service answers with.

ServiceError
├── Invalid               400
├── Unauthenticated       401
├── Forbidden             403
├── NotFound              404
├── MethodNotAllowed      405
├── Conflict              409
├── PreconditionFailed    412
├── TooLarge              413
├── UnsupportedMedia      415
├── Unprocessable         422
├── PreconditionRequired  428
├── TooManyRequests       429
├── Broken                500
└── Unavailable           503

A detail is a plain string, the same in both languages, or a `Text` (Indonesian, English). What is
wrong with single parts is a list of refusals, as the domain gives them; `refuse` and `missing` make
the usual answers of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, ClassVar, Final

from rules.languages import in_language
from rules.refusal import Refusal
from rules.text import Text

# The members of every problem document (RFC 9457 and ours): no extension may overwrite them.
RESERVED: Final = frozenset(
    {"type", "title", "status", "detail", "instance", "errors", "more_errors", "request_id"}
)

MOST_ERRORS: Final = 100
"""So many errors an answer names; of the rest it says how many there are."""

CHECK_THE_PARTS: Final = Text("Periksa bagian yang disebut.", "Check the parts that are named.")


class ServiceError(Exception):
    """An error with an HTTP answer: what was wrong and what to do.

    `extra`: further members of the problem document, none of them with a name of `RESERVED`.
    """

    status: ClassVar[int] = 500
    type: ClassVar[str] = "urn:tolok:problem:error"
    title: ClassVar[Text] = Text("Kesalahan", "Error")
    default_headers: ClassVar[Mapping[str, str]] = MappingProxyType({})

    def __init__(
        self,
        detail: str | Text,
        *,
        errors: Sequence[Refusal] = (),
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        if taken := RESERVED & set(extra or {}):
            names = ", ".join(sorted(taken))
            raise ValueError(f"a problem document has its own {names}: take other names")
        super().__init__(in_language(detail, "en"))
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = {**self.default_headers, **(headers or {})}
        self.extra = dict(extra or {})


class Invalid(ServiceError):
    """The request cannot be understood."""

    status = 400
    type = "urn:tolok:problem:invalid"
    title = Text("Permintaan tidak sah", "Invalid request")


class Unauthenticated(ServiceError):
    """The request has no valid token."""

    status = 401
    type = "urn:tolok:problem:unauthenticated"
    title = Text("Belum dikenali", "Not authenticated")


class Forbidden(ServiceError):
    """The principal may not do this."""

    status = 403
    type = "urn:tolok:problem:forbidden"
    title = Text("Tidak berwenang", "Not allowed")


class NotFound(ServiceError):
    """It does not exist."""

    status = 404
    type = "urn:tolok:problem:not-found"
    title = Text("Tidak ditemukan", "Not found")


class MethodNotAllowed(ServiceError):
    """The address exists, this method on it does not."""

    status = 405
    type = "urn:tolok:problem:method-not-allowed"
    title = Text("Metode tidak tersedia", "Method not allowed")


class Conflict(ServiceError):
    """The present state forbids it."""

    status = 409
    type = "urn:tolok:problem:conflict"
    title = Text("Bertentangan dengan keadaan sekarang", "Conflict with the present state")


class PreconditionFailed(ServiceError):
    """The resource changed after it was read."""

    status = 412
    type = "urn:tolok:problem:precondition-failed"
    title = Text("Data sudah berubah", "Changed since it was read")


class TooLarge(ServiceError):
    """The body is larger than the limit."""

    status = 413
    type = "urn:tolok:problem:too-large"
    title = Text("Isi terlalu besar", "Content too large")


class UnsupportedMedia(ServiceError):
    """The body has a media type that is not accepted."""

    status = 415
    type = "urn:tolok:problem:unsupported-media"
    title = Text("Jenis isi tidak didukung", "Unsupported media type")


class Unprocessable(ServiceError):
    """The request is well formed but breaks a rule."""

    status = 422
    type = "urn:tolok:problem:unprocessable"
    title = Text("Tidak dapat diproses", "Cannot be processed")


class PreconditionRequired(ServiceError):
    """A change must name the version that it starts from."""

    status = 428
    type = "urn:tolok:problem:precondition-required"
    title = Text("If-Match diperlukan", "If-Match required")


class TooManyRequests(ServiceError):
    """Too many requests in too short a time."""

    status = 429
    type = "urn:tolok:problem:too-many-requests"
    title = Text("Terlalu banyak permintaan", "Too many requests")


class Broken(ServiceError):
    """A defect of the product; the answer does not name its cause."""

    status = 500
    type = "urn:tolok:problem:broken"
    title = Text("Kesalahan di pihak kami", "Our mistake")


class Unavailable(ServiceError):
    """Something that is needed is away for a moment."""

    status = 503
    type = "urn:tolok:problem:unavailable"
    title = Text("Sementara tidak tersedia", "Unavailable for a moment")
    default_headers = MappingProxyType({"Retry-After": "1"})


def refuse(refusals: Iterable[Refusal]) -> None:
    """Raise if something is refused.

    Raises:
        Unprocessable: Something is; every part is named.
    """
    if found := [*refusals]:
        raise Unprocessable(CHECK_THE_PARTS, errors=found)


def missing(pointer: str, detail: Text) -> NotFound:
    """Return the error for a thing that is not there; `pointer` leads to its name."""
    return NotFound(detail, errors=[Refusal(pointer, Text("tidak ada", "does not exist"))])
