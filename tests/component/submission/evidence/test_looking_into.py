"""Looking into a file has an end, whatever is in it."""

from dataclasses import replace
from typing import Any
from zipfile import ZIP_STORED

from tests.support import files

TEXT = b"nomor,judul\n1,Peraturan Bupati tentang SPBE\n"


async def test_looking_into_a_hostile_file_has_an_end(shelf: Any, app: Any) -> None:
    """An archive of slow documents, within all limits, would be looked into for minutes."""
    slow = files.slow_pdf()
    members = {f"{number}.pdf": slow for number in range(400)}
    hostile = files.archive(members, packed=ZIP_STORED)
    assert len(hostile) < 2_000_000
    assert (await shelf.put(TEXT)).status_code == 200  # the process that looks is there
    kept, whole = shelf.objects(), app.state.library
    app.state.library = replace(whole, inspection_seconds=2)
    refused = await shelf.put(hostile)

    assert (refused.status_code, refused.json()["reason"]) == (422, "takes_too_long")
    assert (shelf.objects(), shelf.spooled()) == (kept, [])
    assert await shelf.service.count("evidence_upload") == 1
    app.state.library = whole
    assert (await shelf.put(files.pdf())).status_code == 200
