"""The files of the library: those packaged with the service, and those of a folder."""

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final, NamedTuple

from instrument.documents.store.yaml_text import read_yaml

_PACKAGED: Final = ("editions", "crosswalks")


class LibraryFile(NamedTuple):
    """A YAML file of the library; `is_packaged`: it comes with the release."""

    name: str
    content: dict[str, object]
    is_packaged: bool


def read_files(folder: Path | None) -> Iterator[LibraryFile]:
    """Yield every YAML file, the packaged ones first.

    Raises:
        DefectiveError: A file cannot be read as YAML.
    """
    packaged = files("instrument").joinpath("packaged")
    for name in _PACKAGED:
        yield from _documents(packaged.joinpath(name), is_packaged=True)
    if folder is not None:
        yield from _documents(folder, is_packaged=False)


def _documents(source: Traversable, *, is_packaged: bool) -> Iterator[LibraryFile]:
    for file in sorted(source.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".yaml"):
            content = read_yaml(file.name, file.read_text("utf-8"))
            yield LibraryFile(file.name, content, is_packaged)
