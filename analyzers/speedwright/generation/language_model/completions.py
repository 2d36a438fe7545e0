"""Answers kept by the content of their requests, in the user's cache: an equal request is not sent twice."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

from speedwright.cache import cache_folder, put
from speedwright.generation.language_model.chat import ChatRequest, Completion, Usage
from speedwright.generation.language_model.endpoint import Endpoint


class Completions:
    """Those of one endpoint; with `enabled` off nothing is read and nothing is kept.

    The file names are hashes, and the files readable by their owner alone; the requests are not kept.
    """

    def __init__(self, endpoint: Endpoint, enabled: bool) -> None:
        self._endpoint = endpoint
        self._enabled = enabled

    def load(self, request: ChatRequest) -> Completion | None:
        """The answer to an equal request; a damaged file is as good as none."""
        if not self._enabled:
            return None
        try:
            data = json.loads(self._file(request).read_text(encoding="utf-8"))
            return Completion(str(data["text"]), str(data["finish"]), str(data["refusal"]), Usage(0, 0), True)
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def save(self, request: ChatRequest, completion: Completion) -> None:
        """Keeps an answer that came to its end; where nothing can be written, nothing is lost."""
        if not self._enabled or completion.finish != "stop":
            return
        kept = {"text": completion.text, "finish": completion.finish, "refusal": completion.refusal}
        try:
            put(self._file(request), json.dumps(kept))
        except OSError:
            return

    def _file(self, request: ChatRequest) -> Path:
        parts = json.dumps([self._endpoint.base_url, asdict(request)], sort_keys=True)
        key = hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()
        return cache_folder() / "completions-1" / key[:2] / f"{key}.json"
