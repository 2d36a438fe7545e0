"""Guards: conditions that a match must meet, one small function each."""
