"""From an explained node to its JSON."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from rules.exact import Number, text_of
from scoring.reasons.api import explanation_schemas as schemas
from scoring.reasons.api.lineage_views import person
from scoring.reasons.domain.explanation import ExplainedCondition, ExplainedStep, state_of
from scoring.reasons.domain.next_steps import NextBand, NextStep
from scoring.reasons.domain.raises_by_people import NextLevel
from scoring.reasons.domain.written_sum import WrittenSum
from scoring.reasons.events import title_of
from scoring.reasons.usecases.explain import ExplainedNode
from scoring.risks.api import risk_view
from scoring.scores.usecases.show import level_name
from scoring.state.api.views import of_agency, of_edition
from scoring.state.domain.choice import Footing
from scoring.state.domain.trace import FactTrace


def explanation(explained: ExplainedNode, at: datetime) -> schemas.ExplanationView:
    """Return an explanation, as it is shown at a moment."""
    found = explained.found
    node, edition = found.node, found.assessment.compiled.edition
    name = None
    if node.is_answered:
        counted = found.assessment.level(found.indicator, explained.track)
        name = level_name(edition.scale_of(node), counted)
    return schemas.ExplanationView.model_validate(
        {
            "assessment_id": found.score.opening.assessment_id,
            "edition_code": edition.code,
            "edition_hash": edition.content_hash,
            **of_edition(edition),
            **of_agency(found.score.life, found.score.opening.period, at),
            "indicator_code": node.code,
            "indicator_name": node.name,
            "kind": node.kind,
            "as_of": found.score.as_of,
            "track": explained.track,
            "level": explained.level,
            "announced": explained.announced,
            "level_name": name,
            "source": explained.source,
            "summary": explained.summary,
            "raises": explained.raises,
            "next_level": _following(explained.following),
            "next_band": _band(explained.next_band),
            **_footing(explained.footing),
            "person": person(explained.person),
            "rule": _rule(explained),
            "sum": _sum(explained.sum, explained.steps),
            "at_risk": None if explained.at_risk is None else risk_view(explained.at_risk),
        }
    )


def _footing(footing: Footing | None) -> dict[str, Any]:
    if footing is None:
        return {}
    return {
        "level_share": text_of(footing.share),
        "missing": footing.missing,
        "inapplicable": footing.inapplicable,
        "not_judged": footing.not_judged,
    }


def _following(following: NextLevel | None) -> dict[str, Any] | None:
    if following is None:
        return None
    return {
        "level": text_of(following.level),
        "name": following.name,
        "description": following.description,
        "evidence": [
            {"code": hint.code, "name": hint.name, "level": _text(hint.level)}
            for hint in following.evidence
        ],
    }


def _band(following: NextBand | None) -> dict[str, Any] | None:
    if following is None:
        return None
    band, gap = following
    return {
        "name": band.name,
        "minimum": _text(band.minimum),
        "minimum_inclusive": band.minimum_inclusive,
        "gap": text_of(gap),
    }


def _sum(written: WrittenSum | None, steps: Mapping[str, NextStep]) -> dict[str, Any] | None:
    if written is None:
        return None
    return {
        "aggregation": written.aggregation,
        "text": written.text,
        "scale": text_of(written.scale),
        "value": _text(written.value),
        "terms": [
            {
                "code": each.code,
                "kind": each.kind,
                "name": each.name,
                "weight": text_of(each.weight),
                "value": _text(each.value),
                "part": each.part,
                "share": _text(each.share),
                **_part_step(steps.get(each.code)),
            }
            for each in written.terms
        ],
        "ladder": [
            {
                "value": text_of(step.value),
                "minimum": text_of(step.minimum),
                "minimum_inclusive": step.minimum_inclusive,
            }
            for step in written.ladder
        ],
    }


def _part_step(step: NextStep | None) -> dict[str, Any]:
    if step is None:
        return {"gain": None, "step": None}
    return {
        "gain": text_of(step.gain),
        "step": {
            "indicator_code": step.indicator,
            "unit": step.unit,
            "level_from": text_of(step.level_from),
            "level_to": text_of(step.level_to),
            "part_gain": text_of(step.part_gain),
        },
    }


def _rule(explained: ExplainedNode) -> dict[str, Any] | None:
    rule, names = explained.rule, explained.agency_names or {}
    if rule is None:
        return None
    words, trace = rule.explanation, rule.trace
    return {
        "rule_code": rule.rule_code,
        "derivation_set_version": rule.derivation_set_version,
        "level": rule.level,
        "covered": rule.covered,
        "raises": words.raises if words else None,
        "measure": words.measure if words else None,
        "months": rule.months,
        "numbers": trace if trace is not None and trace.formula else None,
        "steps": [_step(each, names) for each in (words.steps if words else ())],
        "facts": _facts(words.facts if words else (), names),
    }


def _step(step: ExplainedStep, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "level": step.level,
        "text": step.text,
        "state": step.state,
        "conditions": [_condition(each, names) for each in step.conditions],
        "logic": step.logic,
    }


def _condition(condition: ExplainedCondition, names: Mapping[str, str]) -> dict[str, Any]:
    plain = schemas.ConditionView.model_fields.keys() - {"facts"}
    shown = {name: getattr(condition, name) for name in plain}
    return shown | {"facts": _facts(condition.facts, names)}


def _facts(facts: Iterable[FactTrace], names: Mapping[str, str]) -> list[dict[str, Any]]:
    plain = schemas.ExplainedFactView.model_fields.keys() - {"agency_name", "title", "state"}
    return [
        {name: getattr(each, name) for name in plain}
        | {
            "agency_name": names.get(each.agency_code),
            "title": title_of(each.fact),
            "state": state_of(each.truth),
        }
        for each in facts
    ]


def _text(number: Number | None) -> str | None:
    return None if number is None else text_of(number)
