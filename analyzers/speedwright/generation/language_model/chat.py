"""One request to a model, as the protocol has it, and what comes back."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

# Of program text, less than one token falls on so many characters (three to four is usual): an upper estimate.
CHARACTERS_PER_TOKEN = 3.0

ANSWER_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "plan": {"type": "string", "description": "One or two sentences: what is done differently, and why it pays."},
        "code": {
            "type": "string",
            "description": "Python: the imports and helpers that are new, then the whole function.",
        },
    },
    "required": ["plan", "code"],
    "additionalProperties": False,
}

PAGE_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"page": {"type": "string", "description": "The whole text of SKILL.md, front matter included."}},
    "required": ["page"],
    "additionalProperties": False,
}
FORMS = {"faster_function": ANSWER_SCHEMA, "skill_page": PAGE_SCHEMA}
"""The schema of each form of answer."""


@dataclass(frozen=True, slots=True)
class Message:
    """What one side said. `role` is `system`, `user` or `assistant`."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One request for one answer of at most `most_tokens`. `number` tells requests apart that say the same; `form` is
    one of FORMS.
    """

    model: str
    messages: tuple[Message, ...]
    temperature: float
    most_tokens: int
    number: int = 0
    form: str = "faster_function"

    @property
    def prompt_tokens(self) -> int:
        """How many tokens are sent, estimated from above."""
        return math.ceil(sum(len(each.content) for each in self.messages) / CHARACTERS_PER_TOKEN)


@dataclass(frozen=True, slots=True)
class Dialect:
    """What of the protocol an endpoint understands. What it refuses is left out from then on."""

    structured: bool = True
    temperature: bool = True
    usage: bool = True
    old_limit: bool = True

    def body(self, request: ChatRequest) -> dict[str, Any]:
        """The body of the request: all that is sent."""
        limit = "max_tokens" if self.old_limit else "max_completion_tokens"
        body: dict[str, Any] = {
            "model": request.model,
            "messages": [{"role": each.role, "content": each.content} for each in request.messages],
            limit: request.most_tokens,
            "stream": True,
        }
        if self.temperature:
            body["temperature"] = request.temperature
        if self.usage:
            body["stream_options"] = {"include_usage": True}
        if self.structured:
            schema = {"name": request.form, "schema": FORMS[request.form], "strict": True}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        return body


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens sent and received; `is_estimate` where the endpoint did not count them."""

    sent: int
    received: int
    is_estimate: bool = False


@dataclass(frozen=True, slots=True)
class Completion:
    """An answer in full. `finish` is why it ended (`stop`, `length`, ...), `refusal` what the model said instead."""

    text: str
    finish: str
    refusal: str
    usage: Usage
    from_cache: bool = False
