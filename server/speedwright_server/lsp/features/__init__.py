"""One LSP method per file: decode, one call, encode. Features do not know each other; `table` lists them."""
