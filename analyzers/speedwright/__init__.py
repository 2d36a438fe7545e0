"""The engine of Speedwright: parse, diagnose, generate, verify. It knows no editor."""

__version__ = "0.1.0"
