"""What an adapter knows: its listings, and each field with all that a mapping needs of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from rules.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldDescription:
    """A field of a listing. `facts` rest on it; of notes there are none.

    `may_be_empty`: a spelling of nothing is no error there. `least`, `most`: of numbers. `words`:
    those that are taken, if no others are.
    """

    name: str
    meaning: Text
    type: str
    usual_key: str
    may_be_empty: bool
    least: int | None
    most: int | None
    words: Sequence[str]
    facts: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingDescription:
    """A listing. `parts`: by what it is asked for. `said_by_request`: fields that no row needs."""

    name: str
    system: str
    meaning: Text
    kind: str
    path: str | None
    parts: Sequence[str]
    said_by_request: Sequence[str]
    facts: Sequence[str]
    fields: Sequence[FieldDescription]


@dataclass(frozen=True, slots=True, kw_only=True)
class AdapterDescription:
    """An adapter: what reads one dialect of a system. `options`: those that it reads."""

    name: str
    version: str
    system: str
    is_usual: bool
    base_path: str | None
    number_format: str | None
    options: Sequence[str]
    listings: Sequence[ListingDescription]
