"""A letter with its recommendations: looked at, taken in as a table, and never twice."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from rules.text import Text
from sandbox.stories import library
from sandbox.stories.portal import Portal
from sandbox.stories.story import Scene
from sandbox.telling.texts import Json
from tables.writing import Sheet, write_workbook

_SHEET: Final = "rekomendasi"
_IMPORTS: Final = "/reports/imports"
Letter = Mapping[str, Any]
"""A letter of a story as it was written by hand; days count from the day that stands on it.

`dated`: that day; without it `days_ago` says how long ago it was.
"""


def take_in(scene: Scene, portal: Portal, letter: Letter, *, agency: str) -> Json:
    """Enter a letter to an agency with its recommendations by a table; return the letter."""
    dated = _dated(portal, letter, agency)
    copy = library.keep_file(portal, agency, {**letter["copy"], "effective_date": str(dated)})
    rows = [*_rows(letter, agency, dated=dated, evidence_id=copy.id)]
    wrong = [{**row, **letter["mistakes"].get(place, {})} for place, row in enumerate(rows)]
    _tell_faults(scene, portal.faults_of_table(_IMPORTS, _workbook(wrong), **_looked_at(agency)))
    preview = portal.import_table(_IMPORTS, _workbook(rows), **_looked_at(agency))
    scene.say(
        Text(
            f"Pratinjau: {preview['row_count']} baris, {preview['created_count']} rekomendasi baru;"
            " belum ada yang disimpan",
            f"Preview: {preview['row_count']} rows, {preview['created_count']} new"
            " recommendations; nothing is stored yet",
        )
    )
    done = portal.import_table(_IMPORTS, _workbook(rows), agency=agency)
    report = find_letter(portal, letter, agency)
    scene.say(
        Text(
            f"Surat {report['number']} tanggal {report['dated']} dari {report['author']}:"
            f" {done['created_count']} rekomendasi dicatat, {done['unchanged_count']} sudah ada;"
            f" salinannya {letter['copy']['file']}",
            f"Letter {report['number']} of {report['dated']} from {report['author']}:"
            f" {done['created_count']} recommendations entered, {done['unchanged_count']} there"
            f" already; its copy is {letter['copy']['file']}",
        )
    )
    return report


def enter(portal: Portal, letter: Letter, *, agency: str) -> tuple[Json, int]:
    """Enter a letter and what it asks for one by one, as far as it is not there.

    Return the letter, and how many recommendations are new.
    """
    dated = _dated(portal, letter, agency)
    told = {key: letter[key] for key in ("number", "author_kind", "author", "title")}
    body = {"agency_code": agency, "dated": dated.isoformat(), **told}
    report = next(_entered(portal, letter, agency), None) or portal.post("/reports", body)
    found = portal.items("/recommendations", report=report["report_id"])
    present = {each["origin"]["passage"] for each in found}
    new = [item for item in letter["items"] if item["point"] not in present]
    for item in new:
        origin = {"kind": "report", "report_id": report["report_id"], "passage": item["point"]}
        body = {
            "agency_code": f"{agency}.{item['agency']}",
            "origin": origin,
            "text": item["text"],
            "deadline": _deadline(item, dated),
            "priority": item["priority"],
            "is_instruction": letter["is_instruction"],
        }
        portal.post("/recommendations", body)
    return report, len(new)


def find_letter(portal: Portal, letter: Letter, agency: str) -> Json:
    """Return a letter that was entered."""
    return next(each for each in _entered(portal, letter, agency))


def _entered(portal: Portal, letter: Letter, agency: str) -> Iterator[Json]:
    found = portal.items("/reports", agency=agency, author_kind=letter["author_kind"])
    return (each for each in found if each["number"] == letter["number"])


def _dated(portal: Portal, letter: Letter, agency: str) -> date:
    """Return the day that stands on a letter: told again, it is the same letter."""
    for report in _entered(portal, letter, agency):
        return date.fromisoformat(report["dated"])
    if "dated" in letter:
        return date.fromisoformat(letter["dated"])
    return datetime.now(UTC).date() - timedelta(days=letter["days_ago"])


def _deadline(item: Mapping[str, Any], dated: date) -> str:
    return (dated + timedelta(days=item["days"])).isoformat()


def _rows(
    letter: Letter, agency: str, *, dated: date, evidence_id: str
) -> Iterator[dict[str, str]]:
    for item in letter["items"]:
        yield {
            "nomor": letter["number"],
            "tanggal": dated.isoformat(),
            "jenis_pengirim": letter["author_kind"],
            "pengirim": letter["author"],
            "perihal": letter["title"],
            "bukti": evidence_id,
            "instansi": f"{agency}.{item['agency']}",
            "butir": item["point"],
            "rekomendasi": item["text"],
            "batas_waktu": _deadline(item, dated),
            "prioritas": item["priority"],
            "instruksi": "ya" if letter["is_instruction"] else "tidak",
            "kekurangan": item.get("missing", ""),
        }


def _workbook(rows: list[dict[str, str]]) -> bytes:
    headings = [*rows[0]]
    return write_workbook(
        [Sheet(name=_SHEET, headings=headings, rows=[[*row.values()] for row in rows])]
    )


def _looked_at(agency: str) -> dict[str, str]:
    return {"agency": agency, "preview": "true"}


def _tell_faults(scene: Scene, faults: list[Json]) -> None:
    told = Text(
        "Tabel pertama ditolak pada pratinjau:", "The first table is refused in its preview:"
    )
    scene.console.print(f"[yellow]![/] {scene.word(told)}")
    for each in faults:
        scene.console.print(f"    [yellow]•[/] {each['message']}")
