"""Whole programs with planted faults, one at a time.

Each run has a process of its own, in which the program is compiled anew: there the tree may be spoilt.
"""

import ast
import builtins
import warnings

from .contrasting import PROBE, Probes, probing
from .mutants import REVERSED
from .sites import sites_of
from .switching import future_flags, put, rewritten, same_code, spots_of, turned


class FaultyProgram:
    """A program as a tree; `faults` are all that can be planted, each a site and a variant, in a fixed order."""

    def __init__(self, tree, path):
        self._tree = tree
        self._path = path
        self._flags = future_flags(tree)
        self._sites = sites_of(tree, whole=True)
        self.faults = [(site, variant) for site in self._sites for variant in site.choice.variants]

    def told(self):
        """`[function, line, text]` of each fault; code outside of functions has no name."""
        return [[site.function, site.line, variant.text] for site, variant in self.faults]

    def plain(self):
        """The code as it is written."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return compile(self._tree, self._path, "exec", flags=self._flags, dont_inherit=True)

    def planted(self, number, plain):
        """The code with a fault. None where it is the same as the plain code, or cannot be compiled."""
        site, variant = self.faults[number]
        operands = site.choice.operands(site.node) if site.choice.operands is not None else ()
        new = ast.fix_missing_locations(ast.copy_location(variant.make(*operands), site.node))
        put(*spots_of(self._tree)[id(site.node)], new)
        try:
            code = self.plain()
        except (SyntaxError, ValueError, TypeError):
            return None
        setattr(builtins, REVERSED, turned)
        return None if same_code(code, plain) else code

    def probed(self):
        """The code with a probe at every site, and the probes."""
        changes = {}
        for number, site in enumerate(self._sites):
            changes.setdefault(id(site.node), []).append((number, site))
        rewritten(self._tree, {key: probing(entries) for key, entries in changes.items()})
        probes = Probes(self.faults, self._sites)
        setattr(builtins, PROBE, probes.probe)
        return self.plain(), probes
