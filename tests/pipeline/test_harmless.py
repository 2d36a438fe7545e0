"""Only functions that are seen to compute and do nothing else are verified without being asked for."""

from pathlib import Path

import pytest

from speedwright.pipeline.documents import open_source
from speedwright.pipeline.harmless import is_harmless

HARMLESS = {
    "plain": "def f(xs):\n    return [x for x in xs if x in xs]\n",
    "standard library": "import math\nfrom collections import Counter\ndef f(xs):\n    return Counter(xs)\n",
    "effects elsewhere": "def save(x):\n    open('a', 'w').write(x)\ndef f(xs):\n    return sorted(xs)[0]\n",
    "main guard": "def f(xs):\n    return xs\nif __name__ == '__main__':\n    import shop\n    open('a')\n",
    "import elsewhere": "def g():\n    import requests\ndef f(xs):\n    return xs\n",
}
HARMFUL = {
    "file": "def f(x):\n    open('a', 'w').write(x)\n",
    "through another": "def save(x):\n    open('a', 'w').write(x)\ndef f(x):\n    save(x)\n",
    "at import": "open('a', 'w')\ndef f(x):\n    return x\n",
    "no program": "if __name__ == '__main__':\n    pass\nelse:\n    open('a', 'w')\ndef f(x):\n    return x\n",
    "default in the line of the body": "def g(a=open('a', 'w')): return a\ndef f(x):\n    return x\n",
    "default": "def g(a=open('a', 'w')):\n    pass\ndef f(x):\n    return x\n",
    "process": "import subprocess\ndef f(x):\n    subprocess.run(x)\n",
    "environment": "import os\ndef f(x):\n    os.environ['a'] = x\n",
    "workspace module": "import shop\ndef f(x):\n    return shop.g(x)\n",
    "relative": "from . import shop\ndef f(x):\n    return x\n",
    "third party": "import requests\ndef f(x):\n    return x\n",
    "dynamic": "def g(x):\n    open(x)\ndef f(x):\n    return globals()['g'](x)\n",
    "broken": "def f(x):\n    return (\n",
    "decorated": "@atexit.register\ndef g():\n    open('a')\ndef f(x):\n    return x\n",
}


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS)
def test_what_only_computes_is_harmless(text: str) -> None:
    source = open_source(Path("a.py"), text)
    assert source is not None
    assert is_harmless(source, "f")


@pytest.mark.parametrize("text", HARMFUL.values(), ids=HARMFUL)
def test_what_reaches_outside_or_cannot_be_seen_is_not(text: str) -> None:
    source = open_source(Path("a.py"), text)
    assert source is not None
    assert not is_harmless(source, "f")


def test_other_languages_are_not() -> None:
    source = open_source(Path("a.js"), "function f(x) { return x; }\n")
    assert source is not None
    assert not is_harmless(source, "f")
