"""The roles that a token can give its holder. The set is closed: other names mean nothing here."""

from typing import Final

ROLES: Final = frozenset(
    {
        "coordinator",
        "approver",
        "data_entry",
        "internal_assessor",
        "external_assessor",
        "agency_officer",
        "leader",
        "inspectorate",
        "operator",
        "source",
        "public",
    }
)
# People of the agencies: they read everything that their agency reaches.
READERS: Final = ROLES - {"source", "public"}
