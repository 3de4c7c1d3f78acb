"""`evaluate`: the whole breakdown of a file of answers. Needs no server and stores nothing."""

import json
import sys
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from instrument.documents.domain.canonical import canonical, content_hash
from instrument.documents.domain.defect import DefectiveError
from instrument.documents.store.yaml_text import read_yaml
from instrument.editions.events import rules_edition
from instrument.editions.usecases.read import read_edition
from rules.answers import AnswersError, read_answers
from rules.edition import Edition, EditionError
from rules.evaluation import Breakdown, evaluate, shown
from rules.refusal import Refusal
from sandbox.evaluation.answer_files import MOST_BYTES, read_answer_file

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

BAD_INPUT: Final = 2
_MOST_NAMED: Final = 100
_STDIN: Final = "-"


class _BadInputError(Exception):
    """The edition or the file is not usable; the sentences say why."""


def run(edition: str, file: str, *, as_json: bool, explain: bool) -> int:
    """Print the breakdown; return 0, or 2 if the edition or the file is not usable."""
    try:
        found = read_known_edition(edition)
        answers = read_answers(found, read_answer_file(file, _content(file)))
    except AnswersError as error:
        return _refuse(f"{file} does not fit {edition}:", *_lines(error.problems))
    except (_BadInputError, DefectiveError, EditionError) as error:
        return _refuse(str(error))
    breakdown = evaluate(found, answers)
    if as_json:
        sys.stdout.write(json.dumps(shown(breakdown), ensure_ascii=False, indent=2) + "\n")
    else:
        _print(breakdown, explain=explain)
    return 0


def read_known_edition(name: str) -> Edition:
    """Return a packaged edition by its code, or the one in a YAML or JSON file."""
    packaged = _packaged()
    source = packaged.get(name)
    if source is None and not Path(name).is_file():
        known = "\n".join(f"  {code}" for code in packaged)
        raise _BadInputError(f"There is no edition {name}. Known are:\n{known}\nor a file's path.")
    try:
        text = (source or Path(name)).read_text("utf-8-sig")
    except OSError as error:
        raise _BadInputError(f"{name} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise _BadInputError(
            f"{name} cannot be read as text: an edition is read from YAML or JSON, as which the API"
            " exports it, whatever it was uploaded as"
        ) from error
    content = canonical(read_edition(name, read_yaml(name, text)))
    return rules_edition(content, content_hash(content))


def _packaged() -> "dict[str, Traversable]":
    folder = files("instrument").joinpath("packaged", "editions")
    named = {file.name.removesuffix(".yaml"): file for file in folder.iterdir()}
    return {
        code: file
        for code, file in sorted(named.items())
        if file.name.endswith(".yaml") and "-derivations-" not in code
    }


def _content(file: str) -> bytes:
    try:
        if file == _STDIN:
            return sys.stdin.buffer.read(MOST_BYTES + 1)
        with Path(file).open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise _BadInputError(f"{file} cannot be read: {error.strerror}") from error


def _lines(problems: Sequence[Refusal]) -> Iterator[str]:
    for problem in problems[:_MOST_NAMED]:
        yield f"  {problem.pointer or '/'}: {problem.text.en}"
    if len(problems) > _MOST_NAMED:
        yield f"  and {len(problems) - _MOST_NAMED:,} more"


def _refuse(*lines: str) -> int:
    sys.stderr.write("\n".join(lines) + "\n")
    return BAD_INPUT


def _print(breakdown: Breakdown, *, explain: bool) -> None:
    from sandbox.evaluation import screen  # noqa: PLC0415 - `--json` needs no tables

    screen.print_breakdown(screen.console_for_breakdowns(), breakdown, explain=explain)
