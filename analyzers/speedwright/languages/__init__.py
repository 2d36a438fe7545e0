"""The languages that can be read: one file each, found by name or by a file's suffix."""
