"""Read a file of levels: JSON, YAML, CSV, XLSX, or one level a line. Numbers stay as written."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, Final

import yaml

from instrument.documents.store.yaml_text import reason_of, refuse_tricks
from rules.answers import AnswersError, Pairs, Written, doubles, opened, read_json, unreadable
from rules.refusal import Refusal, pointer_to
from rules.text import Text
from sandbox.evaluation.answer_tables import read_csv
from sandbox.evaluation.answer_workbooks import read_workbook

MOST_BYTES: Final = 4_000_000

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL: Final = "tag:yaml.org,2002:null"
_ZIP: Final = b"PK\x03\x04"
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_UTF32: Final = (b"\xff\xfe\0\0", b"\0\0\xfe\xff")

_TOO_LARGE: Final = Text(
    f"lebih dari {MOST_BYTES:,} byte", f"it has more than {MOST_BYTES:,} bytes"
)
_OLD: Final = Text(
    "ini berkas Excel lama (.xls) atau berkas berkata sandi; simpan sebagai .xlsx",
    "this is an old Excel file (.xls) or has a password; save it as .xlsx",
)
_ENCODING: Final = Text(
    "bukan teks UTF-8 atau UTF-16 dengan tanda BOM; simpan sebagai CSV UTF-8",
    "it is no text in UTF-8, or in UTF-16 with its mark; save it as CSV UTF-8",
)


def read_answer_file(name: str, content: bytes, codes: Collection[str] = ()) -> Written:
    """Return the content of a file; its format follows from its name's ending, or from its text.

    `codes` are those that the file may name.

    Raises:
        AnswersError: The file cannot be read.
    """
    if len(content) > MOST_BYTES:
        raise unreadable("file", _TOO_LARGE)
    if content.startswith(_ZIP):
        return read_workbook(content, codes)
    if content.startswith(_OLD_OFFICE):
        raise unreadable("file", _OLD)
    text = _text(content)
    match Path(name).suffix.lower():
        case ".json":
            return opened(read_json(text.encode()))
        case ".yaml" | ".yml":
            return _read_yaml(text)
        case ".csv" | ".tsv":
            return read_csv(text)
        case ".xlsx":
            return read_workbook(content, codes)
    return _read_any(text)


def _text(content: bytes) -> str:
    encoding = "utf-8-sig"
    if content.startswith(_UTF16) and not content.startswith(_UTF32):
        encoding = "utf-16"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise unreadable("file", _ENCODING) from error
    if "\0" in text:
        raise unreadable("file", _ENCODING)
    return text


def _read_any(text: str) -> Written:
    if not text.lstrip().startswith(("{", "[")):
        try:
            return _read_yaml(text)
        except AnswersError:
            if ":" in text:
                raise
            return read_csv(text)
    try:
        return opened(read_json(text.encode()))
    except AnswersError as error:
        try:
            return _read_yaml(text)  # {13: 4} is YAML's way to write it
        except AnswersError:
            raise error from None


def _read_yaml(text: str) -> Written:
    try:
        refuse_tricks(text)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise AnswersError([Refusal("", reason_of(error))]) from error
    if doubled := [*_doubled("", node)]:
        raise AnswersError(doubled)
    return opened(_plain(node))


def _doubled(pointer: str, node: Any) -> Iterator[Refusal]:
    """Yield the members that a mapping has twice, wherever it stands."""
    if isinstance(node, yaml.MappingNode):
        pairs = Pairs((_key(key), value) for key, value in node.value)
        yield from (Refusal(pointer + each.pointer, each.text) for each in doubles(pairs))
        for key, value in pairs:
            yield from _doubled(pointer + pointer_to(key), value)
    elif isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            yield from _doubled(pointer + pointer_to(place), value)


def _plain(node: Any, depth: int = 0) -> Any:
    """Return scalars as written; below the depth at which levels stand, only the kind of value."""
    if isinstance(node, yaml.MappingNode):
        if depth > 1:
            return {}
        return Pairs((_key(key), _plain(value, depth + 1)) for key, value in node.value)
    if isinstance(node, yaml.SequenceNode):
        return [] if depth > 1 else [_plain(value, depth + 1) for value in node.value]
    return None if node is None or node.tag == _NULL else node.value


def _key(node: Any) -> str:
    return node.value if isinstance(node, yaml.ScalarNode) else "?"
