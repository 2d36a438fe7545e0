"""Which expressions are known to be arrays, frames and columns."""

from pathlib import Path

import pytest

from speedwright.syntax.node import text_of, walk
from speedwright.syntax.python.libraries import library_type
from speedwright.syntax.source_file import SourceFile

HEAD = "import numpy as np\nimport pandas as pd\nfrom numpy.typing import NDArray\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("frame = pd.read_csv(path)", "DataFrame"),
        ("frame = pd.read_csv(path)\nframe = frame.dropna()", "DataFrame"),
        ("frame = pd.read_csv(path)\nframe = frame['x']", None),
        ("frame = pd.read_csv(path)['x']", "Series"),
        ("frame = pd.read_csv(path)[['x', 'y']]", "DataFrame"),
        ("frame = pd.read_csv(path)['x'] > 1", "Series"),
        ("frame = np.zeros(3) * 2", "ndarray"),
        ("frame = np.zeros(3)[1:]", "ndarray"),
        ("frame = np.zeros(3)[0]", None),
        ("frame = pd.Series(x).to_numpy()", "ndarray"),
        ("frame: 'pd.DataFrame | None' = load()", "DataFrame"),
        ("frame: NDArray[np.float64] = load()", "ndarray"),
        ("frame: list[pd.DataFrame] = load()", None),
        ("frame = load()", None),
        ("frame = np.zeros(3) if x else []", None),
        ("def load() -> pd.DataFrame: ...\nframe = load()", "DataFrame"),
        ("data = pd.read_csv(path)\nfor key, frame in data.groupby('x'): pass", "DataFrame"),
        ("np = other\nframe = np.zeros(3)", None),
    ],
)
def test_library_type(code: str, expected: str | None):
    source = SourceFile.parse(f"{HEAD}{code}\nframe\n".encode(), Path("module.py"))
    last = [each for each in walk(source.root) if each.type == "identifier" and text_of(each) == "frame"][-1]
    assert library_type(source, last) == expected
