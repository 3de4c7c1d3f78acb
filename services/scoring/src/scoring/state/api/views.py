"""From what several wings show to its JSON."""

from typing import Any

from rules.edition import Edition


def of_edition(edition: Edition | None) -> dict[str, Any]:
    """Return what is said of an edition wherever a number on it is shown."""
    if edition is None:
        return {"certainty": None, "caveat": None}
    return {"certainty": edition.certainty, "caveat": edition.caveat}
