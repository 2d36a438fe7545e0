"""Slow and fast versions of the same code to candidate pages of the skill library."""
