"""What people read, in both languages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """A name or a sentence; Indonesian first."""

    id: str
    en: str
