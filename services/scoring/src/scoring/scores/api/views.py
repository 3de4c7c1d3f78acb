"""From what the use cases return to the JSON."""

from typing import Any

from rules.exact import text_of
from scoring.recompute.domain.change import EmittedChange
from scoring.results.api.views import indicator_fields
from scoring.results.domain.record import IndicatorPart, decode_record
from scoring.results.store import StoredResult
from scoring.scores.api import schemas
from scoring.scores.domain import GROUNDS, Confidence, confidence_of
from scoring.scores.store.heads import ScoreHead
from scoring.scores.usecases.show import IndicatorView, ScoreView, TrackView
from scoring.state.api.views import of_edition
from scoring.state.domain.assessment import Assessment


def item(head: ScoreHead, state: Assessment | None) -> schemas.ScoreItem:
    """Return a score as a list shows it; without its edition there is no state."""
    tracks = [
        schemas.ListedTrack.model_validate(track, from_attributes=True) for track in head.tracks
    ]
    edition = None
    if state is not None:
        edition = state.compiled.edition
        tracks = [
            track.model_copy(update={"confidence": _confidence(confidence_of(state, track.track))})
            if track.track != "published"
            else track
            for track in tracks
        ]
    return schemas.ScoreItem.model_validate(
        {**_head(head), **of_edition(edition), "tracks": tracks}
    )


def score(view: ScoreView) -> schemas.ScoreView:
    """Return a score, whole."""
    edition = view.edition
    return schemas.ScoreView.model_validate(
        {
            **_head(view.head),
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


def _head(head: ScoreHead) -> dict[str, Any]:
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
        "open_contradictions": dict(zip(schemas.SEVERITIES, head.open_contradictions, strict=True)),
    }


def _track(view: TrackView) -> dict[str, Any]:
    shown = schemas.TrackItem.model_validate(view.score).model_dump()
    return {
        **shown,
        "nodes": view.nodes,
        "indicators": [_indicator(each) for each in view.indicators],
        "confidence": _confidence(view.confidence),
    }


def _indicator(view: IndicatorView) -> dict[str, Any]:
    names = schemas.IndicatorView.model_fields.keys() - {"stale"}
    return {name: getattr(view, name) for name in names} | {"stale": view.stale_since is not None}


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
