"""Where the model is, and what may be asked of it: from the settings, and the key from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from speedwright.errors import SpeedwrightError
from speedwright.settings import Settings

# The client wants a key; servers that check none do not mind this one.
NO_KEY = "none"


class NoEndpoint(SpeedwrightError):
    """No model can be asked, and what to set for that."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One model at one endpoint. The key is no part of its text, so that no log can show it."""

    base_url: str
    model: str
    key_variable: str
    key: str = field(repr=False)
    timeout_s: float
    concurrency: int


def endpoint_of(settings: Settings, key: str | None = None, environment: Mapping[str, str] = os.environ) -> Endpoint:
    """The endpoint that the user configured. Raises NoEndpoint.

    `key` is for front ends that keep secrets themselves; without it, the environment has it.
    """
    missing = [name for name in ("model_base_url", "model_name") if not getattr(settings, name)]
    if missing:
        names = " and ".join(name.replace("_", "-") for name in missing)
        raise NoEndpoint(
            f"no model is configured: set {names} under [tool.speedwright] (docs/model.md); "
            "everything but --model works without"
        )
    if urlsplit(settings.model_base_url).scheme not in ("http", "https"):
        raise NoEndpoint("model-base-url is to begin with http:// or https://")
    found = key or environment.get(settings.model_key_variable, "").strip()
    return Endpoint(
        base_url=settings.model_base_url.rstrip("/"),
        model=settings.model_name,
        key_variable=settings.model_key_variable,
        key=found or NO_KEY,
        timeout_s=settings.model_timeout,
        concurrency=settings.model_concurrency,
    )
