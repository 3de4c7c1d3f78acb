"""Announcements read back: as they were kept, and whether they say what a replay says."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec

from contracts.envelope import Event, Header
from contracts.events.finding import ContradictionClearedV1, ContradictionFoundV1
from contracts.events.score import ScoreChangedV1
from contracts.topics import SCORE
from kit.messaging import Record
from scoring.contradictions.domain import Contradiction
from scoring.replay.domain import Announced, Cleared
from scoring.state.domain.track import TrackCode
from scoring.state.events.scores import ScoreChanged, read_change, tracks_text

TOPIC: Final = SCORE.name

_read_found = msgspec.json.Decoder(ContradictionFoundV1).decode
_read_cleared = msgspec.json.Decoder(ContradictionClearedV1).decode
_PREVIOUS: Final = re.compile(r',"previous_exact":"[^"]*"')


def announced_in(records: Iterable[Record]) -> list[Announced]:
    """Return the score changes among the records of the topic."""
    return [_read(body) for body in _bodies(records, ScoreChangedV1)]


def found_in(records: Sequence[Record]) -> list[Contradiction]:
    """Return the contradictions that these records of the topic announce."""
    events = map(_read_found, _bodies(records, ContradictionFoundV1))
    return [
        Contradiction(
            assessment_id=event.assessment_id,
            rule_code=event.rule_code,
            number=(event.revision + 1) // 2,
            severity=event.severity,
            indicator_code=event.indicator_code,
            text_id=event.message.id,
            text_en=event.message.en,
            opened_at=event.found_at,
        )
        for event in events
    ]


def cleared_in(records: Sequence[Record]) -> list[Cleared]:
    """Return the contradictions of which these records of the topic say that they are gone."""
    events = map(_read_cleared, _bodies(records, ContradictionClearedV1))
    return [
        Cleared(event.assessment_id, event.rule_code, event.revision // 2, event.cleared_at)
        for event in events
    ]


def _bodies(records: Iterable[Record], kind: type[Event]) -> Iterator[bytes]:
    wanted = kind.TYPE.encode()
    for record in records:
        if dict(record.headers).get(Header.TYPE) == wanted and record.value is not None:
            yield record.value


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
