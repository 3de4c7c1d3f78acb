"""Score events read back: as the history kept them, and whether they say what a replay says."""

import re
from collections.abc import Iterable
from typing import Final

import msgspec

from contracts.envelope import Header
from contracts.events.score import ScoreChangedV1
from contracts.topics import SCORE
from kit.broker import Record
from scoring.domain.announcement import Announced
from scoring.domain.track import TrackCode
from scoring.events.scores import ScoreChanged, read_change, tracks_text

TOPIC: Final = SCORE.name

_TYPE: Final = ScoreChangedV1.TYPE.encode()
_PREVIOUS: Final = re.compile(r',"previous_exact":"[^"]*"')


def announced_in(records: Iterable[Record]) -> list[Announced]:
    """Return the score changes among the records of the topic."""
    return [
        _read(record.value)
        for record in records
        if dict(record.headers).get(Header.TYPE) == _TYPE and record.value is not None
    ]


def _read(body: bytes) -> Announced:
    """Return a change as the history keeps it. An event names a hundred moves at most."""
    event = read_change(body)
    moved = "".join([f" {move.track}:{move.indicator_code} " for move in event.moves])
    return Announced(event.assessment_id, event.revision, event.changed_at, moved, body.decode())


def says(event: ScoreChanged, tracks: str | None) -> bool:
    """Say whether the event shows these tracks, whatever they were before."""
    return _shown(tracks_text(event)) == _shown(tracks)


def after(event: ScoreChanged, before: ScoreChanged | None) -> ScoreChanged:
    """Return the event with what the tracks were in another one."""
    known: dict[TrackCode, str | None] = (
        {track.track: track.exact for track in before.tracks} if before is not None else {}
    )
    tracks = tuple(
        msgspec.structs.replace(track, previous_exact=known.get(track.track))
        for track in event.tracks
    )
    return msgspec.structs.replace(event, tracks=tracks)


def shows(tracks: str | None) -> bool:
    """Say whether these tracks show any value."""
    return _shown(tracks) is not None


def _shown(tracks: str | None) -> str | None:
    if tracks is None or '"exact":"' not in tracks:
        return None
    return _PREVIOUS.sub("", tracks)
