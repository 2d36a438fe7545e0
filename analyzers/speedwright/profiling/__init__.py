"""Where programs spend their time: profilers, files of profilers, and what becomes of both."""
