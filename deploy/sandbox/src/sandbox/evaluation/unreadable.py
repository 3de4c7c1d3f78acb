"""Why a file cannot be read, for people."""

from typing import Final

from rules.text import Text

_WHY: Final = {
    FileNotFoundError: Text("berkas tidak ada", "there is no such file"),
    IsADirectoryError: Text("itu sebuah folder", "it is a folder"),
    PermissionError: Text("tidak diizinkan", "it is not allowed"),
    OSError: Text("kesalahan sistem berkas", "an error of the file system"),
}


def cannot_be_read(file: str, error: OSError) -> Text:
    """Return that a file cannot be read, and why."""
    why = _WHY[next((kind for kind in _WHY if isinstance(error, kind)), OSError)]
    return Text(f"{file} tidak dapat dibaca: {why.id}", f"{file} cannot be read: {why.en}")
