"""Who pushes: the holder of a token of role `source`, or whoever signs with the source's key."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from fastapi import Request

from integration.agencies import store as agencies
from integration.agencies.api.reach import root_of
from integration.feeds.domain.signature import Signature
from integration.feeds.usecases.take import Nonce
from integration.settings import IntegrationSettings
from integration.sources import store as sources
from integration.sources.domain.source import Source
from integration.sources.usecases.check_access import Allowed, push_key
from kit.auth import SIGNATURE_HEADERS, authenticate, is_signed
from kit.clock import SystemClock
from kit.errors import Conflict, Unauthenticated, missing
from rules.refusal import Refusal
from rules.text import Text

_CLOCK: Final = SystemClock()
_HEADERS: Final = ", ".join(SIGNATURE_HEADERS)
# The same of a source that is not there, that has no key, and of a signature that does not fit:
# nobody learns by trying which sources there are.
_REFUSED: Final = Text(
    "Tanda tangan ditolak. Periksa kode sumber, kunci, dan isi yang ditandatangani.",
    "The signature is refused. Check the code of the source, the key, and the bytes that are"
    " signed.",
)
_NO_FORM: Final = Text(
    f"Tanda tangan tidak dapat dibaca. Kirim {_HEADERS}.",
    f"The signature cannot be read. Send {_HEADERS}.",
)


@dataclass(frozen=True, slots=True)
class Deliverer:
    """A source that may push now, and the nonce of the signature, if it is signed."""

    code: str
    nonce: Nonce | None = None


async def deliverer_of(
    request: Request, source_code: str, body: bytes, allowed: Allowed
) -> Deliverer:
    """Return who pushes.

    Raises:
        Unauthenticated: The signature is refused, or there is no good token.
        NotFound: The token does not reach such a source.
        Conflict: The source does not push.
    """
    if is_signed(request):
        return await _signed(request, source_code, body, allowed)
    root = root_of(await authenticate(request))
    async with request.app.state.database.reading() as session:
        found = await sources.find_within(session, source_code, root_code=root)
    if found is None:
        raise missing(
            "path/source_code",
            Text(f"Sumber {source_code} tidak ada.", f"There is no source {source_code}."),
        )
    if "push" not in found.ways:
        raise not_pushed()
    return Deliverer(found.code)


def not_pushed() -> Conflict:
    """Return the error for a source that does not push."""
    return Conflict(
        Text(
            "Sumber ini tidak didaftarkan untuk mengirim data. Tambahkan push pada ways.",
            "This source is not registered to push. Add push to its ways.",
        )
    )


def replayed() -> Unauthenticated:
    """Return the error for a signature that was used before."""
    return _unauthenticated(
        Text(
            "Tanda tangan ini sudah dipakai. Tanda tangani setiap kiriman dengan nonce baru.",
            "This signature was used before. Sign every request with a new nonce.",
        ),
        "Tolok-Nonce",
    )


async def _signed(request: Request, source_code: str, body: bytes, allowed: Allowed) -> Deliverer:
    settings: IntegrationSettings = request.app.state.settings
    said = [request.headers.get(name, "") for name in SIGNATURE_HEADERS]
    signature = Signature.read(*said)
    if signature is None:
        raise _unauthenticated(_NO_FORM, "Tolok-Signature")
    skew = timedelta(seconds=settings.feed_clock_skew_seconds)
    if not signature.is_within(skew, _CLOCK.now()):
        raise _unauthenticated(_too_old(settings.feed_clock_skew_seconds), "Tolok-Timestamp")
    found, line = await _registered(request, source_code)
    key = None if found is None else push_key(found, line, allowed)
    if not signature.fits(key, source_code, body):
        raise _unauthenticated(_REFUSED, "Tolok-Signature")
    return Deliverer(source_code, Nonce(signature.nonce, signature.signed_at + skew))


async def _registered(request: Request, code: str) -> tuple[Source | None, list[str]]:
    async with request.app.state.database.reading() as session:
        found = await sources.find(session, code)
        line = await agencies.line(session, "" if found is None else found.region_code)
        return found, line


def _too_old(seconds: int) -> Text:
    return Text(
        f"Waktu tanda tangan lebih dari {seconds} detik dari sekarang. Periksa jam Anda.",
        f"It was signed more than {seconds} seconds from now. Check your clock.",
    )


def _unauthenticated(detail: Text, header: str) -> Unauthenticated:
    return Unauthenticated(
        detail,
        errors=[Refusal(f"header/{header}", Text("ditolak", "is refused"))],
        headers={"WWW-Authenticate": 'Tolok-HMAC-SHA256 realm="tolok"'},
    )
