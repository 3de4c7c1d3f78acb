"""From trials and paths to the JSON."""

from datetime import datetime
from typing import Any

from rules.edition import Edition
from rules.evaluation import Breakdown, NodeValue
from rules.exact import Number, simplest, text_of
from scoring.state.api.views import of_agency, of_edition
from scoring.trials.api import schemas
from scoring.trials.usecases.find_path import Path, Way
from scoring.trials.usecases.try_levels import Trial, next_band


def what_if(trial: Trial, at: datetime) -> schemas.WhatIfView:
    """Return the effects of tried levels, as they are shown at a moment."""
    score = trial.score
    pairs = zip(trial.before.nodes, trial.after.nodes, strict=True)
    return schemas.WhatIfView.model_validate(
        {
            "assessment_id": score.opening.assessment_id,
            "edition_code": trial.edition.code,
            "edition_hash": trial.edition.content_hash,
            **of_edition(trial.edition),
            **of_agency(score.life, score.opening.period, at),
            "track": trial.track,
            "before": _standing(trial.edition, trial.before),
            "after": _standing(trial.edition, trial.after),
            "nodes": [_change(*pair) for pair in pairs if pair[0].exact != pair[1].exact],
        }
    )


def path(found: Path, at: datetime) -> schemas.PathView:
    """Return the ways to a goal, as they are shown at a moment."""
    goal, score = found.goal, found.score
    best, *others = [_way(found, way) for way in found.ways]
    return schemas.PathView.model_validate(
        {
            "assessment_id": score.opening.assessment_id,
            "edition_code": found.edition.code,
            "edition_hash": found.edition.content_hash,
            **of_edition(found.edition),
            **of_agency(score.life, score.opening.period, at),
            "track": found.track,
            "node": goal.node_code,
            "target": _text(goal.target),
            "every_indicator": _text(goal.every_indicator),
            "needed": None if found.needed is None else text_of(max(found.needed, 0)),
            "needed_share": text_of(found.needed_share),
            "not_judged": found.footing.not_judged,
            "note": found.footing.note,
            "without_level": found.without_level,
            "standing": _standing(found.edition, found.before),
            "best": best,
            "alternatives": others,
            "is_complete": found.is_complete,
        }
    )


def _way(found: Path, way: Way) -> dict[str, Any]:
    node = next(node for node in way.after.nodes if node.code == found.goal.node_code)
    return {
        "effort": text_of(way.effort),
        "raises": [
            {
                "code": step.node.code,
                "name": step.node.name,
                "level_from": _text(step.level_from),
                "level_to": text_of(step.level_to),
                "effort": text_of(step.effort),
                "gain": _text(step.gain),
                "evidence": [hint.code for hint in step.evidence],
                "is_first_answer": step.is_first_answer,
            }
            for step in way.raises
        ],
        "evidence": [
            {
                "code": item.hint.code,
                "name": item.hint.name,
                "effort": text_of(item.effort),
                "indicators": item.indicator_codes,
            }
            for item in way.evidence
        ],
        "without_level": way.without_level,
        "is_proven": way.is_proven,
        "node_exact": _text(node.exact),
        "standing": _standing(found.edition, way.after),
    }


def _standing(edition: Edition, breakdown: Breakdown) -> dict[str, Any]:
    predicate, maturity = breakdown.predicate, breakdown.maturity_level
    following = next_band(edition, breakdown)
    return {
        "exact": _text(breakdown.exact),
        "announced": breakdown.announced,
        "predicate": predicate.name if predicate else None,
        "maturity_level": maturity.name if maturity else None,
        "next_predicate": following[0].name if following else None,
        "to_next_predicate": text_of(following[1]) if following else None,
        "level_share": text_of(breakdown.level_share),
        "missing": breakdown.missing,
        "inapplicable": breakdown.inapplicable,
        "not_judged": breakdown.not_judged,
        "note": breakdown.note,
    }


def _change(before: NodeValue, after: NodeValue) -> dict[str, Any]:
    difference = None
    if before.exact is not None and after.exact is not None:
        difference = text_of(simplest(after.exact - before.exact))
    return {
        "code": before.code,
        "kind": before.kind,
        "name": before.name,
        "weight": text_of(before.weight),
        "before": _text(before.exact),
        "after": _text(after.exact),
        "difference": difference,
        "announced_before": before.announced,
        "announced_after": after.announced,
    }


def _text(value: Number | None) -> str | None:
    return None if value is None else text_of(value)
