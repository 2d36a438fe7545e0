"""Where a file is slow, told from its text alone."""
