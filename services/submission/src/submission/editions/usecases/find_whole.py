"""Find the whole of an edition, to compute with it as scoring does."""

from typing import Final

from cachetools import LRUCache

from kit.database import Session
from kit.errors import Unavailable
from rules.edition import Edition
from rules.floor import Judging, floor_of, read_floor
from rules.published import edition_of
from rules.text import Text
from submission.editions import store

# By the hash of the body: an edition never changes, and reading one takes milliseconds.
_KNOWN: Final[LRUCache[str, Edition]] = LRUCache(32)


async def find_whole(session: Session, edition_code: str) -> Edition:
    """Return the whole of a published edition.

    Raises:
        Unavailable: It has not come yet; after an update its event is read once more.
    """
    hashed = await store.body_hash(session, edition_code)
    if hashed is None:
        raise _not_yet(edition_code)
    found = _KNOWN.get(hashed)
    if found is None:
        found = _KNOWN[hashed] = edition_of(await store.body_of(session, edition_code))
    return found


async def find_judging(
    session: Session, edition_code: str, version: int | None, *, track: str
) -> Judging:
    """Return by what a track is judged; `version`: of the derivation set, None without one.

    Raises:
        Unavailable: The floors of the set have not come yet.
    """
    if version is None:
        return Judging()
    floors = await store.floors_of(session, edition_code, version)
    if floors is None:
        raise _not_yet(edition_code)
    return Judging(floor_of({code: read_floor(each) for code, each in floors.items()}, track))


def _not_yet(edition_code: str) -> Unavailable:
    return Unavailable(
        Text(
            f"Isi edisi {edition_code} sedang dibaca; coba lagi sebentar lagi.",
            f"The edition {edition_code} is being read; try again in a moment.",
        )
    )
