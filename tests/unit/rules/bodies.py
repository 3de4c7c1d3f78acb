"""Bodies of published events, for the tests of how they are read."""

from datetime import UTC, datetime
from typing import Any

import msgspec

from rules.text import Text


def t(name: str) -> dict[str, str]:
    return {"id": f"{name}-id", "en": f"{name}-en"}


def text(name: str) -> Text:
    return Text(f"{name}-id", f"{name}-en")


def body(**content: Any) -> str:
    envelope = {
        "edition_code": "contoh",
        "content_hash": "a" * 64,
        "published_at": datetime(2026, 1, 1, tzinfo=UTC),
    }
    return msgspec.json.encode(envelope | content).decode()
