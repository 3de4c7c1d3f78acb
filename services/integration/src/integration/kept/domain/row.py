"""A raw row that is kept, and which of its versions counts, whatever way and order they came in.

Of two versions that both say a revision the greater one counts. Otherwise the one that was read
later does. One revision with two contents is no version that anybody can believe: both are kept,
and the row is in doubt until a newer one comes.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

from integration.sources.domain.source import Way

Outcome = Literal["taken", "unchanged", "older"]

_MOST_RIVALS: Final = 4
MOST_REVISION: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Good:
    """The newest version before the present one that could be read; `text` None: it was gone."""

    revision: int | None
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What one delivery says of a row. `texts`: the row as JSON; several contradict each other.

    Without a text the row is gone: the source said so, or, with `absent`, a delivery of the whole
    listing did not show it. `as_of`: when the source was asked, or sent it. `readable`: the first
    of its texts that can be read; None if none can.
    """

    texts: tuple[str, ...]
    revision: int | None
    way: Way
    as_of: datetime
    readable: str | None = None
    absent: bool = False

    @property
    def is_gone(self) -> bool:
        """Whether the source holds the row no more."""
        return not self.texts

    @property
    def content_hash(self) -> str:
        """Return a hash of all that it says."""
        return hashlib.sha256("\n".join(self.texts).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRow:
    """The present version of a row, and the good one before it.

    `anonymous`: the row does not say its id, so that only the next delivery of the whole listing
    can take it back. `unlisted`: a delivery of the whole listing did not show it, and had rows that
    may be it.
    """

    listing: str
    row_id: str
    version: Version
    good: Good | None = None
    anonymous: bool = False
    unlisted: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """Return what identifies the row within its source."""
        return self.listing, self.row_id


def as_version(texts: Iterable[str], *, revision: int | None, way: Way, as_of: datetime) -> Version:
    """Return a version of these texts, each once, in the one order of their hashes."""
    found = sorted(set(texts), key=_hash)[:_MOST_RIVALS]
    return Version(texts=tuple(found), revision=revision, way=way, as_of=as_of)


def merged(held: KeptRow | None, given: KeptRow) -> tuple[KeptRow, Outcome]:
    """Return the row as it is after a delivery, and what the delivery was."""
    if held is None:
        return given, "taken"
    before, after = held.version, given.version
    if None not in (before.revision, after.revision):
        return _by_revision(held, given)
    if before.texts == after.texts:
        revision = before.revision if after.revision is None else after.revision
        return _shown(replace(held, version=replace(before, revision=revision))), "unchanged"
    if after.as_of < before.as_of:
        return held, "older"
    return _succeeded(held, given), "taken"


def _by_revision(held: KeptRow, given: KeptRow) -> tuple[KeptRow, Outcome]:
    before, after = held.version, given.version
    old, new = before.revision or 0, after.revision or 0
    if new < old:
        return _with_good(held, after), "older"
    if new == old and before.texts == after.texts:
        return _shown(held), "unchanged"
    # A source that deletes a row need not give it another revision.
    if new > old or after.is_gone or _is_back(before, after):
        return _succeeded(held, given), "taken"
    if before.is_gone:
        return held, "older"
    return _contradicted(held, after)


def _is_back(before: Version, after: Version) -> bool:
    """Say whether a row that a reading did not show is shown by a later one; a push repeats."""
    return before.absent and after.way != "push" and after.as_of > before.as_of


def _contradicted(held: KeptRow, after: Version) -> tuple[KeptRow, Outcome]:
    """Return a row of which one revision has two contents."""
    before = held.version
    both = as_version(
        (*before.texts, *after.texts),
        revision=before.revision,
        way=after.way,
        as_of=after.as_of,
    )
    if both.texts == before.texts:
        return _shown(held), "unchanged"
    first = min(filter(None, (before.readable, after.readable)), key=_hash, default=None)
    return _shown(replace(held, version=replace(both, readable=first))), "taken"


def _shown(held: KeptRow) -> KeptRow:
    return held if held.version.is_gone else replace(held, unlisted=False)


def _succeeded(held: KeptRow, given: KeptRow) -> KeptRow:
    """Return a row with its next version; what could be read before stays as the good one."""
    before = held.version
    if before.is_gone or before.readable is not None:
        return replace(given, good=Good(before.revision, before.readable))
    return replace(given, good=held.good)


def _with_good(held: KeptRow, older: Version) -> KeptRow:
    """Return a row whose good version is the newest of those before; of two at once the first."""
    if not (older.is_gone or older.readable is not None):
        return held
    found, known = Good(older.revision, older.readable), held.good
    if known is None or known.revision is None or found.revision is None:
        return replace(held, good=found if known is None else known)
    if found.revision < known.revision:
        return held
    if found.revision == known.revision and known.text != found.text:
        texts = [each for each in (known.text, found.text) if each is not None]
        found = Good(found.revision, min(texts, key=_hash) if len(texts) > 1 else None)
    return replace(held, good=found)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
