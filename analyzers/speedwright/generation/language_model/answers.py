"""From the text of an answer to the code in it: by the schema, in a fenced block, or with prose around."""

from __future__ import annotations

import ast
import json
import re
import warnings
from dataclasses import dataclass
from enum import Enum

from speedwright.errors import SpeedwrightError
from speedwright.generation.language_model.chat import Completion

LONGEST = 200_000
"""Characters of an answer: what is longer is no function."""
LONGEST_PLAN = 400


class State(str, Enum):
    """What came of an answer before anything ran. All but `CODE` end there; the text is told to people."""

    CODE = "code"
    TRUNCATED = "the answer was cut off"
    EMPTY = "the answer is empty"
    REFUSED = "the model refused"
    NO_CODE = "the answer holds no code"
    NO_PAGE = "the answer holds no page"
    BROKEN = "the code does not parse"
    WRONG_NAME = "the code does not define the function"
    AMBIGUOUS = "the answer defines the function more than once"
    CHANGED_SIGNATURE = "the signature or a decorator was changed"
    CHANGED_OTHERS = "the code changes something else"
    UNCHANGED = "nothing was changed"


class Rejected(SpeedwrightError):
    """An answer that gives no candidate: its state, and what to say of it."""

    def __init__(self, state: State, detail: str = "") -> None:
        super().__init__(f"{state.value}{f': {detail}' if detail else ''}")
        self.state = state


@dataclass(frozen=True, slots=True)
class Answer:
    """The plan in words, on one line, and the code."""

    plan: str
    code: str


_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})[ \t]*([\w+.-]*)[^\n]*\n(.*?)^[ \t]*\1[ \t]*$", re.MULTILINE | re.DOTALL)
_OPEN_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})[^\n]*\n", re.MULTILINE)
_PYTHON = ("", "python", "py", "python3", "py3")
_THOUGHTS = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)


def answer_of(completion: Completion, function: str) -> Answer:
    """The answer in a completion. Raises Rejected."""
    text = said_in(completion)
    found = _structured(text) or _in_prose(text, function)
    if not found.code.strip():
        raise Rejected(State.NO_CODE)
    return Answer(_one_line(found.plan), found.code)


def said_in(completion: Completion) -> str:
    """What a model said in the end, without what it thought before. Raises Rejected where that is not the whole."""
    if completion.refusal or completion.finish == "content_filter":
        raise Rejected(State.REFUSED)
    if completion.finish == "length":
        raise Rejected(State.TRUNCATED)
    text = _THOUGHTS.sub("", completion.text[:LONGEST].replace("\r\n", "\n")).strip()
    if not text:
        raise Rejected(State.EMPTY)
    return text


def _structured(text: str) -> Answer | None:
    """By the schema, be it in a fence of its own; None where the text is no such object."""
    fence = _FENCE.fullmatch(text)
    body = fence[3] if fence is not None else text
    if not body.lstrip().startswith("{"):
        return None
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict) or not isinstance(data.get("code"), str):
        raise Rejected(State.NO_CODE)
    code = data["code"]
    inner = _FENCE.search(code)
    return Answer(str(data.get("plan") or ""), inner[3] if inner is not None else code)


def _in_prose(text: str, function: str) -> Answer:
    """The one block that defines the function; without any block, the text itself where it is code."""
    blocks = [match[3] for match in _FENCE.finditer(text) if match[2].lower() in _PYTHON]
    if not blocks:
        return _without_fence(text)
    name = function.rpartition(".")[2]
    defining = [
        each for each in blocks if re.search(rf"^\s*(async\s+)?def\s+{re.escape(name)}\b", each, re.MULTILINE)
    ]
    if len(set(defining)) > 1:
        raise Rejected(State.AMBIGUOUS)
    prose = _FENCE.sub("\n", text)
    return Answer(prose, (defining or blocks)[0])


def _without_fence(text: str) -> Answer:
    opened = _OPEN_FENCE.search(text)
    if opened is not None:
        # A block that never ends: the answer stopped in it.
        raise Rejected(State.TRUNCATED)
    if not parses(text):
        broken = re.search(r"^\s*(async\s+)?def\s+\w+\s*\(", text, re.MULTILINE)
        raise Rejected(State.BROKEN if broken else State.NO_CODE)
    return Answer("", text)


def parses(code: str) -> bool:
    """Whether Python can read a text."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _one_line(text: str) -> str:
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return line if len(line) <= LONGEST_PLAN else f"{line[: LONGEST_PLAN - 1]}\N{HORIZONTAL ELLIPSIS}"
