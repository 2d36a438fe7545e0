"""Branch probes: each condition, loop, handler and case of the module reports where it went.

Probes stand in the syntax tree, so they work alike on every CPython and give the set of branches beforehand.
The instrumented module serves for coverage alone; behaviour and time are taken from the plain one.
"""

import ast
import builtins
import collections

BRANCH = "__speedwright_branch__"
LOOP = "__speedwright_loop__"


class Probes(ast.NodeTransformer):
    """Adds probes to one module's tree. `sites` lists (function, line, outcomes) by number.

    With `program`, the code outside of functions has probes, too: it counts as a function of that name.
    """

    def __init__(self, program=""):
        self.sites = []
        self._functions = [program] if program else []

    def transform(self, tree):
        """The tree with probes."""
        return ast.fix_missing_locations(self.visit(tree))

    def _site(self, node, outcomes):
        self.sites.append((".".join(self._functions), node.lineno, outcomes))
        return ast.Constant(len(self.sites) - 1)

    def _scope(self, node):
        self._functions.append(node.name)
        self.generic_visit(node)
        self._functions.pop()
        return node

    visit_ClassDef = _scope  # noqa: N815 - the name that ast.NodeVisitor calls

    def visit_FunctionDef(self, node):
        """Functions report their entry, so that untouched ones do not count."""
        self._functions.append(node.name)
        entry = self._mark(node)
        self.generic_visit(node)
        position = 1 if ast.get_docstring(node, clean=False) is not None else 0
        node.body.insert(position, entry)
        self._functions.pop()
        return node

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815

    def _mark(self, node):
        return ast.Expr(self._call(BRANCH, node, [True], ast.Constant(True)))

    def _call(self, name, node, outcomes, value):
        call = ast.Call(ast.Name(name, ast.Load()), [self._site(node, outcomes), value], [])
        return ast.copy_location(call, node)

    def _test(self, node):
        # A constant condition is not a branch, and neither is whether a program is one.
        self.generic_visit(node)
        if self._functions and not isinstance(node.test, ast.Constant) and not _asks_for_main(node.test):
            node.test = self._call(BRANCH, node, [True, False], node.test)
        return node

    visit_If = visit_While = visit_IfExp = _test  # noqa: N815

    def visit_comprehension(self, node):
        """The conditions of a comprehension."""
        self.generic_visit(node)
        if self._functions:
            node.ifs = [self._call(BRANCH, condition, [True, False], condition) for condition in node.ifs]
        return node

    def visit_For(self, node):
        """A loop goes into its body, and comes to the end of what it runs over."""
        self.generic_visit(node)
        if self._functions:
            node.iter = self._call(LOOP, node.iter, [True, False], node.iter)
        return node

    def visit_ExceptHandler(self, node):
        """Handlers report that they were entered."""
        self.generic_visit(node)
        if self._functions:
            node.body.insert(0, self._mark(node.body[0]))
        return node

    def visit_match_case(self, node):
        """Cases report that they were entered."""
        self.generic_visit(node)
        if self._functions:
            node.body.insert(0, self._mark(node.body[0]))
        return node


def _asks_for_main(test):
    return isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__"


class Hits:
    """What the probes saw: how often each (site, outcome) came up."""

    def __init__(self):
        self.counts = collections.Counter()

    def install(self):
        """Makes the probes' names known to every module."""
        setattr(builtins, BRANCH, self.branch)
        setattr(builtins, LOOP, self.loop)

    def taken(self):
        """`[[site, outcome, count], ...]` since the last time."""
        counts, self.counts = self.counts, collections.Counter()
        return [[site, outcome, count] for (site, outcome), count in sorted(counts.items())]

    def branch(self, site, value):
        """Notes the truth of a condition and passes it on."""
        outcome = bool(value)
        self.counts[site, outcome] += 1
        return outcome

    def loop(self, site, iterable):
        """Notes how often a loop had something to do, and whether it was left at its end."""
        for item in iterable:
            self.counts[site, True] += 1
            yield item
        self.counts[site, False] += 1
