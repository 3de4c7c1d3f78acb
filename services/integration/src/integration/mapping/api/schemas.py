"""Answers about adapters."""

from typing import Any, Self

from pydantic import BaseModel

from integration.mapping.domain.description import (
    AdapterDescription,
    FieldDescription,
    ListingDescription,
)
from kit.fields import TextView


class AdapterFieldView(BaseModel):
    """A field of a listing: what it means, how it is read, and what rests on it."""

    name: str
    meaning: TextView
    type: str
    usual_key: str
    may_be_empty: bool
    least: int | None
    most: int | None
    words: list[str]
    facts: list[str]

    @classmethod
    def of(cls, field: FieldDescription) -> Self:
        """Return what the API shows of a field."""
        return cls.model_validate(_shown(field, words=[*field.words], facts=[*field.facts]))


class AdapterListingView(BaseModel):
    """A listing of an adapter, with every field that it knows."""

    name: str
    system: str
    meaning: TextView
    kind: str
    path: str | None
    parts: list[str]
    said_by_request: list[str]
    facts: list[str]
    fields: list[AdapterFieldView]

    @classmethod
    def of(cls, listing: ListingDescription) -> Self:
        """Return what the API shows of a listing."""
        return cls.model_validate(
            _shown(
                listing,
                parts=[*listing.parts],
                said_by_request=[*listing.said_by_request],
                facts=[*listing.facts],
                fields=[AdapterFieldView.of(field) for field in listing.fields],
            )
        )


class AdapterView(BaseModel):
    """An adapter: what reads one dialect of a system."""

    name: str
    version: str
    system: str
    is_usual: bool
    base_path: str | None
    number_format: str | None
    options: list[str]
    listings: list[AdapterListingView]

    @classmethod
    def of(cls, adapter: AdapterDescription) -> Self:
        """Return what the API shows of an adapter."""
        listings = [AdapterListingView.of(listing) for listing in adapter.listings]
        return cls.model_validate(_shown(adapter, options=[*adapter.options], listings=listings))


class AdapterPage(BaseModel):
    """All adapters: they are on one page."""

    items: list[AdapterView]
    next_cursor: None = None


def _shown(described: Any, **lists: Any) -> dict[str, Any]:
    shown = {name: getattr(described, name) for name in described.__slots__}
    if "meaning" in shown:
        shown["meaning"] = shown["meaning"]._asdict()
    return {**shown, **lists}
