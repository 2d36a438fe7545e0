"""One file per command; each ends in a `COMMAND`, which `cli/table.py` lists."""
