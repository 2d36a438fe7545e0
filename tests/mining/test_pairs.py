"""Files of pairs."""

from pathlib import Path

import pytest

from speedwright.mining.pairs import PairsError, read_pairs
from tests.mining.own_pairs import ROOT, SQUARE, write_pairs


def test_lines_become_pairs(tmp_path: Path) -> None:
    assert list(read_pairs([write_pairs(tmp_path / "pairs.jsonl", ROOT, SQUARE)])) == [ROOT, SQUARE]


def test_the_key_is_the_content(tmp_path: Path) -> None:
    assert ROOT.key != SQUARE.key
    (again,) = read_pairs([write_pairs(tmp_path / "pairs.jsonl", ROOT)])
    assert again.key == ROOT.key


@pytest.mark.parametrize(
    ("line", "message"),
    [("{", "no JSON"), ("[]", "expected an object"), ('{"slow": 1}', "slow: expected a text")],
)
def test_what_is_wrong_is_told_with_its_line(line: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "pairs.jsonl"
    file.write_text(f"\n{line}\n")

    with pytest.raises(PairsError, match=f"pairs.jsonl:2: .*{message}"):
        list(read_pairs([file]))
