"""Reads and decodes ahead while the last batch commits, so that the database does not wait.

It works in small pieces, so that the event loop can read the database's answers in between.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence

from kit.consumer._decoding import Decoded, decode_all
from kit.messaging import ConsumerClient, Record, TopicPartition

_PIECE = 128
_POLL_MS = 1_000


class Intake:
    """Holds at most `bound` decoded records; calls `on_news` for new records and at its end."""

    def __init__(self, *, bound: int, on_news: Callable[[], None]) -> None:
        self._bound = bound
        self._on_news = on_news
        self._room = asyncio.Event()
        self._reader: asyncio.Task[None] | None = None
        self._parts: dict[TopicPartition, list[Record]] = {}
        self._decoded = Decoded()
        self._size = 0

    def start(self, client: ConsumerClient) -> None:
        """Discard what was read, and read from the positions of `client` on."""
        self.stop()
        self._reader = asyncio.create_task(self._read(client), name="intake")
        self._reader.add_done_callback(lambda _: self._on_news())

    def stop(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None and not reader.cancel() and not reader.cancelled():
            reader.exception()  # seen, and of no interest any more
        self._empty()

    def take(self) -> tuple[Mapping[TopicPartition, Sequence[Record]], Decoded]:
        """Return everything read so far, raw and decoded.

        Raises:
            BrokerError: Reading failed.
        """
        if self._reader is not None and self._reader.done():
            self._reader.result()
        taken = self._parts, self._decoded
        self._empty()
        return taken

    def _empty(self) -> None:
        self._parts, self._decoded, self._size = {}, Decoded(), 0
        self._room.set()

    async def _read(self, client: ConsumerClient) -> None:
        while True:
            room = self._bound - self._size
            if room <= 0:
                self._room.clear()
                await self._room.wait()
                continue
            fetched = await client.getmany(min(room, _PIECE), _POLL_MS)
            for tp, records in fetched.items():
                self._parts.setdefault(tp, []).extend(records)
                self._size += len(records)
                decode_all(records, into=self._decoded)
            if fetched:
                self._on_news()
            await asyncio.sleep(0)
