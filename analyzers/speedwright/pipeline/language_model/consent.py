"""Who agreed to what being sent where: remembered outside of every checkout."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from speedwright.cache import cache_folder, put
from speedwright.generation.language_model.endpoint import Endpoint


class Consent:
    """The agreement for one workspace and one endpoint. Another address, model or key variable is asked for anew:
    a repository can change its settings, and must not send anything elsewhere by that.
    """

    def __init__(self, root: Path, endpoint: Endpoint) -> None:
        parts = [str(root.resolve()), endpoint.base_url, endpoint.model, endpoint.key_variable]
        key = hashlib.sha256(json.dumps(parts).encode("utf-8", "surrogateescape")).hexdigest()
        self._file = cache_folder() / "model-consent-1" / key

    @property
    def is_given(self) -> bool:
        """Whether somebody agreed."""
        return self._file.is_file()

    def give(self) -> None:
        """Remembers the agreement; where that cannot be written, it is asked for again."""
        try:
            put(self._file, "agreed\n")
        except OSError:
            return
