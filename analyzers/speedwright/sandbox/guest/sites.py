"""Where in a module faults can be planted: the sites of its functions, always in the same order."""

import ast
import collections

from .mutants import bounds, expression_variants, negated, reversed_order, statement_variants

# `home` is the outermost function with its classes around it, outermost first: what has to be compiled again.
# `role` says what is replaced: the node itself (`value`, `statement`) or a literal default of the function `node`.
Site = collections.namedtuple("Site", "node role function home line choice")
_TESTED = (ast.If, ast.While, ast.IfExp)
_COLLECTING = ("append", "extend", "insert", "add", "write")


def sites_of(tree, whole=False):
    """All sites in the functions of a module's tree; of a `whole` program in the code outside of them, too.

    There nothing was evaluated before: a site has no `home`, and a default is a value like others.
    """
    finder = _Finder(_bound_names(tree), depth=1 if whole else 0)
    finder.visit(tree)
    return finder.sites


def _bound_names(tree):
    """Every name that the module binds anywhere: a builtin among them is not trusted to be one."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found.add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.alias):
            found.add((node.asname or node.name).partition(".")[0])
    return found


class _Finder(ast.NodeVisitor):
    def __init__(self, names, depth):
        self.sites = []
        self._names = names
        self._scopes = []
        self._home = []
        self._last = None
        self._depth = depth

    def _add(self, node, role, choice):
        if choice is not None and choice.variants and self._depth:
            self.sites.append(Site(node, role, ".".join(self._scopes), tuple(self._home), node.lineno, choice))

    def generic_visit(self, node):
        """Statements and expressions: the node's own operators, then its parts."""
        if isinstance(node, ast.stmt):
            self._add(node, "statement", statement_variants(node, node is self._last))
        elif isinstance(node, ast.expr):
            self._add(node, "value", expression_variants(node, self._names))
        if isinstance(node, _TESTED):
            self._add(node.test, "value", negated(node.test))
        super().generic_visit(node)

    def visit_ClassDef(self, node):
        """Classes count as a part of their functions' names."""
        self._scopes.append(node.name)
        if not self._depth:
            self._home.append(node)
        for each in node.body:
            self.visit(each)
        if not self._depth:
            self._home.pop()
        self._scopes.pop()

    def visit_FunctionDef(self, node):
        """Bodies and literal defaults; neither decorators nor annotations, which run when the module is imported."""
        outer = self._last
        self._scopes.append(node.name)
        self._depth += 1
        if self._depth == 1:
            self._home.append(node)
        self._defaults(node)
        has_docstring = ast.get_docstring(node, clean=False) is not None
        self._last = node.body[-1]
        for each in node.body[1:] if has_docstring else node.body:
            self.visit(each)
        if self._depth == 1:
            self._home.pop()
        self._depth -= 1
        self._scopes.pop()
        self._last = outer

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815 - the name that ast.NodeVisitor calls

    def _defaults(self, node):
        for default in node.args.defaults + [each for each in node.args.kw_defaults if each is not None]:
            if isinstance(default, ast.Constant):
                self._add(
                    default, "default" if self._depth == 1 else "value", expression_variants(default, self._names)
                )

    def visit_Compare(self, node):
        """The comparison with its bounds; its other parts on their own. Not whether this is run as a program."""
        if isinstance(node.left, ast.Name) and node.left.id == "__name__":
            return
        self._add(node, "value", expression_variants(node, self._names))
        own = bounds(node)
        for each in [node.left, *node.comparators]:
            if not any(each is bound for bound in own):
                self.visit(each)

    def visit_Lambda(self, node):
        """The body; the defaults stay."""
        self.visit(node.body)

    def visit_AnnAssign(self, node):
        """The value; the annotation stays."""
        if node.value is not None:
            self.visit(node.value)

    def visit_Expr(self, node):
        """A text that stands for itself is a comment."""
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)

    def visit_JoinedStr(self, node):
        """What is put into the text, not how."""
        for each in node.values:
            if isinstance(each, ast.FormattedValue):
                self.visit(each.value)

    def visit_match_case(self, node):
        """Patterns stay as they are."""
        if node.guard is not None:
            self.visit(node.guard)
        for each in node.body:
            self.visit(each)

    def visit_Assert(self, node):
        """The condition; the message stays."""
        self.visit(node.test)

    def visit_comprehension(self, node):
        """The conditions, each inverted, and the parts."""
        for each in node.ifs:
            self._add(each, "value", negated(each))
        super().generic_visit(node)

    def visit_ListComp(self, node):
        """The order of a list is what it is made in."""
        self._add(node.generators[0].iter, "value", reversed_order(node.generators[0].iter))
        self.generic_visit(node)

    def visit_For(self, node):
        """The order matters to a loop that collects."""
        if any(_collects(each) for each in ast.walk(node)):
            self._add(node.iter, "value", reversed_order(node.iter))
        self.generic_visit(node)


def _collects(node):
    if isinstance(node, (ast.Yield, ast.YieldFrom)):
        return True
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _COLLECTING
