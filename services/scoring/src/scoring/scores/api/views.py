"""From what the use cases return to the JSON."""

from datetime import datetime
from typing import Any

from rules.exact import text_of
from rules.floor import floor_text
from scoring.recompute.domain.change import EmittedChange
from scoring.recompute.domain.track_score import TrackScore
from scoring.results.api.views import indicator_fields, not_judged_fields
from scoring.results.domain.record import IndicatorPart, decode_record
from scoring.results.store import StoredResult
from scoring.risks.api import risk_view
from scoring.scores.api import schemas
from scoring.scores.domain import GROUNDS, Confidence, at_moment, confidence_of
from scoring.scores.store.heads import ScoreHead
from scoring.scores.usecases.show import IndicatorView, ScoreView, TrackView
from scoring.state.api.views import of_agency, of_edition
from scoring.state.domain.assessment import Assessment
from scoring.state.domain.choice import Footing, footing_of, standard_of


def item(head: ScoreHead, state: Assessment | None, at: datetime) -> schemas.ScoreItem:
    """Return a score as a list shows it at a moment; without its edition there is no state."""
    tracks = [_listed(at_moment(track, head.opening, at), head, state, at) for track in head.tracks]
    edition = None if state is None else state.compiled.edition
    return schemas.ScoreItem.model_validate(
        {**_head(head, at), **of_edition(edition), "tracks": tracks}
    )


def _listed(
    track: TrackScore, head: ScoreHead, state: Assessment | None, at: datetime
) -> dict[str, Any]:
    shown = schemas.TrackItem.model_validate(track).model_dump()
    if state is None:
        return shown
    standard = standard_of(state, head.opening, at)
    footing = footing_of(state, state.compiled.edition.root, track.track, standard)
    risky = [each.indicator_code for each in head.at_risk]
    return {
        **shown,
        "confidence": _confidence(confidence_of(state, track.track, at_risk=risky)),
        **_footing(footing),
    }


def score(view: ScoreView, at: datetime) -> schemas.ScoreView:
    """Return a score, whole, as it is judged at a moment."""
    edition = view.edition
    return schemas.ScoreView.model_validate(
        {
            **_head(view.head, at),
            **of_edition(edition),
            "edition_hash": edition.content_hash if edition else None,
            "edition_title": edition.title if edition else None,
            "tracks": [_track(track) for track in view.tracks],
        }
    )


def change(emitted: EmittedChange) -> schemas.ChangeView:
    """Return a change as the history shows it."""
    return schemas.ChangeView.model_validate(emitted)


def _confidence(found: Confidence) -> schemas.ConfidenceView:
    return schemas.ConfidenceView(**{name: text_of(getattr(found, name)) for name in GROUNDS})


def _footing(found: Footing) -> dict[str, Any]:
    floor = floor_text(found.judging.floor)
    return {
        "floor": floor,
        "missing": [*found.missing],
        "inapplicable": [*found.inapplicable],
        "note": found.note,
    }


def _head(head: ScoreHead, at: datetime) -> dict[str, Any]:
    opening = head.opening
    return {
        "assessment_id": opening.assessment_id,
        "campaign_code": opening.campaign_code,
        "agency_code": opening.agency_code,
        "agency_name": head.agency_name,
        "edition_code": opening.edition_code,
        "derivation_set_version": opening.derivation_set_version,
        "period": opening.period,
        "period_state": opening.period_state(at),
        "opened_at": opening.opened_at,
        "revision": head.revision,
        "changed_at": head.changed_at,
        "as_of": head.as_of,
        **of_agency(head.life, opening.period, at),
        "open_contradictions": dict(zip(schemas.SEVERITIES, head.open_contradictions, strict=True)),
        "at_risk": [*map(risk_view, head.at_risk)],
    }


def _track(view: TrackView) -> dict[str, Any]:
    shown = schemas.TrackItem.model_validate(view.score).model_dump()
    return {
        **shown,
        "nodes": view.nodes,
        "indicators": [_indicator(indicator) for indicator in view.indicators],
        "confidence": _confidence(view.confidence),
        **_footing(view.footing),
    }


def _indicator(view: IndicatorView) -> dict[str, Any]:
    names = schemas.IndicatorView.model_fields.keys() - {"stale", "at_risk"}
    return {name: getattr(view, name) for name in names} | {
        "stale": view.stale_since is not None,
        "at_risk": None if view.at_risk is None else risk_view(view.at_risk),
    }


def published_track(stored: StoredResult) -> schemas.TrackView:
    """Return a result as a track of its score."""
    record = decode_record(stored.body)
    index = record.content.index
    return schemas.TrackView.model_validate(
        {
            "track": "published",
            "exact": index.exact,
            "announced": index.announced,
            "coverage": index.coverage,
            "predicate": index.predicate,
            "maturity_level": index.maturity_level,
            "oldest_fact_at": index.oldest_fact_at,
            "stale_since": index.stale_since,
            **not_judged_fields(record.content),
            "nodes": record.content.nodes,
            "indicators": [_with_ages(part) for part in record.content.indicators],
            "result": {
                "revision": stored.revision,
                "of_track": record.content.track,
                "published_at": stored.published_at,
                "result_hash": stored.result_hash,
                "reason": record.reason,
            },
        }
    )


def _with_ages(part: IndicatorPart) -> dict[str, Any]:
    by_rule = part.derivation if part.source == "derivation" else None
    stale_since = by_rule.stale_since if by_rule else None
    return {
        **indicator_fields(part),
        "stale": stale_since is not None,
        "oldest_fact_at": by_rule.oldest_fact_at if by_rule else None,
        "stale_since": stale_since,
    }
