"""What two versions show on one input: pairs of tiny functions that a lax comparison takes for the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from speedwright.model.evidence import Difference
from speedwright.model.recipe import Atom, Call, Case, Construct, Disturb, Items, Recipe, Reference, Step
from speedwright.model.work import Cancellation
from speedwright.sandbox.guest_handle import Guest, Sandboxed
from speedwright.sandbox.interpreter import find_interpreter
from speedwright.sandbox.isolation import LIMITS
from speedwright.sandbox.target import locate
from speedwright.verification.comparison import Discrepancy, compare, incomparable, kept_names
from speedwright.verification.relaxations import STRICT, relaxations_of

ANSWER = tuple[Discrepancy | None, dict, dict]


def judge(tmp_path: Path, original: str, candidate: str, *steps: Step, allowed: bool = False) -> ANSWER:
    """How two modules differ in `f` on one case, and both answers."""
    answers = []
    allowances = relaxations_of(original.encode(), "f") if allowed else STRICT
    path = tmp_path / "subject.py"
    path.write_text(original)
    for source in (original, candidate):
        sandboxed = Sandboxed(
            locate(path, tmp_path), source.encode(), "f", find_interpreter(tmp_path, ""), LIMITS, 1024, allowed
        )
        with Guest(sandboxed, 1, Cancellation()) as guest:
            answers += guest.observe([Case(steps or (call(3),), "test")], 2.0)
    return compare(*answers, allowances), *answers


def call(*values: object, manner: str = "") -> Call:
    return Call(tuple(map(recipe, values)), manner=manner)


def recipe(value: object) -> Recipe:
    if isinstance(value, list):
        return Items("list", tuple(map(recipe, value)))
    return value if isinstance(value, (Construct, Reference, Items)) else Atom(value)  # type: ignore[arg-type] # values


def given(behaviour: str) -> Construct:
    return Construct("guest:callable", (Atom(behaviour),))


def listed(*values: object, label: int) -> Items:
    return Items("list", tuple(map(recipe, values)), label)


F = "def f(x):\n    return "
GENERATOR = (
    "def f(x):\n    try:\n        for i in range(x):\n            yield i\n    finally:\n        print('{}')\n"
)
STATE = "import {0}\n{1}\ndef f(x):\n    {2}\n    return x\n"
NUMPY = "import numpy as np\n"

# Original, candidate, the difference, and the steps where one call of `f(3)` does not show it.
DIFFERENT: dict[str, tuple] = {
    "the factory of a defaultdict": (
        "from collections import defaultdict\n" + F + "defaultdict(int, a=x)\n",
        "from collections import defaultdict\n" + F + "defaultdict(list, a=x)\n",
        Difference.VALUE,
    ),
    "a subclass of int": (
        "class Age(int):\n    pass\n" + F + "Age(x)\n",
        "class Age(int):\n    pass\n" + F + "int(x)\n",
        Difference.TYPE,
    ),
    "an attribute of a subclass of str": (
        "class Tag(str):\n    pass\ndef f(x):\n    t = Tag('a')\n    t.of = x\n    return t\n",
        "class Tag(str):\n    pass\ndef f(x):\n    t = Tag('a')\n    t.of = x + 1\n    return t\n",
        Difference.VALUE,
    ),
    "a repr that lies": (
        "class A(int):\n    def __repr__(self):\n        return 'A'\n" + F + "A(x)\n",
        "class A(int):\n    def __repr__(self):\n        return 'A'\n" + F + "A(x + 1)\n",
        Difference.VALUE,
    ),
    "an equality that lies": (
        "class A:\n    def __init__(s, v):\n        s.v = v\n    def __eq__(s, o):\n        return True\n"
        + F
        + "A(x)\n",
        "class A:\n    def __init__(s, v):\n        s.v = v\n    def __eq__(s, o):\n        return True\n"
        + F
        + "A(x + 1)\n",
        Difference.VALUE,
    ),
    "a private slot": (
        "class A:\n    __slots__ = ('__v',)\n    def __init__(s, v):\n        s.__v = v\n" + F + "A(x)\n",
        "class A:\n    __slots__ = ('__v',)\n    def __init__(s, v):\n        s.__v = v\n" + F + "A(x + 1)\n",
        Difference.VALUE,
    ),
    "the bound of a deque's subclass": (
        "from collections import deque\nclass D(deque):\n    pass\n" + F + "D([x], 3)\n",
        "from collections import deque\n" + F + "deque([x], 3)\n",
        Difference.TYPE,
    ),
    "the content of a stream": (
        "import io\n" + F + "io.StringIO('a' * x)\n",
        "import io\n" + F + "io.StringIO('b' * x)\n",
        Difference.VALUE,
    ),
    "the referent of a weak reference": (
        "import weakref\nclass A:\n    pass\nKEPT = [A(), A()]\nKEPT[0].n = 1\nKEPT[1].n = 2\n"
        + F
        + "weakref.ref(KEPT[0])\n",
        "import weakref\nclass A:\n    pass\nKEPT = [A(), A()]\nKEPT[0].n = 1\nKEPT[1].n = 2\n"
        + F
        + "weakref.ref(KEPT[1])\n",
        Difference.VALUE,
    ),
    "what a partial holds": (
        "from functools import partial\n" + F + "partial(max, x)\n",
        "from functools import partial\n" + F + "partial(max, x + 1)\n",
        Difference.VALUE,
    ),
    "a view instead of a list": (F + "list({x: 1})\n", F + "{x: 1}.keys()\n", Difference.TYPE),
    "a proxy's content": (
        "import types\n" + F + "types.MappingProxyType({'a': x})\n",
        "import types\n" + F + "types.MappingProxyType({'a': -x})\n",
        Difference.VALUE,
    ),
    "groups of a match": (
        "import re\n" + F + "re.match('(a)(b)?', 'ab')\n",
        "import re\n" + F + "re.match('(a)b', 'ab')\n",
        Difference.VALUE,
    ),
    "surrogates": (F + "'\\ud800'\n", F + "'\\udfff'\n", Difference.VALUE),
    "a time zone": (
        "import datetime as d\n" + F + "d.datetime(2024, 1, 1, tzinfo=d.timezone.utc)\n",
        "import datetime as d\n" + F + "d.datetime(2024, 1, 1)\n",
        Difference.VALUE,
    ),
    "a memory order": (
        NUMPY + F + "np.zeros((2, x))\n",
        NUMPY + F + "np.zeros((2, x), order='F')\n",
        Difference.VALUE,
    ),
    "a dtype": (NUMPY + F + "np.array([x])\n", NUMPY + F + "np.array([x], dtype='int32')\n", Difference.VALUE),
    "-0.0 in an array": (NUMPY + F + "np.array([0.0])\n", NUMPY + F + "np.array([-0.0])\n", Difference.VALUE),
    "objects in an array": (
        NUMPY + F + "np.array([1, 'a'], dtype=object)\n",
        NUMPY + F + "np.array([True, 'a'], dtype=object)\n",
        Difference.TYPE,
    ),
    "a view of an argument's memory": (
        NUMPY + "def f(x):\n    a = np.arange(x)\n    return a, a[1:]\n",
        NUMPY + "def f(x):\n    a = np.arange(x)\n    return a, a[1:].copy()\n",
        Difference.ALIASING,
    ),
    "an attribute of an own exception": (
        "class E(Exception):\n    pass\ndef f(x):\n    e = E('a')\n    e.code = x\n    raise e\n",
        "class E(Exception):\n    pass\ndef f(x):\n    e = E('a')\n    e.code = -x\n    raise e\n",
        Difference.EXCEPTION,
    ),
    "what an exception was made of": (
        "def f(x):\n    raise ValueError(x)\n",
        "def f(x):\n    raise ValueError(str(x))\n",
        Difference.EXCEPTION,
    ),
    "the cause of an exception": (
        "def f(x):\n    try:\n        1 / 0\n    except Exception as e:\n        raise ValueError('a') from e\n",
        "def f(x):\n    try:\n        1 / 0\n    except Exception as e:\n        raise ValueError('a') from None\n",
        Difference.EXCEPTION,
    ),
    "the status of an exit": (
        "import sys\ndef f(x):\n    sys.exit(1)\n",
        "import sys\ndef f(x):\n    sys.exit(2)\n",
        Difference.EXCEPTION,
    ),
    "an own exception that is no Exception": (
        "class Stop(BaseException):\n    pass\ndef f(x):\n    raise Stop('a')\n",
        "class Stop(BaseException):\n    pass\ndef f(x):\n    raise Stop('b')\n",
        Difference.EXCEPTION,
    ),
    "an object that the module holds": (
        "TABLE = {'a': 1}\n" + F + "dict(TABLE)\n",
        "TABLE = {'a': 1}\n" + F + "TABLE\n",
        Difference.ALIASING,
    ),
    "a default that is handed out": (
        "def f(x, y=[]):\n    return list(y)\n",
        "def f(x, y=[]):\n    return y\n",
        Difference.ALIASING,
    ),
    "state that only the candidate changes": (
        "TABLE = {}\n" + F + "x\n",
        "TABLE = {}\ndef f(x):\n    TABLE[x] = 1\n    return x\n",
        Difference.STATE,
    ),
    "an attribute of an instance that the module holds": (
        "class A:\n    n = 0\nONE = A()\ndef f(x):\n    ONE.n = x\n    return x\n",
        "class A:\n    n = 0\nONE = A()\ndef f(x):\n    return x\n",
        Difference.STATE,
    ),
    "a counter of the module": (
        STATE.format("itertools", "IDS = itertools.count()", "next(IDS)"),
        STATE.format("itertools", "IDS = itertools.count()", "pass"),
        Difference.STATE,
    ),
    "an attribute of the function": (
        "def f(x):\n    f.calls += 1\n    return x\nf.calls = 0\n",
        "def f(x):\n    return x\nf.calls = 0\n",
        Difference.STATE,
    ),
    "a mutable default": (
        "def f(x, seen=[]):\n    seen.append(x)\n    return x\n",
        "def f(x, seen=[]):\n    return x\n",
        Difference.STATE,
    ),
    "a variable of a closure": (
        "def make():\n    n = 0\n    def f(x):\n        nonlocal n\n        n += x\n        return x\n    return f\n"
        "f = make()\n",
        "def make():\n    n = 0\n    def f(x):\n        n\n        return x\n    return f\nf = make()\n",
        Difference.STATE,
    ),
    "a default of a method": (
        "class A:\n    def m(self, seen=[]):\n        seen.append(1)\ndef f(x):\n    A().m()\n    return x\n",
        "class A:\n    def m(self, seen=[]):\n        seen.append(1)\ndef f(x):\n    return x\n",
        Difference.STATE,
    ),
    "the environment": (
        STATE.format("os", "", "os.environ['A'] = 'b'"),
        STATE.format("os", "", "pass"),
        Difference.EFFECTS,
    ),
    "the limit of recursion": (
        STATE.format("sys", "", "sys.setrecursionlimit(5000)"),
        STATE.format("sys", "", "pass"),
        Difference.STATE,
    ),
    "the decimal context": (
        STATE.format("decimal", "", "decimal.getcontext().prec = 7"),
        STATE.format("decimal", "", "pass"),
        Difference.STATE,
    ),
    "the umask, changed by the candidate": (
        STATE.format("os", "", "pass"),
        STATE.format("os", "", "os.umask(0o77)"),
        Difference.STATE,
    ),
    "the filters of warnings": (
        STATE.format("warnings", "", "warnings.simplefilter('ignore')"),
        STATE.format("warnings", "", "pass"),
        Difference.EFFECTS,
    ),
    "a log record with a traceback": (
        "import logging\ndef f(x):\n    try:\n        1 / 0\n    except Exception:\n        logging.exception('a')\n",
        "import logging\ndef f(x):\n    try:\n        1 / 0\n    except Exception:\n        logging.error('a')\n",
        Difference.OUTPUT,
    ),
    "standard error before standard output": (
        "import sys\ndef f(x):\n    print('a')\n    sys.stderr.write('b')\n",
        "import sys\ndef f(x):\n    sys.stderr.write('b')\n    print('a')\n",
        Difference.OUTPUT,
    ),
    "what a callable is given": (
        "def f(g):\n    return g([1])\n",
        "def f(g):\n    return g((1,))\n",
        Difference.EFFECTS,
        call(given("none")),
    ),
    "content of a list at the time of the call": (
        "def f(g):\n    a = []\n    g(a)\n    a.append(1)\n    g(a)\n",
        "def f(g):\n    a = [1]\n    g(a)\n    g(a)\n",
        Difference.EFFECTS,
        call(given("none")),
    ),
    "one list for two calls": (
        "def f(g):\n    a = []\n    g(a)\n    g(a)\n",
        "def f(g):\n    g([])\n    g([])\n",
        Difference.EFFECTS,
        call(given("none")),
    ),
    "keywords of a callable": (
        "def f(g):\n    return g(k=1)\n",
        "def f(g):\n    return g(1)\n",
        Difference.EFFECTS,
        call(given("none")),
    ),
    "which of two callables": (
        "def f(g, h):\n    g(1)\n    h(1)\n",
        "def f(g, h):\n    h(1)\n    g(1)\n",
        Difference.EFFECTS,
        call(given("none"), given("none")),
    ),
    "a callable that fails at its second call": (
        "def f(g, out):\n    out.append(g(1))\n    out.append(g(2))\n",
        "def f(g, out):\n    out.extend([g(1), g(2)])\n",
        Difference.ARGUMENTS,
        call(given("fails later"), []),
    ),
    "a clean-up when the caller stops early": (
        GENERATOR.format("a"),
        "def f(x):\n    for i in range(x):\n        yield i\n    print('a')\n",
        Difference.OUTPUT,
        call(3, manner="take 1"),
    ),
    "when a generator prints": (
        "def f(x):\n    for i in range(x):\n        print(i)\n        yield i\n",
        "def f(x):\n    for i in range(x):\n        print(i)\n    for i in range(x):\n        yield i\n",
        Difference.LAZINESS,
    ),
    "how far an iterator is consumed": (
        "def f(it):\n    for v in it:\n        yield v\n",
        "def f(it):\n    yield from list(it)\n",
        Difference.LAZINESS,
        call(Construct("builtins:iter", (Items("list", (Atom(1), Atom(2))),))),
    ),
    "how much of an iterator is left": (
        "def f(it):\n    return next(it)\n",
        "def f(it):\n    return list(it)[0]\n",
        Difference.ARGUMENTS,
        call(Construct("builtins:iter", (Items("list", (Atom(1), Atom(2))),))),
    ),
    "what is sent to a generator": (
        "def f(x):\n    got = yield x\n    yield got\n",
        "def f(x):\n    yield x\n    yield None\n",
        Difference.TYPE,
        call(3, manner="send"),
    ),
    "what is thrown into a generator": (
        "def f(x):\n    try:\n        yield x\n    except ValueError:\n        yield -1\n",
        "def f(x):\n    yield x\n",
        Difference.EXCEPTION,
        call(3, manner="throw"),
    ),
    "an argument that changes while items are taken": (
        "def f(x):\n    for v in x:\n        yield v\n",
        "def f(x):\n    for v in list(x):\n        yield v\n",
        Difference.VALUE,
        call([1, 2], manner="change"),
    ),
    "what a generator returns": (
        "def f(x):\n    yield x\n    return 1\n",
        "def f(x):\n    yield x\n    return 2\n",
        Difference.VALUE,
    ),
    "a clean-up of an asynchronous generator": (
        "async def f(x):\n    try:\n        yield 1\n        yield 2\n    finally:\n        print('a')\n",
        "async def f(x):\n    yield 1\n    yield 2\n    print('a')\n",
        Difference.OUTPUT,
        call(3, manner="take 1"),
    ),
    "what an asynchronous function awaits": (
        "async def f(g):\n    return [await g(1), await g(2)]\n",
        "import asyncio\nasync def f(g):\n    b = await g(2)\n    return [await g(1), b]\n",
        Difference.EFFECTS,
        call(given("async identity")),
    ),
    "a generator that was made once": (
        "def f(x):\n    return (i for i in range(x))\n",
        "import functools\n@functools.lru_cache(None)\ndef f(x):\n    return (i for i in range(x))\n",
        Difference.VALUE,
        call(3),
        call(3),
    ),
    "a result that is kept": (
        "def f(x):\n    return [x]\n",
        "import functools\n@functools.lru_cache(None)\ndef f(x):\n    return [x]\n",
        Difference.ALIASING,
        call(3),
        call(3),
    ),
    "an earlier result that the caller changed": (
        "def f(x):\n    return [x]\n",
        "_K = {}\ndef f(x):\n    return list(_K[x]) if x in _K else _K.setdefault(x, [x])\n",
        Difference.VALUE,
        call(3),
        Disturb(0),
        call(3),
    ),
    "a number that is equal to a truth": (
        "def f(x):\n    return [type(x).__name__]\n",
        "_KEPT = {}\ndef f(x):\n    return list(_KEPT.setdefault(x, [type(x).__name__]))\n",
        Difference.VALUE,
        call(1),
        call(True),
    ),
    "an argument that stays with the function": (
        "def f(x):\n    return list(x)\n",
        "_LAST = []\ndef f(x):\n    _LAST[:] = [x]\n    return list(x) if len(x) < 2 else x\n",
        Difference.ALIASING,
        call(listed(1, 2, label=1)),
    ),
}


@pytest.mark.parametrize("name", DIFFERENT)
def test_what_differs_is_told(tmp_path: Path, name: str) -> None:
    original, candidate, expected, *steps = DIFFERENT[name]
    if "numpy" in original:
        pytest.importorskip("numpy")
    found, before, _ = judge(tmp_path, original, candidate, *steps)
    assert found is not None
    assert found.difference is expected, found
    assert found.original != found.candidate
    repeated, *_ = judge(tmp_path, original, original, *steps)
    assert repeated is None, "the original is what it is"
    assert not incomparable(before)


SAME: dict[str, tuple] = {
    "NaN made otherwise": (
        NUMPY + F + "np.array([np.nan, x])\n",
        NUMPY + F + "np.array([np.inf - np.inf, x]) * 1.0\n",
    ),
    "a set of objects": (
        "class A:\n    def __init__(s, v):\n        s.v = v\n" + F + "{A(i) for i in range(20)}\n",
        "class A:\n    def __init__(s, v):\n        s.v = v\n" + F + "{A(i) for i in reversed(range(20))}\n",
    ),
    "a lock and a logger": (
        "import threading, logging\n" + F + "[threading.Lock(), logging.getLogger('a'), x]\n",
        "import threading, logging\n" + F + "list((threading.Lock(), logging.getLogger('a'), x))\n",
    ),
    "a sentinel of the module": ("_NONE = object()\n" + F + "_NONE\n", "_NONE = object()\n" + F + "[_NONE][0]\n"),
    "an object that answers to every name": (
        "class A:\n    def __getattr__(s, n):\n        return 1\n" + F + "A()\n",
        "class A:\n    def __getattr__(s, n):\n        return 1\n" + F + "[A()][0]\n",
    ),
    "an object whose looks fail": (
        "class A:\n    def __init__(s):\n        s.v = 1\n    def __repr__(s):\n        1 / 0\n" + F + "A()\n",
        "class A:\n    def __init__(s):\n        s.v = 1\n    def __repr__(s):\n        1 / 0\n" + F + "A()\n",
    ),
    "a view of a dict": (F + "{x: 1}.values()\n", F + "dict([(x, 1)]).values()\n"),
    "a lambda with three parameters": (F + "lambda a, b, c: a\n", F + "lambda p, q, r: p\n"),
    "words that are names of limits": (
        F + "['large', 'more', 'deep'] * 3000\n",
        F + "['large', 'more', 'deep'] * 3000\n",
    ),
    "attributes that are names of limits": (
        "class A:\n    def __init__(s):\n        s.large = s.more = s.opaque = 1\n" + F + "A()\n",
        "class A:\n    def __init__(s):\n        s.large = s.more = s.opaque = 1\n" + F + "A()\n",
    ),
    "numbers without end": (
        "import itertools\n" + F + "[itertools.count(x)]\n",
        "import itertools\n" + F + "[itertools.count(x)]\n",
    ),
    "printing in one go": (
        "def f(x):\n    for i in range(x):\n        print(i)\n",
        "def f(x):\n    print('\\n'.join(map(str, range(x))))\n",
    ),
    "a private cache": (
        F + "x + 1\n",
        "_KEPT = {}\ndef f(x):\n    if x not in _KEPT:\n        _KEPT[x] = x + 1\n    return _KEPT[x]\n",
    ),
    "a memo in a default": (F + "x + 1\n", "def f(x, _kept={}):\n    _kept[x] = x + 1\n    return _kept[x]\n"),
    "random numbers that do not show": (
        "import random\n" + F + "sorted(random.sample(range(x), x))\n",
        "import random\n" + F + "list(range(x))\n",
    ),
    "arrays that own their memory or not": (
        NUMPY + F + "np.arange(x * 2)\n",
        NUMPY + F + "np.arange(x * 4)[: x * 2]\n",
    ),
    "a list changed in place instead of made anew": (
        "def f(x):\n    return sorted([3, 1, x])\n",
        "def f(x):\n    a = [3, 1, x]\n    a.sort()\n    return a\n",
    ),
    "a very deep list": (
        "def f(x):\n    a = []\n    for _ in range(900):\n        a = [a]\n    return a\n",
        "def f(x):\n    a = []\n    for _ in range(900):\n        a = list((a,))\n    return a\n",
    ),
    "a time zone of its own": (
        "import datetime as d\nclass Z(d.tzinfo):\n    def utcoffset(s, t):\n        return d.timedelta(hours=1)\n"
        + F
        + "d.datetime(2024, 1, 1, tzinfo=Z())\n",
    )
    * 2,
    "a weak key": ("import weakref\nclass A:\n    pass\nKEPT = A()\n" + F + "[weakref.ref(KEPT)]\n",) * 2,
    "a structure of C": ("import ctypes\n" + F + "ctypes.c_int(x)\n",) * 2,
    "a frozen data class with slots": (
        "from dataclasses import dataclass\n@dataclass(frozen=True, eq=False)\nclass P:\n    __slots__ = ('v',)\n"
        "    v: int\n" + F + "P(x)\n",
    )
    * 2,
}


@pytest.mark.parametrize("name", SAME)
def test_what_nobody_can_tell_apart_is_the_same(tmp_path: Path, name: str) -> None:
    original, candidate = SAME[name]
    if "numpy" in original:
        pytest.importorskip("numpy")
    found, before, _ = judge(tmp_path, original, candidate, call(3), call(3))
    assert found is None
    assert not incomparable(before), before["steps"][0]["result"]


CACHED = "import functools\n@functools.lru_cache(maxsize=None)\n" + F + "x\n"
METHOD = "    @functools.lru_cache(maxsize=8)\n    def m(s, x):\n        return x\nONE = A()\n"
KEPT: dict[str, tuple[str, set[str]]] = {
    "a dict of the module": ("_KEPT = {}\ndef f(x):\n    _KEPT[x] = x\n    return x\n", {"_KEPT"}),
    "functools.cache": (CACHED, {"f (a cache without bound)"}),
    "a bounded cache of a method": (
        "import functools\nclass A:\n" + METHOD + F + "ONE.m(x)\n",
        {"A.m (a cache of at most 8)"},
    ),
    "an attribute of the function": ("def f(x):\n    f.last = x\n    return x\n", {"f.last"}),
    "an attribute of the class": (
        "class A:\n    seen = 0\ndef f(x):\n    A.seen += 1\n    return x\n",
        {"A.seen"},
    ),
    "a default": ("def f(x, _kept={}):\n    _kept[x] = x\n    return x\n", {"f(_kept)"}),
    "nothing": (F + "x\n", set()),
}


@pytest.mark.parametrize("name", KEPT)
def test_state_that_is_kept_has_its_name(tmp_path: Path, name: str) -> None:
    source, expected = KEPT[name]
    _, before, after = judge(tmp_path, F + "x\n", source)
    assert kept_names(before, after) == expected
