"""The language server: one conversation per client, over stdio or TCP."""
