"""One attempt at one request, by the `openai` client: streamed, and ended in one of the known ways."""

from __future__ import annotations

import email.utils
import math
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from speedwright.generation.language_model.chat import CHARACTERS_PER_TOKEN, ChatRequest, Completion, Dialect, Usage
from speedwright.generation.language_model.endpoint import Endpoint
from speedwright.generation.language_model.unanswered import End, Unanswered

if TYPE_CHECKING:
    from openai import AsyncOpenAI

# A connection that is not there after so long will not come.
CONNECT_S = 10.0
# Characters of what an endpoint says is wrong, for finding out what it means. It is not shown.
READ = 4000

Heard = Callable[[int], None]
"""Told the number of characters that came so far."""


def client_of(endpoint: Endpoint) -> AsyncOpenAI:
    """The client. It tries nothing twice: who counts requests has to start them."""
    # Imported late: it takes a third of a second.
    import openai

    client = openai.AsyncOpenAI(
        api_key=endpoint.key,
        base_url=endpoint.base_url,
        timeout=openai.Timeout(endpoint.timeout_s, connect=CONNECT_S),
        max_retries=0,
    )
    # What the environment has for another endpoint is not this one's business.
    client.organization = client.project = None
    return client


async def attempt(client: AsyncOpenAI, request: ChatRequest, dialect: Dialect, heard: Heard) -> Completion:
    """Sends the request once. Raises Unanswered."""
    import openai

    began = False
    try:
        stream = await client.chat.completions.create(**dialect.body(request))
        began = True
        async with stream:
            return await _read(stream, request, heard)
    except openai.APIStatusError as error:
        raise _refused(error) from None
    except openai.APITimeoutError:
        raise Unanswered(End.STALLED) from None
    except openai.APIConnectionError:
        raise Unanswered(End.CUT if began else End.UNREACHABLE) from None
    except openai.APIError:
        # An error event in the middle of a stream.
        raise Unanswered(End.SERVER_FAILED, "an error came in the middle of the answer") from None
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, openai.OpenAIError):
        raise Unanswered(End.GARBLED) from None
    except Exception as error:
        # Errors of the transport in the middle of a stream come as they are, from whichever library it is.
        if not type(error).__module__.startswith("http"):
            raise
        stalled = "Timeout" in type(error).__name__
        raise Unanswered(End.STALLED if stalled else End.CUT if began else End.UNREACHABLE) from None


async def _read(stream: Any, request: ChatRequest, heard: Heard) -> Completion:
    parts: list[str] = []
    refusals: list[str] = []
    finish, usage, length = "", None, 0
    async for chunk in stream:
        usage = _counted(chunk) or usage
        for choice in chunk.choices[:1] if chunk.choices else ():
            finish = choice.finish_reason or finish
            parts.append((choice.delta.content if choice.delta else None) or "")
            refusals.append((choice.delta.refusal if choice.delta else None) or "")
            length += len(parts[-1])
        heard(length)
    if not finish:
        # A stream that just ends was cut: nobody knows what is missing.
        raise Unanswered(End.CUT, "the answer has no end")
    estimate = Usage(request.prompt_tokens, math.ceil(length / CHARACTERS_PER_TOKEN), is_estimate=True)
    return Completion("".join(parts), finish, "".join(refusals), usage or estimate)


def _counted(chunk: Any) -> Usage | None:
    usage = getattr(chunk, "usage", None)
    if usage is None or not isinstance(usage.prompt_tokens, int) or not isinstance(usage.completion_tokens, int):
        return None
    return Usage(max(0, usage.prompt_tokens), max(0, usage.completion_tokens))


def _refused(error: Any) -> Unanswered:
    status = error.status_code
    detail = f"HTTP {status}"
    if status in (401, 403):
        return Unanswered(End.WRONG_KEY, detail)
    if status == 404:
        return Unanswered(End.NOT_FOUND, detail)
    if status == 429:
        return Unanswered(End.RATE_LIMITED, detail, retry_after_s(error.response.headers))
    if status in (400, 422):
        return Unanswered(End.NOT_UNDERSTOOD, detail, refused=str(error.response.text)[:READ])
    # 408, 409 and 5xx pass; what else there is does not.
    if status >= 500 or status in (408, 409):
        return Unanswered(End.SERVER_FAILED, detail, retry_after_s(error.response.headers))
    return Unanswered(End.NOT_UNDERSTOOD, detail)


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """The seconds that `Retry-After` asks to wait, written as seconds or as a date; None where it says nothing."""
    text = headers.get("retry-after", "").strip()
    try:
        return max(0.0, float(text)) if text else None
    except ValueError:
        pass
    try:
        return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - time.time())
    except (TypeError, ValueError):
        return None
