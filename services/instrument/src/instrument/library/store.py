"""The files of the library: those packaged with the service, and those of a folder."""

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from instrument.documents.store.yaml_text import read_yaml

_PACKAGED: Final = ("editions", "crosswalks")


def read_files(folder: Path | None) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield the name and the content of every YAML file, the packaged ones first.

    Raises:
        DefectiveError: A file cannot be read as YAML.
    """
    packaged = files("instrument").joinpath("packaged")
    sources: list[Traversable] = [packaged.joinpath(name) for name in _PACKAGED]
    if folder is not None:
        sources.append(folder)
    for source in sources:
        yield from _documents(source)


def _documents(source: Traversable) -> Iterator[tuple[str, dict[str, object]]]:
    for file in sorted(source.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".yaml"):
            yield file.name, read_yaml(file.name, file.read_text("utf-8"))
