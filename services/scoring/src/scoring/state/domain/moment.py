"""Moments in sentences."""

from datetime import UTC, datetime

from rules.text import Text


def moment_words(at: datetime) -> Text:
    """Return date and time for a sentence, to the minute."""
    utc = at.astimezone(UTC)
    return Text(f"{utc:%d-%m-%Y} pukul {utc:%H.%M} UTC", f"{utc:%Y-%m-%d %H:%M} UTC")
