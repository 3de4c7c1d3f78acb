"""Why something is as it is, for people: Indonesian first, English second."""

from typing import NamedTuple


class Reason(NamedTuple):
    """A sentence in both languages and a short code that never changes."""

    code: str
    id: str
    en: str
