"""What a pattern requires is never more than what it matches has, and its calls are where it matches."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from speedwright.languages.registry import grammar_of, language_named
from speedwright.skills.likeness import may_begin_at
from speedwright.skills.matcher import Matcher
from speedwright.skills.patterns import Requirement, patterns_of
from speedwright.skills.registry import load_library
from speedwright.skills.skill import Skill
from speedwright.syntax.kind_pairs import kind_pairs
from speedwright.syntax.node import Node, span_of
from speedwright.syntax.query import CompiledQuery
from speedwright.syntax.source_file import SourceFile
from speedwright.syntax.vocabulary import Vocabulary

_EITHER = "comparison_operator in|comparison_operator not in"
OPERATORS = [skill for skill in load_library().skills if skill.is_operator]


def needed(query: str) -> list[set[str]]:
    return [_texts(pattern.requirement) for pattern in patterns_of(query, "python")]


def _texts(requirement: Requirement) -> set[str]:
    return {text.decode() for text in requirement.texts} | {
        "|".join(sorted(name.decode() for name in names)) for names in requirement.names
    }


def anchors(query: str) -> list[tuple[set[str], int] | None]:
    found = (pattern.anchor for pattern in patterns_of(query, "python"))
    return [each and ({name.decode() for name in each.names}, each.depth) for each in found]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("(identifier) @slow", [set()]),
        ("(while_statement condition: (true)) @slow", [{"while"}]),
        ("(while_statement (for_statement)? @x) @slow", [{"while"}]),
        ("(while_statement (for_statement)* @x (lambda)) @slow", [{"while", "lambda"}]),
        ("(while_statement (for_statement)+ @x) @slow", [{"while", "for"}]),
        ("[(while_statement) (for_statement)] @slow", [set()]),
        ("(block [(while_statement) (for_statement)] @slow)", [set()]),
        ('(comparison_operator ["in" "not in"]) @slow', [set()]),
        ('(comparison_operator "not in") @slow', [{"not", "in"}]),
        ('((identifier) @slow (#eq? @slow "pop"))', [{"pop"}]),
        ('((block (identifier)? @x) @slow (#eq? @x "pop"))', [set()]),
        ('((block [(integer) @x (float)]) @slow (#eq? @x "0"))', [set()]),
        ('((identifier) @slow (#not-eq? @slow "pop"))', [set()]),
        ('((identifier) @slow (#match? @slow "pop"))', [{"pop"}]),
        ('((identifier) @slow (#match? @slow "^pop$"))', [{"pop"}]),
        ('((identifier) @slow (#match? @slow "pop|push"))', [set()]),
        ('((identifier) @slow (#match? @slow "pop."))', [set()]),
        ('((block (identifier)? @slow) @x (#match? @slow "pop"))', [set()]),
        ('((identifier) @slow (#any-of? @slow "pop" "push"))', [{"pop|push"}]),
        ('((integer) @slow (#eq? @slow "0"))', [{"0"}]),
        ('((block (assignment) @slow (#eq? @slow "a = 1")))', [{"a = 1"}]),
        ("((identifier) @slow @other (#eq? @slow @other))", [set()]),
        ('; (while_statement) @x\n(lambda) @slow ; "text"\n(call) @slow', [{"lambda"}, {"("}]),
        ("(call !arguments function: (attribute)) @slow", [{"(", "."}]),
    ],
)
def test_required_texts(query: str, expected: list[set[str]]):
    assert needed(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("(_) @slow", set()),
        ("(block (expression) @slow)", {" block"}),
        ("(lambda body: (call)) @slow", {" lambda", "lambda call"}),
        ("(lambda body: (_ (call)?) @x) @slow", {" lambda"}),
        ("(lambda body: (_ (call)+) @x) @slow", {" lambda", " call"}),
        ("(lambda body: [(call) (integer)]) @slow", {" lambda", "lambda call|lambda integer"}),
        ("(lambda body: [(call) (_)]) @slow", {" lambda"}),
        ("(lambda body: [(call (integer)) (float)]) @slow", {" lambda", "lambda call|lambda float"}),
        ('(comparison_operator ["in" "not in"]) @slow', {" comparison_operator", _EITHER}),
        ("(block ((lambda) . (call)) @x) @slow", {" block", "block lambda", "block call"}),
        ('((lambda) @slow (#eq? @slow "call"))', {" lambda"}),
        ("[(lambda) (call)] @slow", {" call| lambda"}),
        ("(ERROR (identifier)) @slow", {" identifier"}),
        ("(MISSING identifier) @slow", set()),
        ("(expression/identifier) @slow", set()),
        ("(call !arguments function: (attribute)) @slow", {" call", "call attribute"}),
    ],
)
def test_required_kinds(query: str, expected: set[str]):
    (pattern,) = patterns_of(query, "python")
    assert {"|".join(sorted(each)) for each in pattern.requirement.kinds} == expected


def test_what_stands_for_several_kinds_is_required_nowhere():
    python = language_named("python")
    assert python is not None
    grammar = grammar_of(python)
    names = {grammar.node_kind_for_id(number) for number in grammar.supertypes}
    for name in names:
        assert name is not None
        (pattern,) = patterns_of(f"({name}) @slow", "python")
        assert not pattern.requirement.kinds, name


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('((call function: (identifier) @f) @slow (#eq? @f "len"))', [({"len"}, 0)]),
        ('((call function: (identifier) @f) @slow (#any-of? @f "min" "max"))', [({"min", "max"}, 0)]),
        ('(call function: (identifier) @f (#eq? @f "len")) @slow', [({"len"}, 0)]),
        ('((call function: (attribute attribute: (identifier) @m)) @slow (#eq? @m "pop"))', [({"pop"}, 0)]),
        ('((call function: (_ attribute: (identifier) @m)) @slow (#eq? @m "pop"))', [({"pop"}, 0)]),
        ('((call function: [(_ attribute: (identifier) @m) (identifier) @m]) @slow (#eq? @m "s"))', [({"s"}, 0)]),
        ('((call function: [(_ attribute: (identifier) @m) (identifier) @f]) @slow (#eq? @m "s"))', [None]),
        ('((call function: [(identifier) (attribute)] @f) @slow (#eq? @f "len"))', [None]),
        ("((call function: (identifier) @f) @slow (#eq? @f @g))", [None]),
        ('((call function: (identifier) @f) @slow (#match? @f "len"))', [None]),
        ('((call function: (identifier) @f) @slow (#not-eq? @f "len"))', [None]),
        ('((call function: (attribute object: (identifier) @o)) @slow (#eq? @o "re"))', [None]),
        ('((subscript value: (_ function: (identifier) @f)) @slow (#eq? @f "list"))', [({"list"}, 1)]),
        ('((for_statement body: (_ . (_ (call function: (identifier) @f)))) @slow (#eq? @f "f"))', [({"f"}, 3)]),
        ('((block (call function: (identifier) @f)?) @slow (#eq? @f "len"))', [None]),
        ('((block [(call function: (identifier) @f) (lambda)]) @slow (#eq? @f "len"))', [None]),
        ('(((call function: (identifier) @f) . (call)) @slow (#eq? @f "len"))', [None]),
        ("(call) @slow\n(lambda) @slow", [None, None]),
    ],
)
def test_anchors(query: str, expected: list[tuple[set[str], int] | None]):
    assert anchors(query) == expected


def test_the_text_of_a_query_is_that_of_its_patterns():
    for skill in OPERATORS:
        assert "".join(pattern.text for pattern in skill.patterns).strip() in skill.query


@pytest.mark.parametrize("skill", OPERATORS, ids=lambda skill: skill.name)
def test_every_case_that_is_found_has_what_its_page_needs(skill: Skill):
    for case in skill.cases:
        vocabulary = Vocabulary(case.before.encode())
        assert not case.found or any(each.requirement.is_met_by(vocabulary) for each in skill.patterns)


ALL_CASES = "\n\n".join(case.before for skill in OPERATORS if skill.language == "python" for case in skill.cases)


def places(captures: object) -> list[tuple[str, tuple[tuple[int, int], ...]]]:
    assert isinstance(captures, dict)
    return sorted((name, tuple(map(span_of, nodes))) for name, nodes in captures.items() if any_node(nodes))


def any_node(nodes: tuple[Node, ...]) -> bool:
    return len(nodes) > 0


def test_all_pages_together_match_what_each_query_does_alone():
    source = SourceFile.parse(ALL_CASES.encode(), path=OPERATORS[0].path, language="python")
    python = language_named("python")
    assert python is not None
    skills = [skill for skill in OPERATORS if skill.language == "python"]
    alone = [
        (skill.name, places(captures))
        for skill in skills
        for _, captures in CompiledQuery(python, skill.query).matches(source)
    ]
    together = {(found.skill.name, str(places(found.captures))) for found in Matcher(skills).matches(source)}
    assert len(alone) > 500
    assert together == {(name, str(found)) for name, found in alone}


def test_files_that_were_seen_before_change_no_matches():
    skills = [skill for skill in OPERATORS if skill.language == "python"]
    warm = Matcher(skills)
    everything = SourceFile.parse(ALL_CASES.encode(), path=OPERATORS[0].path, language="python")
    assert list(warm.matches(everything))
    for skill in (each for each in skills if each.needs):
        code = "\n\n".join(case.before for case in skill.cases)
        without = "\n".join(
            line for line in code.split("\n") if not any(word in line for word in skill.needs.split())
        )
        for text in (code, without):
            source = SourceFile.parse(text.encode(), path=skill.path, language="python")
            found, expected = (
                [(each.skill.name, str(places(each.captures))) for each in matcher.matches(source)]
                for matcher in (warm, Matcher(skills))
            )
            assert sorted(found) == sorted(expected)


def test_what_is_not_compiled_for_a_file_matches_nothing_in_it():
    python = language_named("python")
    assert python is not None
    for skill in (each for each in OPERATORS if each.language == "python"):
        alone = CompiledQuery(python, skill.query)
        for case in skill.cases:
            source = SourceFile.parse(case.before.encode(), path=skill.path, language="python")
            assert kind_pairs(source) is not None
            named = not skill.needs or source.vocabulary.has_any(skill.needs.encode().split())
            expected = [str(places(captures)) for _, captures in alone.matches(source) if named]
            # As it was only asked for this file, it knows no more patterns than this one may need.
            assert {str(places(each.captures)) for each in Matcher([skill]).matches(source)} == set(expected)


@pytest.mark.parametrize(
    ("pattern", "code", "expected"),
    [
        ("(call (argument_list (lambda))) @slow", "f(x, lambda: 1)", True),
        ("(call (argument_list (lambda))) @slow", "f(g(lambda: 1))", False),
        ("(call (argument_list (lambda)?)) @slow", "f()", True),
        ("(call (argument_list [(lambda) (integer)])) @slow", "f(1)", True),
        ("(call (argument_list [(lambda) (integer)])) @slow", "f(x)", False),
        ("(call (argument_list ((integer) . (string)))) @slow", "f(1, '')", True),
        ("(call (argument_list ((integer) . (string)))) @slow", "f(1)", False),
        ('(call (argument_list [((integer) @x (#eq? @x "1")) (string)])) @slow', "f(1)", True),
        ("(call (argument_list [((integer) . (string)) (lambda)])) @slow", "f(1, '')", True),
        ("(call (argument_list (_) (expression))) @slow", "f(1)", True),
        ('((call function: (identifier) @f) @slow (#any-of? @f "g" "f"))', "f(1)", True),
        ('((call function: (identifier) @f) @slow (#eq? @f "g"))', "f(g)", False),
        ('((call (argument_list (_)? @x)) @slow (#eq? @x "g"))', "f(g)", True),
        ("(lambda) @slow", "f(1)", False),
    ],
)
def test_where_a_pattern_may_begin(pattern: str, code: str, expected: bool):
    source = SourceFile.parse(code.encode(), path=OPERATORS[0].path, language="python")
    assert may_begin_at(pattern, source.root.named_children[0].named_children[0]) is expected


def test_threads_that_need_the_same_patterns_find_the_same():
    skills = [skill for skill in OPERATORS if skill.language == "python"][:24]
    sources = [
        SourceFile.parse(case.before.encode(), path=skill.path, language="python")
        for skill in skills
        for case in skill.cases
    ]

    def found_by(matcher: Matcher, turn: int) -> list[list[str]]:
        # Each thread begins elsewhere.
        found = {
            at: sorted(f"{each.skill.name} {places(each.captures)}" for each in matcher.matches(sources[at]))
            for at in [*range(turn, len(sources)), *range(turn)]
        }
        return [found[at] for at in range(len(sources))]

    shared = Matcher(skills)
    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(lambda turn: found_by(shared, turn * 5), range(4)))
    assert results == [found_by(Matcher(skills), 0)] * 4
