"""Findings to candidates: proposals that nobody has verified yet."""
