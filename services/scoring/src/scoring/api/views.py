"""From what the use cases return to the JSON."""

from collections.abc import Iterable, Mapping
from typing import Any

from rules.exact import text_of
from scoring.api import reason_schemas, schemas
from scoring.domain.explanation import ExplainedCondition, ExplainedStep, state_of
from scoring.domain.trace import FactTrace
from scoring.events.facts import title_of
from scoring.events.scores import read_change, read_tracks
from scoring.store.shown import ShownScore
from scoring.usecases.explain_level import ExplainedLevel
from scoring.usecases.read_origin import PersonOrigin
from scoring.usecases.show_score import IndicatorView, ScoreView, TrackView, level_name
from scoring.usecases.trace_lineage import FactOrigin, Lineage, NodeOnPath


def item(head: ShownScore) -> schemas.ScoreItem:
    """Return a score as a list shows it."""
    tracks = read_tracks(head.tracks) if head.tracks else ()
    return schemas.ScoreItem.model_validate({**_head(head), "tracks": tracks})


def score(view: ScoreView) -> schemas.ScoreView:
    """Return a score, whole."""
    return schemas.ScoreView.model_validate(
        {
            **_head(view.head),
            "edition_hash": view.edition_hash,
            "edition_title": view.edition_title,
            "tracks": [_track(track) for track in view.tracks],
        }
    )


def change(body: str) -> schemas.ChangeView:
    """Return a change as the history shows it."""
    return schemas.ChangeView.model_validate(read_change(body))


def lineage(found: Lineage) -> reason_schemas.LineageView:
    """Return a lineage."""
    opening = found.found.score.opening
    rule = found.rule_code and {
        "rule_code": found.rule_code,
        "edition_code": opening.edition_code,
        "derivation_set_version": opening.derivation_set_version,
    }
    return reason_schemas.LineageView.model_validate(
        {
            "assessment_id": opening.assessment_id,
            "indicator_code": found.found.node.code,
            "as_of": found.found.score.as_of,
            "track": found.track,
            "level": found.level,
            "source": found.source,
            "facts": [_fact_origin(each) for each in found.facts],
            "fact_count": found.fact_count,
            "person": _person(found.person),
            "rule": rule,
            "last_move": found.last_move,
            "path": [_path_node(each) for each in found.path],
        }
    )


def explanation(found: ExplainedLevel) -> reason_schemas.ExplanationView:
    """Return an explanation."""
    node = found.found.node
    assessment, indicator = found.found.assessment, found.found.indicator
    scale = assessment.compiled.edition.scale_of(node)
    counted = assessment.level(indicator, found.track)
    explained = found.rule.explanation if found.rule else None
    return reason_schemas.ExplanationView.model_validate(
        {
            "assessment_id": found.found.score.opening.assessment_id,
            "indicator_code": node.code,
            "indicator_name": node.name,
            "as_of": found.found.score.as_of,
            "track": found.track,
            "level": found.level,
            "level_name": level_name(scale, counted),
            "source": found.source,
            "summary": found.summary,
            "raises": explained.raises if explained else None,
            "person": _person(found.person),
            "rule": _rule(found),
        }
    )


def _head(head: ShownScore) -> dict[str, Any]:
    opening = head.opening
    return {
        "assessment_id": opening.assessment_id,
        "campaign_code": opening.campaign_code,
        "agency_code": opening.agency_code,
        "agency_name": head.agency_name,
        "edition_code": opening.edition_code,
        "derivation_set_version": opening.derivation_set_version,
        "period": opening.period,
        "opened_at": opening.opened_at,
        "revision": head.revision,
        "changed_at": head.changed_at,
        "as_of": head.as_of,
    }


def _track(view: TrackView) -> dict[str, Any]:
    shown = schemas.TrackItem.model_validate(view.score).model_dump()
    return {
        **shown,
        "nodes": view.nodes,
        "indicators": [_indicator(each) for each in view.indicators],
    }


def _indicator(view: IndicatorView) -> dict[str, Any]:
    names = schemas.IndicatorView.model_fields.keys() - {"stale"}
    return {name: getattr(view, name) for name in names} | {"stale": view.stale_since is not None}


def _fact_origin(origin: FactOrigin) -> dict[str, Any]:
    names = reason_schemas.FactOriginView.model_fields.keys() - {"current", "event"}
    observed = {name: getattr(origin.observed, name) for name in names}
    return observed | {"current": origin.current, "event": origin.event}


def _person(person: PersonOrigin | None) -> dict[str, Any] | None:
    if person is None:
        return None
    return {
        "stage": person.stage,
        "decided_by": person.decided.decided_by,
        "decided_at": person.decided.decided_at,
        "explanation": person.decided.explanation,
        "event": person.event,
    }


def _path_node(each: NodeOnPath) -> dict[str, Any]:
    return {
        "code": each.node.code,
        "kind": each.node.kind,
        "name": each.node.name,
        "parent_code": each.node.parent_code,
        "weight": text_of(each.node.weight),
        "exact": each.exact,
        "announced": each.announced,
        "exact_before": each.exact_before,
        "exact_after": each.exact_after,
    }


def _rule(found: ExplainedLevel) -> dict[str, Any] | None:
    rule = found.rule
    if rule is None:
        return None
    explained, names = rule.explanation, found.agency_names
    return {
        "rule_code": rule.rule_code,
        "derivation_set_version": rule.derivation_set_version,
        "level": rule.level,
        "covered": rule.covered,
        "measure": explained.measure if explained else None,
        "steps": [_step(each, names) for each in (explained.steps if explained else ())],
        "facts": _facts(explained.facts if explained else (), names),
    }


def _step(step: ExplainedStep, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "level": step.level,
        "text": step.text,
        "state": step.state,
        "conditions": [_condition(each, names) for each in step.conditions],
    }


def _condition(condition: ExplainedCondition, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "text": condition.text,
        "state": condition.state,
        "met": condition.met,
        "not_met": condition.not_met,
        "unknown": condition.unknown,
        "facts": _facts(condition.facts, names),
    }


def _facts(facts: Iterable[FactTrace], names: Mapping[str, str]) -> list[dict[str, Any]]:
    plain = reason_schemas.ExplainedFactView.model_fields.keys() - {"agency_name", "title", "state"}
    return [
        {name: getattr(each, name) for name in plain}
        | {
            "agency_name": names.get(each.agency_code),
            "title": title_of(each.fact),
            "state": state_of(each.truth),
        }
        for each in facts
    ]
