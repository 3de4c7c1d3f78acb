"""From lineages to their JSON."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rules.exact import text_of
from scoring.reasons.api import lineage_schemas as schemas
from scoring.reasons.store import RecordKey
from scoring.reasons.usecases.read_origin import PersonOrigin
from scoring.reasons.usecases.trace_forwards import Effect, FactEffect, FedRule
from scoring.reasons.usecases.trace_lineage import FactOrigin, Lineage, NodeOnPath, Origin
from scoring.state.api.views import of_agency, of_edition


def lineage(traced: Lineage, at: datetime) -> schemas.LineageView:
    """Return a lineage, as it is shown at a moment."""
    found, edition = traced.found, traced.found.assessment.compiled.edition
    own = _origin(traced.origin) if traced.origin is not None else {}
    return schemas.LineageView.model_validate(
        {
            "assessment_id": found.score.opening.assessment_id,
            "edition_code": edition.code,
            "edition_hash": edition.content_hash,
            **of_edition(edition),
            **of_agency(found.score.life, found.score.opening.period, at),
            "indicator_code": found.node.code,
            "kind": found.node.kind,
            "as_of": found.score.as_of,
            "track": traced.track,
            "facts": [],
            "fact_count": 0,
            "person": None,
            "rule": None,
            **own,
            "level": traced.level,
            "source": traced.source,
            "last_move": traced.last_move,
            "parts": [_part(each) for each in traced.parts],
            "path": [_path_node(each) for each in traced.path],
        }
    )


def person(origin: PersonOrigin | None) -> dict[str, Any] | None:
    """Return a person's decision."""
    if origin is None:
        return None
    return {
        "stage": origin.stage,
        "decided_by": origin.decided.decided_by,
        "decided_at": origin.decided.decided_at,
        "explanation": origin.decided.explanation,
        "revision": origin.decided.revision,
        "event": origin.event,
    }


def _part(origin: Origin) -> dict[str, Any]:
    node = origin.found.node
    return {
        "code": node.code,
        "kind": node.kind,
        "name": node.name,
        "parent_code": node.parent_code,
        "weight": text_of(node.weight),
        **_origin(origin),
    }


def _origin(origin: Origin) -> dict[str, Any]:
    opening = origin.found.score.opening
    rule = origin.rule_code and {
        "rule_code": origin.rule_code,
        "edition_code": opening.edition_code,
        "derivation_set_version": opening.derivation_set_version,
    }
    return {
        "level": origin.level,
        "source": origin.source,
        "facts": [_fact_origin(each) for each in origin.facts],
        "fact_count": origin.fact_count,
        "person": person(origin.person),
        "rule": rule,
        "last_move": origin.last_move,
    }


def _fact_origin(origin: FactOrigin) -> dict[str, Any]:
    names = schemas.FactOriginView.model_fields.keys() - {"current", "event"}
    observed = {name: getattr(origin.observed, name) for name in names}
    return observed | {"current": origin.current, "event": origin.event}


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


def forwards(record: RecordKey, found: Sequence[FactEffect]) -> schemas.ForwardsView:
    """Return what a record brought about."""
    return schemas.ForwardsView.model_validate(
        {
            "source_code": record.source_code,
            "record_kind": record.record_kind,
            "record_id": record.record_id,
            "facts": [_fact_effect(each) for each in found],
        }
    )


def _fact_effect(each: FactEffect) -> dict[str, Any]:
    observed, before = each.observed, each.before
    names = schemas.FactOriginView.model_fields.keys() - {"current", "event"}
    return {
        **{name: getattr(observed, name) for name in names},
        "event": each.event,
        "recorded_at": each.recorded_at,
        "before": before
        and {"revision": before.revision, "status": before.status, "value": before.value},
        "rules": [_fed_rule(rule) for rule in each.rules],
        "changes": [_effect(one) for one in each.effects],
    }


def _fed_rule(rule: FedRule) -> dict[str, Any]:
    opening = rule.opening
    return {
        "assessment_id": opening.assessment_id,
        "agency_code": opening.agency_code,
        "edition_code": opening.edition_code,
        "derivation_set_version": opening.derivation_set_version,
        "rule_code": rule.rule_code,
        "indicator_code": rule.indicator_code,
    }


def _effect(effect: Effect) -> dict[str, Any]:
    change = effect.change
    return {
        "assessment_id": change.assessment_id,
        "agency_code": change.agency_code,
        "revision": change.revision,
        "changed_at": change.changed_at,
        "cause_count": change.cause_count,
        "moves": effect.moves,
        "tracks": change.tracks,
    }
