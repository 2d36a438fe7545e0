"""Formats that others read, one file each; they do not know each other."""
