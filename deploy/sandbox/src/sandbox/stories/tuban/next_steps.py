"""What an official can do next: counted from what the product says now, with the operations."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from rules.text import Text
from sandbox.region.agencies import REGION_CODE
from sandbox.stories import letters
from sandbox.stories.story import Scene
from sandbox.stories.tuban.people import DATA, leader
from sandbox.stories.tuban.periods import goes_on
from sandbox.stories.tuban.quarters import LAST, RUNNING, campaign_of

_OFFICER: Final = Text("Petugas instansi", "Agency officers")
_LEADER: Final = Text("Pimpinan", "The leader")
_COORDINATOR: Final = Text("Koordinator", "The coordinator")
_INSPECTORATE: Final = Text("Inspektorat", "The inspectorate")
_QUARTER: Final = f"/campaigns/{campaign_of(LAST).code}"


class _Next(NamedTuple):
    """Who can do what, by which operations."""

    who: Text
    work: Text
    operations: str


def show(scene: Scene) -> None:
    """Show who can do what next."""
    table = scene.table(
        Text("Yang dapat dikerjakan berikutnya", "What can be done next"),
        Text("Siapa", "Who"),
        Text("Pekerjaan", "Work"),
        Text("Operasi", "Operation"),
    )
    for each in (*_accounts(scene), *_instructions(scene), *_ALWAYS):
        table.add_row(scene.word(each.who), scene.word(each.work), each.operations)
    scene.console.print(table)


def _accounts(scene: Scene) -> Iterator[_Next]:
    """Yield what is left of the quarter; nobody waits for agencies that ended."""
    found = leader(scene).items(f"{_QUARTER}/performance")
    states = [each["state"] for each in found if goes_on(each)]
    unwritten, waiting = states.count("unwritten"), states.count("written")
    yield _Next(
        _OFFICER,
        Text(
            f"Menulis laporan {LAST}: {unwritten} instansi belum",
            f"Write the account of {LAST}: {unwritten} agencies have not",
        ),
        f"GET {_QUARTER}/performance?state=unwritten\nPUT /assessments/{{id}}/performance",
    )
    yield _Next(
        _LEADER,
        Text(
            f"Menanggapi dan menutup {LAST}: {waiting} laporan menunggu",
            f"Comment on and close {LAST}: {waiting} accounts wait",
        ),
        "POST /assessments/{id}/performance/comments\nPOST …/performance/closing",
    )


def _instructions(scene: Scene) -> Iterator[_Next]:
    portal = leader(scene)
    report = letters.find_letter(portal, DATA["letter"], REGION_CODE)["report_id"]
    late = portal.items("/recommendations", report=report, overdue="true")
    waiting = sum(each["state"] == "submitted" for each in late)
    yield _Next(
        _OFFICER,
        Text(
            f"Menindaklanjuti instruksi yang terlambat: {len(late) - waiting}",
            f"Follow up overdue instructions: {len(late) - waiting}",
        ),
        "GET /recommendations?instruction=true&overdue=true\nPOST /recommendations/{id}/followups",
    )
    yield _Next(
        _INSPECTORATE,
        Text(
            f"Memverifikasi tindak lanjut yang menunggu: {waiting}",
            f"Verify follow-ups that wait: {waiting}",
        ),
        "POST …/followups/{id}/verification",
    )


_ALWAYS: Final = (
    _Next(
        _LEADER,
        Text(
            "Mengunduh daftar penghargaan dan sanksi sebagai tabel",
            "Download the list of rewards and punishments as a table",
        ),
        f"GET {_QUARTER}/consequences.xlsx",
    ),
    _Next(
        _LEADER,
        Text(
            "Membuka kembali periode yang sudah ditutup, dengan alasan (pimpinan lain)",
            "Open a closed period again, with a reason (another leader)",
        ),
        "POST …/performance/reopening",
    ),
    _Next(
        _COORDINATOR,
        Text(
            f"Mengikuti {RUNNING}; mengakhiri pengisiannya sesudah triwulan berakhir",
            f"Follow {RUNNING}; end its answers when the quarter is over",
        ),
        f"GET /rankings/{campaign_of(RUNNING).code}\nPOST /campaigns/{campaign_of(RUNNING).code}"
        "/closing",
    ),
    _Next(
        _COORDINATOR,
        Text(
            "Membuat kalender, supaya bulan dan triwulan berikutnya dibuka dan ditutup sendiri",
            "Make a calendar, so that the next months and quarters open and close by themselves",
        ),
        "PUT /calendars/{kode}",
    ),
)
