"""Answers as people write them: numbers, symbols of a scale, `n/a`; by code or in order.

What is written is read as text, so that no number ever passes through a float.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from rules import json_text
from rules.edition import NOT_APPLICABLE, Answer, Edition, Node, Scale
from rules.exact import Number, parse, text_of
from rules.refusal import Refusal, pointer_to
from rules.text import Text

_LONGEST: Final = 60
_MOST_NAMED: Final = 12
_TWICE: Final = 2
# Programs write a yes as a truth value; a scale calls it by its symbol.
_POINT: Final = Text(" (pakai titik)", " (write a point)")
_TRUTH: Final = {"true": "yes", "false": "no"}


class AnswersError(ValueError):
    """Answers that do not fit the edition; `problems` are all of them."""

    def __init__(self, problems: Sequence[Refusal]) -> None:
        super().__init__("; ".join(problem.text.en for problem in problems))
        self.problems = tuple(problems)


class LevelError(ValueError):
    """What is written is no level of a scale; `text` says what the scale takes."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class Pairs(tuple[tuple[str, Any], ...]):
    """A mapping as it was written: a code may stand in it twice."""

    __slots__ = ()


Written = Mapping[str, Any] | Sequence[Any]
Answers = Mapping[str, Answer]


def read_answers(edition: Edition, written: Written) -> Answers:
    """Return the answers that were given, by code; an empty one is not among them.

    `written`: by code of indicator or criterion, or a list in the order of the indicators (or of
    the criteria). Each is an exact number, a symbol or name of its scale, `n/a`, or empty.

    Raises:
        AnswersError: Something does not fit; all of it is named.
    """
    problems: list[Refusal] = []
    if isinstance(written, Pairs):
        pairs = [(pointer_to(code), code, value) for code, value in written]
        problems += doubles(written)
    elif isinstance(written, Mapping):
        pairs = [(pointer_to(str(code)), str(code), value) for code, value in written.items()]
    else:
        codes = _in_order(edition, len(written))
        pairs = [
            (pointer_to(at), *pair) for at, pair in enumerate(zip(codes, written, strict=True))
        ]
    answers: dict[str, Answer] = {}
    for pointer, code, value in pairs:
        try:
            answer = _answer(edition, code, value)
        except _RefusedError as refused:
            problems.append(Refusal(pointer, refused.text))
        else:
            if answer is not None:
                answers[code] = answer
    if problems:
        raise AnswersError(problems)
    return answers


def level_of(scale: Scale, text: str) -> Number:
    """Return the level in `text`: an exact number, or a symbol or name of the scale.

    Raises:
        LevelError: It is none, or not on the scale.
    """
    wanted = {text.casefold(), _TRUTH.get(text.casefold(), "")}
    found = [
        step.value
        for step in scale.levels
        if wanted & {name.casefold() for name in (step.symbol or "", *step.name) if name}
    ]
    if len(found) == 1:
        return found[0]
    shown, choice = _short(text), Text(_choice(scale, "id"), _choice(scale, "en"))
    comma = _POINT if _is_level(scale, text.replace(",", ".")) else Text("", "")
    try:
        level = parse(text)
    except ValueError:
        raise LevelError(
            Text(
                f"{shown!r} bukan tingkat{comma.id}; {choice.id}",
                f"{shown!r} is no level{comma.en}; {choice.en}",
            )
        ) from None
    if not scale.admits(level):
        raise LevelError(
            Text(
                f"{shown} tidak ada pada skalanya; {choice.id}",
                f"{shown} is not on its scale; {choice.en}",
            )
        )
    return level


def _is_level(scale: Scale, text: str) -> bool:
    try:
        return scale.admits(parse(text))
    except ValueError:
        return False


def read_json(data: bytes) -> object:
    """Return what a JSON text says, with numbers as they are written.

    Raises:
        AnswersError: It is no JSON, or names a code twice.
    """
    try:
        return json_text.read_json(data, whole=str, decimal=str)
    except json_text.JsonError as error:
        raise AnswersError(error.problems) from error


def opened(found: object) -> Written:
    """Return the mapping or list of levels in a document, which may stand below `levels`.

    Raises:
        AnswersError: There is none, or something stands beside `levels`.
    """
    if isinstance(found, Pairs | dict):
        members = [*(found.items() if isinstance(found, dict) else found)]
        below = [value for code, value in members if code == _LEVELS]
        if len(below) == 1 and isinstance(below[0], Pairs | dict | list):
            if others := [code for code, _ in members if code != _LEVELS]:
                raise AnswersError([Refusal(pointer_to(code), _BESIDE) for code in others])
            found = below[0]
    if isinstance(found, Pairs | dict | list):
        return found
    raise AnswersError([Refusal("", _NEITHER)])


def doubles(written: Pairs) -> Iterator[Refusal]:
    """Yield the codes that a mapping has twice."""
    for code, count in Counter(code for code, _ in written).items():
        if count > 1:
            times, name = "twice" if count == _TWICE else f"{count} times", _short(code)
            text = Text(f"{name} tertulis {count} kali", f"{name} is written {times}")
            yield Refusal(pointer_to(code), text)


def unreadable(what: str, *reasons: Text) -> AnswersError:
    """Return the error that a file cannot be read as `what`, for these reasons."""
    return AnswersError(
        [
            Refusal(
                "", Text(f"{what} tidak dapat dibaca: {each.id}", f"unreadable {what}: {each.en}")
            )
            for each in reasons
        ]
    )


_LEVELS: Final = "levels"
_BESIDE: Final = Text(f"tidak dibaca di samping {_LEVELS}", f"is not read beside {_LEVELS}")
_NEITHER: Final = Text(
    "harus pemetaan kode ke tingkat, atau daftar tingkat menurut urutan indikator",
    "must be a mapping of codes to levels, or a list of levels in the indicators' order",
)


class _RefusedError(Exception):
    def __init__(self, id_: str, en: str) -> None:
        super().__init__(en)
        self.text = Text(id_, en)


def _in_order(edition: Edition, count: int) -> Sequence[str]:
    """Return the codes that a list of so many answers is for."""
    if count == len(edition.indicators):
        return [node.code for node in edition.indicators]
    if edition.criteria and count == len(edition.criteria):
        return [node.code for node in edition.criteria]
    number = len(edition.indicators)
    text = Text(
        f"{edition.code} memiliki {number} indikator, daftar ini memuat {count} tingkat",
        f"{edition.code} has {number} indicators, this list has {count} levels",
    )
    if edition.criteria:
        more = len(edition.criteria)
        text = Text(
            f"{text.id} (atau {more}: satu untuk setiap kriteria)",
            f"{text.en} (or {more}: one for each criterion)",
        )
    raise AnswersError([Refusal("", text)])


def _answer(edition: Edition, code: str, value: object) -> Answer | None:
    place = edition.position.get(code)
    if place is None:
        raise _unknown(edition, code)
    node = edition.answered[place]
    text = _text(node, value)
    if not text:
        return None
    if text.casefold() == NOT_APPLICABLE.value:
        if node.not_applicable == "refuse":
            raise _RefusedError(
                f"{_named(node).id} selalu berlaku: n/a tidak diterima",
                f"{_named(node).en} always applies: n/a is not accepted",
            )
        return NOT_APPLICABLE
    return _level(node, edition.scale_of(node), text)


def _level(node: Node, scale: Scale, text: str) -> Answer:
    try:
        return level_of(scale, text)
    except LevelError as error:
        named = _named(node)
        raise _RefusedError(
            f"{named.id}: {error.text.id}", f"{named.en}: {error.text.en}"
        ) from None


def _unknown(edition: Edition, code: str) -> _RefusedError:
    inner = next((node for node in edition.inner if node.code == code), None)
    if inner is None:
        return _RefusedError(
            f"{edition.code} tidak memuat indikator {_short(code)}",
            f"{edition.code} has no indicator {_short(code)}",
        )
    return _RefusedError(
        f"{_named(inner).id} tidak dijawab: nilainya mengikuti yang ada di bawahnya",
        f"{_named(inner).en} is not answered: it follows from what is below it",
    )


def _text(node: Node, value: object) -> str:
    """Return a value as it was written; empty where nothing was."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return str(value).lower()  # as JSON and YAML write it
    if isinstance(value, int):
        return text_of(value)
    raise _RefusedError(
        f"{_named(node).id}: tingkat harus satu bilangan eksak atau satu teks",
        f"{_named(node).en}: a level is one exact number or one text",
    )


_KINDS: Final = {
    "instrument": Text("instrumen", "instrument"),
    "domain": Text("domain", "domain"),
    "aspect": Text("aspek", "aspect"),
    "indicator": Text("indikator", "indicator"),
    "criterion": Text("kriteria", "criterion"),
}


def _named(node: Node) -> Text:
    kind = _KINDS[node.kind]
    return Text(f"{kind.id} {node.code}", f"{kind.en} {node.code}")


def _choice(scale: Scale, language: str) -> str:
    """Return in words what a scale takes."""
    names = [
        f"{step.symbol} ({text_of(step.value)})" if step.symbol else text_of(step.value)
        for step in scale.levels
    ]
    steps = names if len(names) <= _MOST_NAMED else [*names[:_MOST_NAMED], f"… {names[-1]}"]
    ends = (text_of(scale.minimum), text_of(scale.maximum))
    between = "{} sampai {}" if language == "id" else "{} to {}"
    parts = [] if scale.kind == "levels" and steps else [between.format(*ends)]
    if steps and (scale.kind != "fractional" or any(step.symbol for step in scale.levels)):
        parts.append(", ".join(steps))
    either = " atau " if language == "id" else " or "
    return ("pilihan: " if language == "id" else "it takes ") + either.join(parts)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
