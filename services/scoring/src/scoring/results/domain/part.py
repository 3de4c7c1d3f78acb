"""What all parts of a published record have in common."""

import msgspec


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every field is written, also when it is null."""


class TextPart(Part, frozen=True, kw_only=True):
    """What people read, in both languages."""

    id: str
    en: str
