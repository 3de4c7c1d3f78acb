"""What a source answered within one run, so that a run that was cut off goes on where it was."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One usable answer. `asked` is what was asked for; `unchanged`: the source answered 304."""

    asked: str
    body: bytes
    etag: str | None
    unchanged: bool = False


@dataclass(slots=True, kw_only=True)
class Answers:
    """The answers of one run: those that it got before it was cut off, and the fresh ones.

    `only_kept`: nothing else may be asked for, because exactly what is kept was released.
    `is_stored`: the run can be seen already. The counts are since it began or went on.
    """

    kept: dict[str, Answer] = field(default_factory=dict)
    only_kept: bool = False
    is_stored: bool = False
    requests: int = 0
    size: int = 0
    rows: int = 0
    listings: int = 0
    listings_done: int = 0
    read_anew: int = 0
    _fresh: list[Answer] = field(default_factory=list)
    _stored: int = 0
    _forgotten: list[str] = field(default_factory=list)

    def recall(self, asked: str) -> Answer | None:
        """Return an answer that was got before the run was cut off."""
        return self.kept.get(asked)

    def add(self, answer: Answer) -> None:
        """Take a fresh answer."""
        self.requests += 1
        self.size += len(answer.body)
        self._fresh.append(answer)

    def forget(self, asked: Iterable[str]) -> None:
        """Forget kept answers: the listing has changed since."""
        self.read_anew += 1
        for each in asked:
            if self.kept.pop(each, None) is not None:
                self._forgotten.append(each)

    def unsaved(self) -> tuple[Sequence[Answer], Sequence[str]]:
        """Return what is not stored yet, and what is stored and no longer valid."""
        return self._fresh[self._stored :], tuple(self._forgotten)

    def saved(self, fresh: Sequence[Answer], forgotten: Sequence[str]) -> None:
        """Note that what `unsaved` returned is stored now."""
        self._stored += len(fresh)
        del self._forgotten[: len(forgotten)]


def asked_of(path: str, params: Mapping[str, str], etag: str | None) -> str:
    """Return what one request asks for, as one text."""
    return json.dumps([path, sorted(params.items()), etag], ensure_ascii=False)
