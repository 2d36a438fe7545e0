"""Reading a candidate before it runs, for what a faster version of a function has no use for."""
