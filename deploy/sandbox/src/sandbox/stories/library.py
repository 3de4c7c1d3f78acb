"""Evidence of a story: kept once in the library of an agency, as a file or as a source's record."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from sandbox.stories.portal import Portal
from sandbox.telling.texts import Json


class Kept(NamedTuple):
    """An item of the library, and whether it was entered just now."""

    item: Json
    is_new: bool

    @property
    def id(self) -> str:
        """The id of the item."""
        return str(self.item["evidence_id"])


def keep_file(portal: Portal, agency: str, document: Mapping[str, Any]) -> Kept:
    """Upload a document of a story by its hash and enter it, unless it is there."""
    content = str(document["content"]).encode()
    digest = sha256(content).hexdigest()
    present = portal.items("/evidence", agency=agency, sha256=digest)
    if present:
        return Kept(present[0], is_new=False)
    portal.send_file(f"/evidence/uploads/{digest}", content)
    source = {"origin": "file", "sha256": digest, "name": document["file"]}
    return Kept(_enter(portal, agency, document, source), is_new=True)


def keep_record(portal: Portal, agency: str, document: Mapping[str, Any], record: Json) -> Kept:
    """Enter a record of a source system as evidence, unless it is there: with reference and hash.

    `record`: what a fact was read from, with the source and the adapter of the fact.
    """
    present = portal.items("/evidence", agency=agency, kind=document["kind"], origin="record")
    for each in present:
        if each["title"] == document["title"]:
            return Kept(each, is_new=False)
    source = {
        "origin": "record",
        "system": record["source_code"],
        "reference": f"{record['record_kind']}/{record['record_id']}",
        "sha256": record["content_hash"],
        "adapter_version": record["adapter"],
    }
    return Kept(_enter(portal, agency, document, source), is_new=True)


def _enter(portal: Portal, agency: str, document: Mapping[str, Any], source: Json) -> Json:
    body = {
        "agency_code": agency,
        "title": document["title"],
        "kind": document["kind"],
        "effective_date": document.get("effective_date"),
        "period": document.get("period"),
        "source": source,
    }
    return portal.post("/evidence", body)
