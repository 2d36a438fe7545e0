"""What the screening tells of a candidate, and what it leaves alone."""

from __future__ import annotations

import pytest

from speedwright.verification.screening.screen import screen, screen_program, sentence

ORIGINAL = """import math

LIMIT = 10


def helper(x):
    return math.floor(x)


def f(values):
    return [helper(value) for value in values]
"""

# The same name to Python, which reads it in its normal form.
WIDE = "".join(chr(ord(letter) + 0xFEE0) for letter in "eval")

REFUSED = {
    "an import": ("import os\n", "os.fork()"),
    "an import inside": ("", "import socket"),
    "an import by another name": ("import subprocess as math2\n", "pass"),
    "a name with two meanings": ("import math as m\nimport os as m\n", "m.fork()"),
    "a clock": ("from time import perf_counter as p\n", "p()"),
    "a clock of dates": ("import datetime\n", "datetime.datetime.now()"),
    "chance": ("import random\n", "random.random()"),
    "threads": ("from concurrent.futures import ThreadPoolExecutor\n", "ThreadPoolExecutor()"),
    "the end of the process": ("import atexit\n", "pass"),
    "a module in a module": ("import collections\n", "collections._sys.modules"),
    "a public module in a module": ("import dataclasses\n", "dataclasses.sys.modules"),
    "a private name": ("from functools import _make_key\n", "pass"),
    "a module as a value": ("import os\n", "x = os"),
    "parentheses": ("import os\n", "(os).fork()"),
    "exec": ("", "exec('1')"),
    "eval by another name": ("e = eval\n", "e('1')"),
    "eval in wide letters": ("", f"{WIDE}('1')"),
    "eval that seems bound": ("if LIMIT < 0:\n    eval = None\n", "eval('1')"),
    "open": ("", "open('x')"),
    "globals": ("", "globals()"),
    "code objects": ("", "helper.__code__"),
    "a dunder in a string": ("", "getattr(helper, '__globals__')"),
    "a computed name": ("", "getattr(helper, '__glo' + 'bals__')"),
    "attrgetter": ("import operator\n", "operator.attrgetter('__glo' + 'bals__')(helper)"),
    "subclasses": ("", "object.__subclasses__()"),
    "another class": ("", "values.__class__ = list"),
    "the names of a module": ("", "math.__dict__"),
    "vars of a function": ("", "vars(helper)"),
    "frames of generators": ("", "(x for x in values).gi_frame"),
    "frames of errors": ("", "Exception().__traceback__.tb_frame.f_back"),
    "a finaliser": ("class T:\n    def __del__(self):\n        pass\n", "T()"),
    "everything caught": ("", "try:\n        pass\n    except:\n        pass"),
    "the base of all caught": ("", "try:\n        pass\n    except BaseException:\n        pass"),
    "a counter": ("N = [0]\n", "N[0] += 1"),
    "a global counter": ("N = 0\n", "global N\n    N += 1"),
    "growth": ("SEEN = []\n", "SEEN.append(1)\n    if len(SEEN) > 9: return None"),
    "the first call": ("SEEN = {}\n", "if not SEEN: SEEN[1] = 1"),
    "a lasting iterator": ("TICK = iter(range(9))\n", "next(TICK, None)"),
    "a lasting generator": ("TICK = (x for x in range(9))\n", "pass"),
    "an endless counter": ("import itertools\nTICK = itertools.count()\n", "pass"),
    "an attribute of a function": ("", "helper.calls = 1"),
    "a default that changes": ("def g(x, seen=[]):\n    return seen\n", "g(1)"),
    "the guest": ("import _speedwright_guest.sampling as s\n", "s._dropped = None"),
    "the main program": ("import __main__\n", "pass"),
    "a module of a neighbour": ("from .sibling import os\n", "os.fork()"),
    "a module in a neighbour": ("from . import sibling\n", "sibling.os.fork()"),
    "a class that counts": ("class C:\n    n = 0\n    def m(self):\n        type(self).n += 1\n", "C()"),
    "a class that counts, too": ("class C:\n    n = 0\n    def m(self):\n        self.__class__.n += 1\n", "C()"),
    "a closure that counts": (
        "def make():\n    n = 0\n    def g(x):\n        nonlocal n\n        n += 1\n        return x\n    return g\n"
        "g = make()\n",
        "g(1)",
    ),
    "a decorator that counts": (
        "def d(f):\n    n = [0]\n    def g(x):\n        n[0] += 1\n        return f(x)\n    return g\n"
        "@d\ndef h(x):\n    return x\n",
        "h(1)",
    ),
    "another function by that name": ("def g(x):\n    return x\ng = sorted\n", "g([1])"),
    "identity": ("", "id(values)"),
    "files of numpy": ("import numpy as np\n", "np.load('x')"),
    "a library that reaches out": ("import psutil\n", "pass"),
    "an odd encoding": ("", "pass"),
    "a hidden line": ("", "pass  # nothing\rimport os"),
}  # fmt: skip

LEFT_ALONE = {
    "collections": ("from collections import Counter, deque\n", "Counter(values)"),
    "bisect and heapq": ("import bisect, heapq, itertools, functools, operator, re\n", "bisect.bisect(values, 1)"),
    "paths as text": ("import os.path\nfrom os.path import join\n", "os.path.splitext('a.b'), join('a', 'b')"),
    "standard input": ("import sys\n", "sys.stdin.readline(), sys.maxsize"),
    "numpy": ("import numpy as np\n", "np.cumsum(values)"),
    "a library nobody knows": ("import sortedcontainers\n", "sortedcontainers.SortedList(values)"),
    "a cache by value": ("CACHE = {}\n", "CACHE[1] = 2"),
    "lru_cache": ("import functools\n@functools.lru_cache(None)\ndef g(x):\n    return x\n", "g(1)"),
    "a table": ("TABLE = {1: 2}\nNAMES = frozenset(['a'])\n", "TABLE[1] in NAMES"),
    "a compiled pattern": ("import re\nPATTERN = re.compile('a')\n", "PATTERN.match('a')"),
    "methods of a class": ("class P:\n    def __eq__(self, other):\n        return True\n", "P()"),
    "attributes of an object": ("", "x = lambda: 0\n    values.__dict__"),
    "a local name": ("", "len2 = len(values)\n    LIMIT = []\n    while not LIMIT: LIMIT.append(len(LIMIT))"),
    "a local that is named so": ("", "id = 3\n    return id"),
    "getattr with a name": ("", "getattr(values, 'sort')"),
    "some errors caught": ("", "try:\n        pass\n    except (ValueError, KeyError):\n        pass"),
    "a private neighbour": ("from ._fast import quick\nfrom . import _slow\n", "quick(values), _slow.f(1)"),
    "a closure within a call": (
        "def g(x):\n    n = 0\n    def h():\n        nonlocal n\n        n += 1\n    h()\n    return n\n",
        "g(1)",
    ),
    "newer syntax": ("type Pair[T] = tuple[T, T]\n", "match values:\n        case [x]: pass"),
    "asyncio": ("import asyncio\n", "asyncio.gather()"),
}  # fmt: skip


def changed(top: str, line: str) -> bytes:
    return (top + ORIGINAL.replace("def f(values):\n", f"def f(values):\n    {line}\n")).encode()


@pytest.mark.parametrize("name", REFUSED)
def test_what_reaches_beyond_the_computation_is_told(name: str) -> None:
    candidate = changed(*REFUSED[name])
    if name == "an odd encoding":
        candidate = b"# coding: utf_7\n" + candidate
    assert screen(ORIGINAL.encode(), candidate), name


@pytest.mark.parametrize("name", LEFT_ALONE)
def test_ordinary_code_is_left_alone(name: str) -> None:
    assert screen(ORIGINAL.encode(), changed(*LEFT_ALONE[name])) == (), name


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_original_does_itself_is_its_users_affair(name: str) -> None:
    module = changed(*REFUSED[name])
    assert screen(module, module.replace(b"for value in values", b"for value in tuple(values)")) == ()


def test_another_use_in_another_function_counts() -> None:
    original = "import os\ndef g():\n    return os.getpid()\ndef f():\n    return 1\n"
    candidate = "import os\ndef g():\n    return 1\ndef f():\n    return os.getpid()\n"
    assert [sign.where for sign in screen(original.encode(), candidate.encode())] == ["f"]


def test_the_sentence_names_what_where_and_why() -> None:
    found = screen(ORIGINAL.encode(), changed("", "exec('1')"))
    assert sentence(found) == (
        "the candidate was not run, for what it adds: exec in line 11 (runs code that cannot be read here)"
    )


def test_broken_code_is_a_sign_and_not_an_error() -> None:
    assert "cannot be read" in sentence(screen(ORIGINAL.encode(), ORIGINAL.encode() + b"def g(:\n"))


@pytest.mark.parametrize(
    "text",
    [
        "import sys\ninput = sys.stdin.readline\nprint(input())\n",
        "import os, io\nprint(io.BytesIO(os.read(0, os.fstat(0).st_size)).readline())\n",
        "import sys, threading\nsys.setrecursionlimit(10**6)\nthreading.stack_size(2**26)\n"
        "def main():\n    pass\nthreading.Thread(target=main).start()\n",
        "COUNT = [0]\ndef step():\n    COUNT[0] += 1\nstep()\nprint(open(0).read())\n",
    ],
)
def test_programs_may_read_and_write_as_programs_do(text: str) -> None:
    assert screen_program(b"print(input())\n", text.encode()) == ()


@pytest.mark.parametrize("text", ["import socket\n", "import subprocess\n", "import os\nos.fork()\n", "eval('1')\n"])
def test_programs_may_not_reach_out_either(text: str) -> None:
    assert screen_program(b"print(input())\n", text.encode())
