"""Every event by its type; bytes in, events out. Who reads knows the newest versions only."""

import re
from collections.abc import Mapping

import msgspec

from contracts.envelope import Event
from contracts.events import (
    agency,
    assessment,
    derivations,
    edition,
    fact,
    finding,
    followup,
    score,
    superseded,
)

_MODULES = (edition, derivations, agency, assessment, fact, finding, followup, score, superseded)


class UndecodableError(ValueError):
    """The bytes are no event of the type that their header names."""


def _events() -> dict[str, type[Event]]:
    classes = (
        item
        for module in _MODULES
        for item in vars(module).values()
        if isinstance(item, type) and issubclass(item, Event) and "TYPE" in vars(item)
    )
    return {cls.TYPE: cls for cls in classes}


REGISTRY: Mapping[str, type[Event]] = _events()
SUPERSEDED: Mapping[str, type[Event]] = {
    name: cls for name, cls in REGISTRY.items() if "upcast" in vars(cls)
}
"""Old versions: read for ever, never sent any more."""

# JSON can hold NUL only in this form; looking for the plain text first costs next to nothing.
_NUL_TEXT = b"\\u0000"
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")

_encoder = msgspec.json.Encoder()
_decoders = {name: msgspec.json.Decoder(cls) for name, cls in REGISTRY.items()}


def encode(event: Event) -> bytes:
    """Return the event's JSON body."""
    return _encoder.encode(event)


def decode(event_type: str, body: bytes) -> Event:
    """Return the event in `body`, in the newest version of its type.

    Raises:
        UndecodableError: The type is unknown, the body does not fit its schema, or a text in it
            holds NUL, which no database takes.
    """
    decoder = _decoders.get(event_type)
    if decoder is None:
        raise UndecodableError(f"unknown event type {event_type!r}")
    if _NUL_TEXT in body and _NUL.search(body):
        raise UndecodableError("a text holds NUL")
    try:
        event = decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UndecodableError(str(error)) from error
    return _newest(event) if event_type in SUPERSEDED else event


def _newest(event: Event) -> Event:
    while event.TYPE in SUPERSEDED:
        event = event.upcast()
    return event
