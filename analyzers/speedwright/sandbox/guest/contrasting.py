"""Probes at the sites for faults: which inputs reach them, and on which would a fault change a value?

A value is changed or not, whatever becomes of it afterwards. What never changes one cannot be noticed by anybody.
"""

import ast

from .atoms import WRITERS

PROBE = "__speedwright_probe__"
# Values that are told to the host, as many as these and no longer ones.
VALUES, VALUES_LENGTH = 8, 40


class Probes:
    """What the probes saw, per fault."""

    def __init__(self, faults, sites):
        self.case = 0
        self._sites = sites
        self._first = {}
        for number, (site, _) in enumerate(faults):
            self._first.setdefault(id(site), number)
        self._faults = faults
        self._reached = [[] for _ in faults]
        self._told = [[] for _ in faults]
        self._fits = [None] * len(faults)
        self._values = [{} for _ in faults]
        self._makers = {}

    def probe(self, number, *operands):
        """Notes that a site was reached, and for which of its variants the value would be another one."""
        site = self._sites[number]
        first = self._first[id(site)]
        faults = range(first, first + len(site.choice.variants))
        for fault in faults:
            _note(self._reached[fault], self.case)
        if site.choice.operands is None:
            for fault in faults:
                _note(self._told[fault], self.case)
            return operands[0] if operands else None
        return self._evaluated(site, number, first, operands)

    def _evaluated(self, site, number, first, operands):
        if number not in self._makers:
            choice = site.choice
            self._makers[number] = [
                _function(make, len(operands)) for make in [choice.original] + [each.make for each in choice.variants]
            ]
        original, *others = self._makers[number]
        value = original(*operands)
        _keep(self._values[first], operands)
        for fault, other in enumerate(others, first):
            if self._told[fault][-1:] != [self.case]:
                self._compare(fault, value, other, operands)
        return value

    def _compare(self, fault, value, other, operands):
        try:
            differs = _differs(value, other(*operands))
        except (TypeError, AttributeError):
            self._fits[fault] = self._fits[fault] or False
            return
        except Exception:
            differs = True
        self._fits[fault] = True
        if differs:
            self._told[fault].append(self.case)

    def reports(self):
        """Per fault: cases that reach it, those it changes a value on, whether it never fits the types, values."""
        entered = {}
        for (site, _), reached in zip(self._faults, self._reached):
            entered.setdefault(site.function, set()).update(reached)
        for fault, (site, _) in enumerate(self._faults):
            if site.role == "default":
                self._reached[fault] = self._told[fault] = sorted(entered[site.function])
        values = [list(self._values[self._first[id(site)]].values()) for site, _ in self._faults]
        names = ("reached", "told", "unfit", "values")
        unfit = [fits is False for fits in self._fits]
        return [dict(zip(names, each)) for each in zip(self._reached, self._told, unfit, values)]


def _keep(kept, operands):
    """Small values that were met at a site, as recipes: an input that holds one of them may tell two faults apart."""
    for operand in operands:
        if len(kept) < VALUES and _is_small(operand):
            kept.setdefault(repr(operand), WRITERS[type(operand)](operand))


def _is_small(operand):
    if type(operand) is int:
        # Python writes no integer of more than some thousand digits.
        return abs(operand) < 10**VALUES_LENGTH
    return type(operand) is float or (type(operand) is str and len(operand) <= VALUES_LENGTH)


def _note(cases, case):
    if cases[-1:] != [case]:
        cases.append(case)


def probing(entries):
    """The change of one node that has sites: what it was, seen by the probes."""

    def change(node):
        new, before = node, []
        # The site that takes the node apart comes first; the others see what it gives.
        for number, site in sorted(entries, key=lambda entry: entry[1].choice.operands is None):
            if site.role == "statement":
                before.append(ast.Expr(_probe_call(number)))
            elif site.role == "value":
                parts = site.choice.operands(node) if site.choice.operands is not None else [new]
                new = _probe_call(number, *parts)
        return [*before, new] if before else new

    return change


def _probe_call(number, *parts):
    return ast.Call(ast.Name(PROBE, ast.Load()), [ast.Constant(number), *parts], [])


def _function(make, count):
    """`make` as a function of its operands' values."""
    names = ["operand%d" % number for number in range(count)]
    body = make(*[ast.Name(name, ast.Load()) for name in names])
    parameters = ast.arguments([], [ast.arg(name) for name in names], None, [], [], None, [])
    tree = ast.fix_missing_locations(ast.Expression(ast.Lambda(parameters, body)))
    return eval(compile(tree, "<operator>", "eval"), {})


def _differs(value, other):
    if type(value) is not type(other):
        return True
    if isinstance(value, float):
        return value.hex() != other.hex()
    return not bool(value == other)
