"""Formats of profile files, one file each; they do not know each other."""
