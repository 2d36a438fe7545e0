"""An input as a line for a shell, ready to paste."""

from __future__ import annotations

_LONGEST = 4000
_ESCAPES = {ord("\n"): "\\n", ord("\t"): "\\t", ord("\\"): "\\\\", ord("%"): "%%", ord("'"): "'\\''"}


def shell_line(text: bytes, program: str) -> str:
    """`printf '3\\n' | python prog.py`; a text too long for a line is made by its repetition in a Python one."""
    if len(text) > _LONGEST:
        return f"python -c 'import sys; sys.stdout.write({_compact(text)})' | python {program}"
    return f"printf '{''.join(map(_escaped, text))}' | python {program}" if text else f"python {program} < /dev/null"


def _escaped(byte: int) -> str:
    if byte in _ESCAPES:
        return _ESCAPES[byte]
    return chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}"


def _compact(text: bytes) -> str:
    """A Python string literal without anything that a shell would take for its own."""
    return f'"{"".join(map(_python_escaped, text.decode("utf-8", "replace")))}"'


def _python_escaped(letter: str) -> str:
    if letter == "\n":
        return "\\n"
    if " " <= letter <= "~" and letter not in "\"'\\":
        return letter
    return f"\\U{ord(letter):08x}"
