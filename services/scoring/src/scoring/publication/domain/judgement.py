"""Judge a published result again: what of it has a level, and why it has no predicate."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from rules.compiled import CompiledEdition
from rules.derivation import DerivationSet
from rules.edition import NOT_APPLICABLE, is_left_out
from rules.exact import simplest, text_of
from rules.floor import Judging, LevelShares, floor_of, floor_text, told_gaps
from rules.text import Text
from scoring.results.domain.flaw import NOTHING, any_of, flaw_found, require_same
from scoring.results.domain.part import TextPart
from scoring.results.domain.record import FILE, Content
from scoring.state.domain.track import EVALUATION, Stages, StagesError, stages_of

_STAGES: Final = Text("tahap, masing-masing dengan jalurnya", "stages, each with its track")


def stages_told(content: Content) -> Stages:
    """Return the stages that the record names, or those that all had before it named any."""
    try:
        stages = EVALUATION if content.stages is None else stages_of(content.stages)
    except StagesError as error:
        said = ", ".join(f"{code}: {track}" for code, track in content.stages or ())
        raise _wrong("stages", expected=_STAGES, found=said) from error
    if content.track not in stages.newest:
        raise _wrong("track", expected=any_of(stages.newest), found=content.track)
    return stages


def is_thin(content: Content, compiled: CompiledEdition, rules: DerivationSet | None) -> bool:
    """Say whether less has a level than the floor asks, of the track or of one it inherits from."""
    share = _level_shares(content, compiled).share
    return any(
        judging.against(share.numerator, share.denominator) is not None
        for judging in _judgings(content, rules)
    )


def check_not_judged(
    content: Content, compiled: CompiledEdition, rules: DerivationSet | None
) -> None:
    """Compare why the result is not judged; releases that knew no floor did not say so."""
    part = content.not_judged
    if part is None:
        _check_without_level(content, compiled, rules)
        return
    _same("without_level", expected=None, found=content.without_level)
    _same("index.predicate", expected=None, found=content.index.predicate)
    _same("index.maturity_level", expected=None, found=content.index.maturity_level)
    levels = _level_shares(content, compiled)
    share, inapplicable = levels.share, levels.inapplicable or None
    _same("not_judged.missing", expected=levels.missing, found=part.missing)
    _same("not_judged.inapplicable", expected=inapplicable, found=part.inapplicable)
    _same("not_judged.level_share", expected=text_of(share), found=part.level_share)
    judgings = {floor_text(judging.floor): judging for judging in _judgings(content, rules)}
    if part.floor not in judgings:
        raise _wrong("not_judged.floor", expected=any_of(judgings), found=part.floor)
    judging = judgings[part.floor]
    reason = judging.against(share.numerator, share.denominator)
    _same("not_judged.reason", expected=reason, found=part.reason)
    note = _text(judging.text(part.reason, levels))
    _same("not_judged.note", expected=note, found=part.note)


def _check_without_level(
    content: Content, compiled: CompiledEdition, rules: DerivationSet | None
) -> None:
    """Compare what has no level; releases that told it only of what is not judged did not say."""
    part = content.without_level
    if part is None:
        return
    if is_thin(content, compiled, rules):
        reason = Text("alasan tidak diberi predikat", "why there is no predicate")
        raise flaw_found(FILE, "content.not_judged", expected=reason, found=NOTHING)
    levels = _level_shares(content, compiled)
    note = told_gaps(levels.missing, levels.inapplicable, share=levels.share)
    _same("without_level.missing", expected=levels.missing, found=part.missing)
    _same("without_level.inapplicable", expected=levels.inapplicable, found=part.inapplicable)
    _same("without_level.level_share", expected=text_of(levels.share), found=part.level_share)
    _same("without_level.note", expected=note and _text(note), found=part.note)


def check_gaps(content: Content, compiled: CompiledEdition) -> None:
    """See to it that reasons are given only for what nobody gave a level, or what follows from it.

    Raises:
        FlawFound: One is of something else.
    """
    answered = compiled.edition.answered
    missing = {*_level_shares(content, compiled).missing}
    known = missing | {node.parent_code for node in answered if node.code in missing}
    for number, gap in enumerate(content.submission.told_gaps):
        if gap.indicator_code not in known:
            where = f"submission.gaps[{number}].indicator_code"
            raise _wrong(where, expected=any_of(sorted(missing)), found=gap.indicator_code)


def _judgings(content: Content, rules: DerivationSet | None) -> Sequence[Judging]:
    """Return by what the track is judged, and every track that it inherits from."""
    floors = {} if rules is None else rules.floors
    tracks = stages_told(content).up_to(content.track)
    return [Judging(floor_of(floors, track)) for track in tracks]


def _level_shares(content: Content, compiled: CompiledEdition) -> LevelShares:
    """Return what of the weight has a level, and what has none.

    Releases that did not name what does not apply counted it among what has a level.
    """
    told = content.not_judged
    is_named = content.without_level is not None or (
        told is not None and told.inapplicable is not None
    )
    answered, weights, total = compiled.edition.answered, compiled.weights, compiled.total_weight
    missing, left_out = [], []
    for place in _parts(content, compiled):
        part = content.indicators[place]
        if part.source not in ("person", "derivation"):
            missing.append(place)
        elif (
            is_named
            and part.level == NOT_APPLICABLE.value
            and is_left_out(answered[place], NOT_APPLICABLE)
        ):
            left_out.append(place)
    of_missing, of_left_out = (sum(weights[at] for at in found) for found in (missing, left_out))
    return LevelShares(
        simplest(Fraction(total - of_missing - of_left_out, total)),
        tuple(answered[place].code for place in missing),
        tuple(answered[place].code for place in left_out),
        simplest(Fraction(of_left_out, total)),
    )


def _parts(content: Content, compiled: CompiledEdition) -> Iterator[int]:
    """Yield the places of the indicators; of those that follow their criteria, of these."""
    for place, part in enumerate(content.indicators[: len(compiled.edition.indicators)]):
        follows = part.source == "criteria" and place in compiled.criteria_of
        yield from compiled.criteria_of[place] if follows else (place,)


def _text(text: Text) -> TextPart:
    return TextPart(id=text.id, en=text.en)


def _same(field: str, *, expected: object, found: object) -> None:
    require_same(FILE, f"content.{field}", expected=expected, found=found)


def _wrong(field: str, *, expected: str | Text, found: str) -> Exception:
    return flaw_found(FILE, f"content.{field}", expected=expected, found=found)
