"""Files that are dropped for a source, and what became of them."""

import csv
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx
from openpyxl import Workbook
from tests.component.integration.fake_planning import YEAR
from tests.component.integration.feeds.pushing import Pushing
from tests.component.integration.world import World

from integration.files.store.spool import Spool
from integration.files.usecases.work_on import work_on_files

LISTING = f"ceilings/{YEAR}"


@dataclass
class Files:
    """Drops files for a source."""

    world: World
    client: httpx.AsyncClient
    spool: Spool
    pushing: Pushing

    async def drop(self, data: bytes, **query: Any) -> httpx.Response:
        """Send a file."""
        sha256 = query.pop("sha256", hashlib.sha256(data).hexdigest())
        return await self.client.put(
            f"/{self.pushing.code}/files/uploads/{sha256}",
            content=data,
            params={"listing": LISTING, **query},
            headers={"Content-Type": "application/octet-stream"},
        )

    async def looked(self, data: bytes, **query: Any) -> Any:
        """Send a file, let it be looked at, and return what is shown."""
        answer = await self.drop(data, **query)
        assert answer.status_code == 202, answer.text
        return await self.worked(answer.json()["file_id"])

    async def worked(self, file_id: str) -> Any:
        """Let the worker work, and return what became of a file."""
        await work_on_files(self.world.database, self.spool, clock=self.world.clock)
        return (await self.client.get(f"/{self.pushing.code}/files/{file_id}")).json()

    async def taken(self, data: bytes, **query: Any) -> Any:
        """Send a file and let it be taken as it is shown."""
        shown = await self.looked(data, **query)
        assert shown["state"] in ("previewed", "taken"), shown["reason"]
        answer = await self.take(shown["file_id"])
        assert answer.status_code == 202, answer.text
        found = await self.worked(shown["file_id"])
        await self.pushing.derive()
        return found

    async def take(self, file_id: str) -> httpx.Response:
        """Ask for the rows of a file to be taken."""
        return await self.client.post(f"/{self.pushing.code}/files/{file_id}/taking")


def csv_of(rows: Sequence[dict[str, Any]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def xlsx_of(rows: Sequence[dict[str, Any]]) -> bytes:
    book = Workbook()
    book.worksheets[0].append(list(rows[0]))
    for row in rows:
        book.worksheets[0].append(list(row.values()))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
