"""Candidates that a language model writes: what it is asked, how, and what may come of its answers."""
