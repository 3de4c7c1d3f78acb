"""What a subscriber receives, as bytes: score events, heartbeats, resets and the end."""

import json
from typing import Final, Literal

from sse_starlette import ServerSentEvent

from gateway.stream.domain.position import Position
from gateway.stream.domain.score_event import ScoreEvent

Reason = Literal["too_slow", "session_over", "stopping"]

_LINE: Final = "\n"
_RETRY_MS: Final = 1_000
_DETAILS: Final[dict[Reason, dict[str, str]]] = {
    "too_slow": {
        "id": "Pembacaan terlalu lambat. Sambungkan kembali dengan Last-Event-ID; tidak ada yang"
        " hilang.",
        "en": "Reading was too slow. Connect again with Last-Event-ID; nothing is lost.",
    },
    "session_over": {
        "id": "Waktu koneksi berakhir. Sambungkan kembali dengan token yang berlaku dan"
        " Last-Event-ID.",
        "en": "The session is over. Connect again with a valid token and Last-Event-ID.",
    },
    "stopping": {
        "id": "Layanan sedang berhenti. Sambungkan kembali dengan Last-Event-ID.",
        "en": "The service is stopping. Connect again with Last-Event-ID.",
    },
}
_RESET: Final = {
    "id": "Posisi Anda tidak ada di log ini. Muat ulang nilai; aliran berlanjut dari peristiwa"
    " tertua yang masih tersimpan.",
    "en": "Your position is not in this log. Read the scores again; the stream goes on from the"
    " oldest event that is still held.",
}


def opening() -> bytes:
    """Return the first bytes; they make servers and proxies send the headers at once."""
    return ServerSentEvent(comment="tolok", retry=_RETRY_MS, sep=_LINE).encode()


def score_event(event: ScoreEvent, position: Position) -> bytes:
    """Return a score event: its type, its JSON as it is on Kafka, and the position after it."""
    return ServerSentEvent(
        event.body.decode(),
        event=event.event_type,
        id=str(position),
        sep=_LINE,
    ).encode()


def heartbeat(position: Position | None) -> bytes:
    """Return a comment whose id moves Last-Event-ID past the events that the filter left out."""
    name = None if position is None else str(position)
    return ServerSentEvent(comment="alive", id=name, sep=_LINE).encode()


def reset(position: Position) -> bytes:
    """Say that this log does not have the client's position; the stream goes on at `position`."""
    data = json.dumps({"detail": _RESET})
    return ServerSentEvent(data, event="stream.reset", id=str(position), sep=_LINE).encode()


def closed(reason: Reason) -> bytes:
    """Say why the stream ends now. It has no id, so the client keeps its last one."""
    data = json.dumps({"reason": reason, "detail": _DETAILS[reason]})
    return ServerSentEvent(data, event="stream.closed", sep=_LINE).encode()
