"""A cluster's page with cases that hold: what the page finds and writes is what the pairs show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from speedwright.mining.clusters import Cluster, Member
from speedwright.mining.normalising import NotMinable, plain
from speedwright.mining.sites import import_statements
from speedwright.mining.terms import Term, term_of
from speedwright.mining.writing import MOST_CASES, Draft, draft_of
from speedwright.skills.cases import rewritten, run_cases
from speedwright.skills.matcher import Matcher
from speedwright.skills.matching import MatchProblem, found_in
from speedwright.skills.page import PageError, parse_page
from speedwright.skills.reading import skill_of
from speedwright.skills.skill import Skill
from speedwright.skills.vetting import vet
from speedwright.syntax.query import QueryTextError
from speedwright.syntax.source_file import SourceFile

_PLACEHOLDER = "```before\npass\n```\n\n```after\npass\n```"


class Refused(Exception):
    """Why a cluster gives no page, as a sentence."""


@dataclass(frozen=True, slots=True, eq=False)
class Proved:
    """A page whose cases hold. `shown` are the members that are cases: the page's rewrite makes their versions."""

    cluster: Cluster
    draft: Draft
    skill: Skill
    shown: tuple[Member, ...]


def proved(cluster: Cluster) -> Proved:
    """The page of a cluster. Raises Refused where its own examples speak against it."""
    skill = _read(draft_of(cluster, _PLACEHOLDER))
    shown = tuple(_shown(skill, cluster))
    if not shown:
        raise Refused("the page does not make of its own examples what they became")
    draft = draft_of(Cluster(cluster.shape, cluster.members), _cases(skill, shown))
    skill = _read(draft)
    try:
        refusal = vet(skill)
        failures = run_cases(skill)
    except (QueryTextError, PageError) as error:
        raise Refused(str(error)) from error
    if refusal is not None or failures:
        raise Refused(refusal or failures[0].message)
    return Proved(cluster, draft, skill, shown)


def faster(page: Proved, member: Member) -> str:
    """The slow module of a member as the page rewrites it."""
    return rewritten(page.skill, member.hunk.slow)


def slow_example(member: Member) -> str:
    """The slow function of a member as a module of its own."""
    return _alone(member.hunk.slow, member.site.function.start, member.site.function.end)


def _read(draft: Draft) -> Skill:
    try:
        skill = skill_of(parse_page(draft.path, draft.text))
        _ = skill.rules
    except PageError as error:
        raise Refused(error.message) from error
    return skill


def _shown(skill: Skill, cluster: Cluster) -> Iterator[Member]:
    """Members of different problems, of whom the page's rewrite makes their version, or more than that."""
    problems: set[str] = set()
    for member in cluster.members:
        if member.hunk.problem not in problems and _makes_it(skill, member):
            problems.add(member.hunk.problem)
            yield member
            if len(problems) == MOST_CASES:
                return


def _makes_it(skill: Skill, member: Member) -> bool:
    before = slow_example(member)
    after = _rewritten(skill, before)
    if after == before or _rewritten(skill, after) != after:
        return False
    return _function_key(after, member) == _function_key(member.hunk.version, member) or _finds_more(skill, before)


def _finds_more(skill: Skill, text: str) -> bool:
    """Whether the page finds several places, where the hunk was one of them: what it makes of all is verified."""
    source = SourceFile.parse(text.encode(), skill.path, skill.language)
    return sum(not isinstance(each, MatchProblem) for each in found_in(source, Matcher((skill,)))) > 1


def _rewritten(skill: Skill, text: str) -> str:
    try:
        return rewritten(skill, text)
    except (ValueError, QueryTextError) as error:
        raise Refused(f"its query or rewrite fails: {error}") from error


def _function_key(text: str, member: Member) -> str:
    """The function's key in another version of the module, in normal form: a rewrite may add parentheses."""
    try:
        text = plain(text)
    except NotMinable:
        return ""
    name = bound_name(member.site.function)
    return next((each.key for each in _functions(term_of(text)) if bound_name(each) == name), "")


def bound_name(function: Term) -> str:
    """What a function is called."""
    return next(child.text for child in function.children if child.field == "name")


def _functions(term: Term) -> Iterator[Term]:
    if term.kind == "function_definition":
        yield term
    for child in term.children:
        yield from _functions(child)


def _alone(text: str, start: int, end: int) -> str:
    content = text.encode()
    column = start - (content.rfind(b"\n", 0, start) + 1)
    function = (
        content[start:end].decode().replace(f"\n{' ' * column}", "\n") if column else content[start:end].decode()
    )
    imports = [each for each in import_statements(text) if each.split()[-1] in function]
    return "\n".join([*imports, *([""] if imports else []), function]) + "\n"


def _cases(skill: Skill, shown: tuple[Member, ...]) -> str:
    blocks: list[str] = []
    for member in shown:
        before = slow_example(member)
        blocks += [_block("before", before), _block("after", rewritten(skill, before))]
    first = slow_example(shown[0])
    blocks.append(_block("unchanged (this is how it is written then)", rewritten(skill, first)))
    blocks += [_block(f"unchanged ({why})", text) for why, text in _others(skill, first)]
    return "\n\n".join(blocks)


def _others(skill: Skill, text: str) -> Iterator[tuple[str, str]]:
    """The first example with a word that means something else there."""
    for guard in skill.guards:
        if guard.name == "free-name":
            name = guard.texts[0]
            changed = f"{text}\n\ndef {name}(*anything):\n    return anything\n"
            yield f"`{name}` is a function of this file", changed
            return


def _block(info: str, text: str) -> str:
    return f"```{info}\n{text.strip()}\n```"
