"""A broken rule: where, and a sentence in both languages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """What is wrong with one field; `pointer` is a JSON pointer into the body, or "path/…"."""

    pointer: str
    id: str
    en: str
