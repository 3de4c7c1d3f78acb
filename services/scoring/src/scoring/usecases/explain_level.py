"""Explain an indicator's level: who or what decided it, on which facts, and what would raise it."""

from dataclasses import dataclass

from kit.database import Session
from rules.edition import Text, answer_text
from rules.exact import text_of
from scoring.domain.assessment import Source
from scoring.domain.explanation import Explanation, explain
from scoring.domain.trace import facts_of
from scoring.domain.track import TrackCode
from scoring.events.facts import title_of
from scoring.store import shown
from scoring.usecases.find_score import FoundIndicator
from scoring.usecases.read_origin import PersonOrigin, read_person, read_trace


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What the indicator's rule gives, whether or not the track counts it."""

    rule_code: str
    derivation_set_version: int | None
    level: str | None
    covered: bool
    explanation: Explanation | None


@dataclass(frozen=True, slots=True)
class ExplainedLevel:
    """A level on a track with its reasons, in words."""

    found: FoundIndicator
    track: TrackCode
    level: str | None
    source: Source
    summary: Text
    person: PersonOrigin | None
    rule: RuleResult | None
    agency_names: dict[str, str]


async def explain_level(
    session: Session, found: FoundIndicator, track: TrackCode
) -> ExplainedLevel:
    """Return why a track counts the level it counts."""
    assessment, indicator = found.assessment, found.indicator
    source = assessment.source(indicator, track)
    level = assessment.level(indicator, track)
    person = await read_person(session, found, track)
    names: dict[str, str] = {}
    rule = await _rule(session, found, names)
    shown_level = None if level is None else answer_text(level)
    return ExplainedLevel(
        found,
        track,
        shown_level,
        source,
        _summary(shown_level, person, rule, source),
        person,
        rule,
        names,
    )


async def _rule(
    session: Session, found: FoundIndicator, names: dict[str, str]
) -> RuleResult | None:
    derived = found.assessment.derived.get(found.indicator)
    if derived is None:
        return None
    trace = await read_trace(session, found)
    explained = None
    if trace is not None:
        codes = {each.agency_code for each in facts_of(trace)}
        names.update(await shown.agency_names(session, sorted(codes)))
        explained = explain(trace, title_of, names)
    return RuleResult(
        derived.rule_code,
        found.score.opening.derivation_set_version,
        None if derived.level is None else text_of(derived.level),
        derived.covered,
        explained,
    )


def _summary(
    level: str | None, person: PersonOrigin | None, rule: RuleResult | None, source: Source
) -> Text:
    if person is not None:
        at = person.decided.decided_at.isoformat()
        who = person.decided.decided_by
        return Text(
            f"Tingkat {level} ditetapkan oleh {who} pada tahap {person.stage}, {at}.",
            f"Level {level} was decided by {who} at the stage {person.stage}, {at}.",
        )
    if source == "derivation" and rule is not None:
        code, version = rule.rule_code, rule.derivation_set_version
        return Text(
            f"Tingkat {level} diturunkan dari fakta oleh aturan {code} (versi {version}).",
            f"Level {level} follows from facts by rule {code} (version {version}).",
        )
    if source == "criteria":
        return Text(
            f"Tingkat {level} mengikuti bagian kriteria yang terpenuhi.",
            f"Level {level} follows from the share of its criteria that are met.",
        )
    if level is None:
        return Text(
            "Belum ada tingkat, sehingga tidak dihitung.", "There is no level, so nothing counts."
        )
    return Text(
        f"Belum ada jawaban; jawaban kosong dihitung {level}.",
        f"There is no answer; an empty one counts {level}.",
    )
