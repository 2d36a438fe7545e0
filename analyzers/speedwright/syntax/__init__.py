"""Text to tree: source files, positions, queries, functions, and what names mean. Nothing else sees tree-sitter."""
