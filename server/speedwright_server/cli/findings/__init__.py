"""What `check` prints: one file per format, each a function from a report to text."""
