"""What makes start-up quick gives what the slow way gives."""

import hashlib
import re
import subprocess
import sys

import pytest

from speedwright.model.digests import blake2b, sha256
from speedwright.model.late_pattern import late_pattern


def test_hashes_are_those_of_the_library() -> None:
    assert sha256(b"text").hexdigest() == hashlib.sha256(b"text").hexdigest()
    assert blake2b(b"text", digest_size=20).hexdigest() == hashlib.blake2b(b"text", digest_size=20).hexdigest()


@pytest.mark.parametrize(("text", "flags", "subject"), [(r"b(c)?", 0, "abcd"), (r"B", re.I, "ab"), (r"^x", 0, "a")])
def test_late_patterns_find_what_patterns_find(text: str, flags: int, subject: str) -> None:
    late, pattern = late_pattern(text, flags), re.compile(text, flags)
    for _ in range(2):
        assert [each.span() for each in late.finditer(subject)] == [each.span() for each in pattern.finditer(subject)]
        assert late.sub("-", subject) == pattern.sub("-", subject)
    assert late.pattern == pattern.pattern


def test_late_patterns_read_bytes_and_tell_what_is_wrong() -> None:
    assert late_pattern(rb"\d").search(b"a1") is not None
    wrong = late_pattern("(")
    with pytest.raises(re.error):
        wrong.search("")


def test_a_check_loads_no_openssl(tmp_path: object) -> None:
    code = (
        "import sys; from speedwright_server.cli.main import main; main(['check', '--no-cache', sys.argv[1]]); "
        "print('hashlib' in sys.modules, 'platformdirs' in sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, __file__], capture_output=True, text=True, check=True, cwd=str(tmp_path)
    )
    assert done.stderr.split()[-2:] == ["False", "False" if sys.platform == "linux" else "True"]
