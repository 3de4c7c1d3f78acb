"""Read a file of levels: JSON, YAML, CSV, or one level a line. Numbers stay as written."""

import csv
import io
import re
from pathlib import Path
from typing import Any, Final

import yaml

from instrument.documents.store.yaml_text import refuse_bombs
from rules.answers import AnswersError, Pairs, Written, opened, read_json, unreadable

MOST_BYTES: Final = 4_000_000

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL: Final = "tag:yaml.org,2002:null"
_DELIMITERS: Final = (";", ",", "\t")
_CODES: Final = frozenset({"code", "kode", "indicator", "indikator", "indicator_code", "no"})
_LEVELS: Final = frozenset({"level", "levels", "tingkat", "nilai", "value", "answer", "jawaban"})
_PAIR: Final = 2
_WITH_COMMA: Final = re.compile(r"(-?[0-9]+),([0-9]+)")


def read_answer_file(name: str, content: bytes) -> Written:
    """Return the content of a file; its format follows from its name's ending, or from its text.

    Raises:
        AnswersError: The file cannot be read.
    """
    if len(content) > MOST_BYTES:
        raise unreadable("file", f"it has more than {MOST_BYTES:,} bytes")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise unreadable("UTF-8", str(error)) from error
    match Path(name).suffix.lower():
        case ".json":
            return opened(read_json(text))
        case ".yaml" | ".yml":
            return _read_yaml(text)
        case ".csv" | ".tsv":
            return _read_csv(text)
    return _read_any(text)


def _read_any(text: str) -> Written:
    if not text.lstrip().startswith(("{", "[")):
        try:
            return _read_yaml(text)
        except AnswersError:
            if ":" in text:
                raise
            return _read_csv(text)
    try:
        return opened(read_json(text))
    except AnswersError as error:
        try:
            return _read_yaml(text)  # {13: 4} is YAML's way to write it
        except AnswersError:
            raise error from None


def _read_yaml(text: str) -> Written:
    try:
        refuse_bombs(text)
        node = yaml.compose(text, Loader=_Loader)
        return opened(_plain(node))
    except yaml.YAMLError as error:
        raise unreadable("YAML", str(error)) from error


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


def _read_csv(text: str) -> Written:
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if not lines:
        raise unreadable("CSV", "it is empty")
    delimiter = next((each for each in _DELIMITERS if any(each in line for line in lines)), ";")
    try:
        rows = [
            [cell.strip() for cell in row]
            for row in csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter, strict=True)
        ]
    except csv.Error as error:
        raise unreadable("CSV", str(error)) from error
    first = [cell.casefold() for cell in rows[0]]
    # A comma that does not separate cells is a decimal comma, as Excel writes it in Indonesia.
    level = _with_point if delimiter != "," else str
    if len(rows) == 1 and len(first) > _PAIR:
        return [level(cell) for cell in rows[0]]
    if all(len(row) == 1 for row in rows):
        return [level(row[0]) for row in (rows[1:] if first[0] in _LEVELS else rows)]
    columns = _columns(first)
    if columns is None:
        found = _pairs(rows, start=1, columns=(0, 1), most=_PAIR)
    else:
        found = _pairs(rows[1:], start=2, columns=columns, most=len(first))
    return Pairs((code, level(cell)) for code, cell in found)


def _with_point(cell: str) -> str:
    return _WITH_COMMA.sub(r"\1.\2", cell) if _WITH_COMMA.fullmatch(cell) else cell


def _columns(header: list[str]) -> tuple[int, int] | None:
    """Return the columns of codes and levels; None if the row is not a header."""
    codes = [place for place, cell in enumerate(header) if cell in _CODES]
    levels = [place for place, cell in enumerate(header) if cell in _LEVELS]
    return (codes[0], levels[0]) if codes and levels else None


def _pairs(rows: list[list[str]], *, start: int, columns: tuple[int, int], most: int) -> Pairs:
    """Return code and level of each row; a missing level is empty."""
    wrong = [
        f"row {number} has {len(row)} cells"
        for number, row in enumerate(rows, start)
        if len(row) <= columns[0] or any(row[most:])
    ]
    if wrong:
        raise unreadable("CSV", "; ".join(wrong))
    code, level = columns
    return Pairs((row[code], row[level] if level < len(row) else "") for row in rows)
