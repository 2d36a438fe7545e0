"""The library of skills: pages read as data, matched, guarded and turned into edits."""
