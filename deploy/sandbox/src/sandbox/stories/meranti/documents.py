"""The SAKIP documents of the agencies: what systems hold by its record, the rest as files."""

from collections.abc import Mapping
from typing import Any, Final

from rules.text import Text
from sandbox.stories import duties, library
from sandbox.stories.library import Kept
from sandbox.stories.members import Member, enter_officer
from sandbox.stories.meranti.people import coordinator, members
from sandbox.stories.portal import Portal
from sandbox.stories.story import Scene
from sandbox.stories.written import written
from sandbox.telling.texts import Json

_SHOWN: Final = 12
_KNOWN_SINCE: Final = "2024-01-01"


def collect(scene: Scene) -> None:
    """Enter the documents of each agency in its library, and show the libraries."""
    portal, data = coordinator(scene), written("meranti")
    for member in members().values():
        enter_officer(portal, member, since=_KNOWN_SINCE)
    kept = [
        _keep_record(scene, document, record)
        for document in data["records"]
        for record in _records(portal, document)
    ]
    kept += [_keep_file(scene, member) for member in members().values()]
    new = sum(each.is_new for each in kept)
    scene.say(
        Text(
            f"{len(kept)} dokumen SAKIP dalam pustaka data dukung, {new} baru; yang sudah ada pada"
            " sistem sumber dirujuk, tidak diketik ulang",
            f"{len(kept)} SAKIP documents in the libraries of evidence, {new} new; what a source"
            " system holds is referred to and not typed in again",
        )
    )
    _show(scene, portal, kept)


def _records(portal: Portal, document: Mapping[str, Any]) -> list[Json]:
    """Return the newest record of each agency behind a fact, once all of them were read."""
    codes = members().keys()
    wanted = {"name": document["fact"], "period": document["period"], "limit": "200"}

    def is_read(page: Json) -> bool:
        return codes <= {fact["agency_code"] for fact in page["items"] if fact["records"]}

    facts = portal.wait_for("/facts", is_read, **wanted)["items"]
    return [
        {key: fact[key] for key in ("agency_code", "source_code", "adapter")} | fact["records"][-1]
        for fact in facts
        if fact["agency_code"] in codes
    ]


def _keep_record(scene: Scene, document: Mapping[str, Any], record: Json) -> Kept:
    agency = record["agency_code"]
    return library.keep_record(members()[agency].portal(scene), agency, document, record)


def _keep_file(scene: Scene, member: Member) -> Kept:
    document = written("meranti")["file"]
    own = {**document, "content": document["content"].format(agency=member.code)}
    return library.keep_file(member.portal(scene), member.code, own)


def _show(scene: Scene, portal: Portal, kept: list[Kept]) -> None:
    names = duties.names_below(portal)
    table = scene.table(
        Text("Dokumen SAKIP menurut instansi (data contoh)", "SAKIP documents by agency (sample)"),
        Text("Instansi", "Agency"),
        Text("Dokumen", "Document"),
        Text("Jenis", "Kind"),
        Text("Asal", "Origin"),
        Text("SHA-256", "SHA-256"),
    )
    for item in sorted((each.item for each in kept), key=lambda item: str(item["agency_code"])):
        file, record = item["newest"]["file"], item["newest"]["record"]
        origin = (
            scene.word(Text("berkas", "file")) + f" {file['name']}"
            if record is None
            else f"{record['system']} {record['reference']}"
        )
        digest = (file or record)["sha256"]
        table.add_row(
            names[item["agency_code"]],
            item["title"],
            scene.word(item["kind_name"]),
            origin,
            f"{digest[:_SHOWN]}…",
        )
    scene.console.print(table)
    scene.tell(
        Text(
            "Rujukan rekaman dinyatakan oleh petugas; isinya tetap pada sistem sumber.",
            "Records are referred to as the officers state; their content stays in its system.",
        )
    )
