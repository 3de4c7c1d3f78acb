"""From stored results to their JSON."""

from datetime import datetime
from typing import Any

from rules.lives import Life
from scoring.results.api import schemas
from scoring.results.domain.record import Content, IndicatorPart, Record, decode_record
from scoring.results.domain.told import told_of
from scoring.results.store import StoredResult
from scoring.state.api.views import of_agency


def item(stored: StoredResult, life: Life | None, at: datetime) -> schemas.ResultItem:
    """Return a result as a list shows it at a moment; `life`: of its agency."""
    record = _record(stored)
    about = of_agency(life, record.content.period, at)
    return schemas.ResultItem.model_validate({**_head(stored, record), **about})


def result(stored: StoredResult, life: Life | None, at: datetime) -> schemas.ResultView:
    """Return a result with its nodes and indicators."""
    record = _record(stored)
    return schemas.ResultView.model_validate(
        {
            **_head(stored, record),
            **of_agency(life, record.content.period, at),
            "nodes": record.content.nodes,
            "indicators": [indicator_fields(part) for part in record.content.indicators],
        }
    )


def _record(stored: StoredResult) -> Record:
    return decode_record(stored.body)


def _head(stored: StoredResult, record: Record) -> dict[str, Any]:
    content = record.content
    rules = content.derivation_set
    names = ("exact", "announced", "predicate", "maturity_level", "coverage")
    places = ("assessment_id", "revision", "sequence", "published_at", "key_id", "signature")
    hashes = ("result_hash", "previous_hash", "previous_service_hash")
    return {
        **{name: getattr(stored, name) for name in (*places, *hashes)},
        **{name: getattr(content.index, name) for name in names},
        "agency_code": content.agency_code,
        "agency_name": content.agency_name,
        "campaign_code": content.campaign_code,
        "period": content.period,
        "track": content.track,
        "edition_code": content.edition.code,
        "edition_hash": content.edition.content_hash,
        "certainty": content.edition.certainty,
        "caveat": content.edition.caveat,
        "derivation_set_version": rules.version if rules else None,
        "reason": record.reason,
        **not_judged_fields(content),
    }


def not_judged_fields(content: Content) -> dict[str, Any]:
    """Return what is shown of why a result is not judged, and of what has no level."""
    part = content.not_judged
    return {
        **told_of(content)._asdict(),
        "not_judged": part and part.reason,
        "floor": part and part.floor,
    }


def indicator_fields(part: IndicatorPart) -> dict[str, Any]:
    """Return what is shown of a published indicator, without its ages."""
    names = ("code", "kind", "name", "parent_code", "weight", "level", "announced", "level_name")
    by_rule = part.derivation if part.source == "derivation" else None
    return {
        **{name: getattr(part, name) for name in (*names, "source", "covered")},
        "stage": part.decision.stage if part.decision else None,
        "rule_code": by_rule.rule_code if by_rule else None,
    }
