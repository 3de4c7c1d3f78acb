"""Options as a registration is stored: every value that JSON has, in a fixed order."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from integration.sources.domain.rest import ListingPlace, Rest
from integration.sources.domain.source import USUAL_ACHIEVEMENT, Options

_SETS = ("ignored_units", "cumulative_columns")


def written(options: Options) -> dict[str, Any]:
    """Return the options as they are stored and shown."""
    found = asdict(options)
    for name in _SETS:
        found[name] = sorted(found[name])
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in found.items()
    }


def read(stored: Mapping[str, Any]) -> Options:
    """Return stored options. Registrations from before an option have its default."""
    given = {"achievement_multiple": USUAL_ACHIEVEMENT, **stored}
    rest = given.get("rest")
    given["rest"] = None if rest is None else Rest(**rest)
    given["listings"] = tuple(ListingPlace(**place) for place in given.get("listings", ()))
    given["ict_programmes"] = tuple(given["ict_programmes"])
    given["key_indicator_periods"] = tuple(given["key_indicator_periods"])
    given["exchange_targets"] = _listed(given["exchange_targets"])
    for name in _SETS:
        given[name] = frozenset(given.get(name, ()))
    return Options(**given)


def _listed(values: Sequence[str] | None) -> tuple[str, ...] | None:
    return None if values is None else tuple(values)
