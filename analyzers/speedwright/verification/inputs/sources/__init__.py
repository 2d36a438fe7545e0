"""The input sources, one per file, independent of each other; `inputs.registry` orders them."""
