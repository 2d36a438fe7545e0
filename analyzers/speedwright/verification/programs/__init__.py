"""Whole programs, compared from standard input to standard output and exit status."""
