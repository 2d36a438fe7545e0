"""The end of what a program prints."""

import os
import subprocess
import sys

from speedwright_server.lsp.printed import KEPT_BYTES, Printed


def printed_by(code: str) -> Printed:
    printed = Printed()
    with printed.listening() as output:
        subprocess.run([sys.executable, "-c", code], stdout=output, stderr=output, check=False)
    return printed


def test_both_streams_are_kept_in_order() -> None:
    printed = printed_by("import os; os.write(1, b'one\\n'); os.write(2, b'two\\n')")

    assert printed.text == "one\ntwo"
    assert printed.last_line == "two"


def test_nothing_is_nothing() -> None:
    assert printed_by("").text == ""
    assert Printed().last_line == ""


def test_the_end_is_whole_lines_and_tells_what_is_left_out() -> None:
    printed = printed_by("import sys; sys.stdout.writelines(f'{n:09}\\n' for n in range(100_000))")
    note, *lines = printed.text.splitlines()

    assert lines == [f"{number:09}" for number in range(100_000 - len(lines), 100_000)]
    assert KEPT_BYTES - 10 <= 10 * len(lines) <= KEPT_BYTES
    assert note == f"({1_000_000 - 10 * len(lines):,} bytes before this are left out)"


def test_what_has_no_lines_is_kept_as_it_is() -> None:
    printed = printed_by(f"print('x' * {KEPT_BYTES + 10}, end='')")

    assert printed.text == "(10 bytes before this are left out)\n" + "x" * KEPT_BYTES


def test_who_is_left_behind_is_not_waited_for_and_can_print_on() -> None:
    printed = Printed()
    with printed.listening() as output:
        left_behind = os.dup(output)
        os.write(left_behind, b"before\n")
    try:
        assert os.write(left_behind, b"after\n") == 6
    finally:
        os.close(left_behind)

    assert printed.text.startswith("before")
