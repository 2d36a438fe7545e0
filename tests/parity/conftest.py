"""The server that tests/lsp listens to, for comparisons with the command line."""

from tests.lsp.conftest import address, cache, cache_folder, connect

__all__ = ["address", "cache", "cache_folder", "connect"]
