"""Numbers and texts for people, Indonesian first."""

from datetime import UTC, datetime
from typing import Any

from rules.exact import announce, parse
from rules.floor import NOT_YET

Json = dict[str, Any]
NOTHING = "-"
_SHORT = 10
_PLACES = 4
TRACKS = {
    "self": "Penilaian mandiri (self)",
    "dokumen": "Penilaian dokumen (documents)",
    "interviu": "Penilaian interviu (interview)",
    "visitasi": "Penilaian visitasi (visit)",
    "reviu": "Tim reviu (review)",
    "provisional": "Sementara (provisional)",
    "live": "Fakta saja (live)",
    "published": "Hasil terbit (published)",
}


def number(exact: str | None) -> str:
    """Return a number for people: exact if that is short, else rounded to four places."""
    if exact is None:
        return NOTHING
    if len(exact) <= _SHORT:
        return exact
    value = parse(exact)
    return f"≈ {announce(value.numerator, value.denominator, _PLACES)}"


def decimal(exact: str) -> str:
    """Return an exact number as a decimal: itself, or rounded to four places if it does not end."""
    value = parse(exact)
    rounded = f"≈ {announce(value.numerator, value.denominator, _PLACES)}"
    return rounded if "/" in exact else exact


def predicate(track: Json) -> str:
    """Return a track's predicate, or that it cannot be judged yet."""
    if track.get("not_judged"):
        return f"[yellow]{NOT_YET.id}[/] [dim]{NOT_YET.en}[/]"
    return both(track.get("predicate"))


def percent(share: str) -> str:
    """Return an exact share for people."""
    value = parse(share) * 100
    return f"{announce(value.numerator, value.denominator, 1)} %"


def age(track: Json) -> str:
    """Return the age of the facts behind a track."""
    if track["stale_since"] is not None:
        since = datetime.fromisoformat(track["stale_since"])
        seconds = (datetime.now(UTC) - since).total_seconds()
        return f"[yellow]tidak dapat dibaca sejak {seconds:.0f} detik yang lalu[/]"
    return "[green]terkini[/]" if track["oldest_fact_at"] else NOTHING


def both(text: Json | None) -> str:
    """Return a text in both languages, Indonesian first."""
    return NOTHING if text is None else f"{text['id']} [dim]{text['en']}[/]"


def track_of(score: Json, name: str) -> Json:
    """Return one track of a score."""
    return next(track for track in score["tracks"] if track["track"] == name)
