"""What would be sent to a model, as lines for people to read before they agree."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from speedwright.cache import cache_folder, put
from speedwright.pipeline.language_model.use import Preview


def preview_lines(preview: Preview) -> Iterator[str]:
    """What would be sent: the first request in full, and what all of those for one function may come to."""
    yield f"{preview.model} at {preview.base_url} would be asked about {preview.function}."
    yield f"The key comes from the environment variable {preview.key_variable}."
    if preview.masked:
        yield f"{preview.masked} literals look like secrets and are masked."
    yield ""
    yield from body_lines(preview.bodies[0])
    yield f"{cost_text(preview)} What fails goes back, with the input that shows it."


def preview_file(preview: Preview) -> Path:
    """The same as a file that its owner alone can read: it holds source, so that no log is the place for it.

    Raises OSError.
    """
    path = cache_folder() / "model-preview.txt"
    put(path, "\n".join(preview_lines(preview)) + "\n")
    return path


def cost_text(preview: Preview) -> str:
    """How many requests there are, and the most that they can come to."""
    price = f", {preview.price:.4g} at the prices that are set" if preview.price else ""
    return (
        f"{len(preview.bodies)} such requests, with different plans: at most {preview.sent_tokens:,} tokens sent "
        f"and {preview.received_tokens:,} received{price}."
    )


def body_lines(body: Mapping[str, Any]) -> Iterator[str]:
    """One request for people: its parameters, then its messages, to the letter."""
    plain = {key: value for key, value in body.items() if key not in ("messages", "response_format")}
    yield json.dumps(plain)
    for message in body["messages"]:
        yield f"--- {message['role']}"
        yield from message["content"].split("\n")
    yield "---"
