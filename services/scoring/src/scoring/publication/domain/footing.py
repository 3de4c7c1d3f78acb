"""From what a value rests on to what a record keeps of it."""

from rules.exact import simplest, text_of
from rules.floor import floor_text, told_gaps
from rules.text import Text
from scoring.results.domain.judged import NotJudgedPart, WithoutLevelPart
from scoring.results.domain.part import TextPart
from scoring.state.domain.choice import Footing


def not_judged_part(footing: Footing) -> NotJudgedPart | None:
    """Return why there is no predicate; None: there is one."""
    reason, note = footing.not_judged, _text(footing.note)
    if reason is None or note is None:
        return None
    return NotJudgedPart(
        reason=reason,
        level_share=text_of(simplest(footing.share)),
        floor=floor_text(footing.judging.floor),
        missing=footing.missing,
        note=note,
        inapplicable=footing.inapplicable or None,
    )


def without_level_part(footing: Footing) -> WithoutLevelPart | None:
    """Return what has no level below a value that is judged; None: all has one."""
    note = _text(told_gaps(footing.missing, footing.inapplicable, share=footing.share))
    if footing.not_judged is not None or note is None:
        return None
    return WithoutLevelPart(
        level_share=text_of(simplest(footing.share)),
        missing=footing.missing,
        inapplicable=footing.inapplicable,
        note=note,
    )


def _text(text: Text | None) -> TextPart | None:
    return None if text is None else TextPart(id=text.id, en=text.en)
