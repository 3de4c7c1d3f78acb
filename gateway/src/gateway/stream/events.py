"""The stream's bytes: events, signs of life and farewells in the format of Server-Sent Events."""

import json
from typing import Final, Literal

from sse_starlette import ServerSentEvent

from gateway.stream.domain.announcement import Announcement
from gateway.stream.domain.position import Position

Reason = Literal["too_slow", "session_over", "stopping"]

_LINE: Final = "\n"
_RETRY_MS: Final = 1_000
_DETAILS: Final[dict[Reason, dict[str, str]]] = {
    "too_slow": {
        "id": "Terlalu lambat membaca. Sambung lagi dengan Last-Event-ID; tidak ada yang hilang.",
        "en": "Reading was too slow. Connect again with Last-Event-ID; nothing is lost.",
    },
    "session_over": {
        "id": "Masa sambungan habis. Sambung lagi dengan token yang berlaku dan Last-Event-ID.",
        "en": "The session is over. Connect again with a valid token and Last-Event-ID.",
    },
    "stopping": {
        "id": "Layanan sedang dimulai ulang. Sambung lagi dengan Last-Event-ID.",
        "en": "The service is restarting. Connect again with Last-Event-ID.",
    },
}
_RESET: Final = {
    "id": "Posisi Anda tidak ada di log ini. Muat ulang nilai; aliran berlanjut dari sekarang.",
    "en": "Your position is not in this log. Read the scores anew; the stream goes on from now.",
}


def opening() -> bytes:
    """Return the first bytes, so that headers and proxies let go of the answer at once."""
    return ServerSentEvent(comment="tolok", retry=_RETRY_MS, sep=_LINE).encode()


def event(announcement: Announcement, position: Position) -> bytes:
    """Return an event: its type, its JSON as it is on Kafka, and the position after it."""
    return ServerSentEvent(
        announcement.body.decode(),
        event=announcement.event_type,
        id=str(position),
        sep=_LINE,
    ).encode()


def heartbeat(position: Position | None) -> bytes:
    """Return a sign of life; it moves the client's Last-Event-ID past what its filter left out."""
    name = None if position is None else str(position)
    return ServerSentEvent(comment="alive", id=name, sep=_LINE).encode()


def reset(position: Position) -> bytes:
    """Tell that the client's position means nothing here, and the one from which it goes on."""
    data = json.dumps({"detail": _RESET})
    return ServerSentEvent(data, event="stream.reset", id=str(position), sep=_LINE).encode()


def closed(reason: Reason) -> bytes:
    """Tell why the stream ends now; the last id stays the client's."""
    data = json.dumps({"reason": reason, "detail": _DETAILS[reason]})
    return ServerSentEvent(data, event="stream.closed", sep=_LINE).encode()
