"""What is told of any published result: why it is not judged, or what has no level below it."""

from collections.abc import Iterator
from typing import NamedTuple

from rules.floor import told_gaps
from scoring.results.domain.part import TextPart
from scoring.results.domain.record import Content, IndicatorPart


class Told(NamedTuple):
    """What has no level, and the sentence that says it; `note` is None where all has one.

    `level_share` is None in what releases wrote that told it only of what is not judged; they
    counted `n/a` among what has a level, so that `inapplicable` is empty.
    """

    level_share: str | None
    missing: tuple[str, ...]
    inapplicable: tuple[str, ...]
    note: TextPart | None


def told_of(content: Content) -> Told:
    """Return what has no level, by the record of whatever release."""
    if (part := content.not_judged) is not None:
        return Told(part.level_share, part.missing, part.inapplicable or (), part.note)
    if (found := content.without_level) is not None:
        return Told(found.level_share, found.missing, found.inapplicable, found.note)
    missing = tuple(part.code for part in _parts(content) if part.source in ("empty", "criteria"))
    note = told_gaps(missing)
    text = None if note is None else TextPart(id=note.id, en=note.en)
    return Told(None, missing, (), text)


def _parts(content: Content) -> Iterator[IndicatorPart]:
    """Yield the indicators; of those that follow their criteria, these."""
    for part in content.indicators:
        if part.kind != "indicator":
            continue
        below = [each for each in content.indicators if each.parent_code == part.code]
        yield from below if part.source == "criteria" and below else [part]
