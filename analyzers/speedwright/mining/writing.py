"""Clusters as pages: `SKILL.md` texts that say what was found, and where it comes from."""

from __future__ import annotations

import hashlib
import json
import keyword
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from speedwright.mining.clusters import Cluster, Member
from speedwright.mining.generalising import NAME, Shape, is_hole
from speedwright.mining.guarding import guard_lines
from speedwright.mining.queries import SLOW, query_of
from speedwright.mining.rewriting import steps
from speedwright.mining.terms import Term, walk
from speedwright.mining.wording import Words, words_for

MOST_CASES = 3


@dataclass(frozen=True, slots=True)
class Draft:
    """A page that was not tried yet: its name and text, without the case blocks that come last."""

    name: str
    text: str

    @property
    def path(self) -> Path:
        """Where the page stands in a folder of pages."""
        return Path(self.name, "SKILL.md")


def draft_of(cluster: Cluster, cases: str) -> Draft:
    """The page of a cluster with these cases."""
    shape, first = cluster.shape, cluster.members[0]
    names = hole_names(shape, first)
    query = query_of(shape.before, names)
    words = words_for(cluster)
    name = f"{words.slug}-{hashlib.sha256(shape.key.encode()).hexdigest()[:6]}"
    sections = {
        "Why it is slow": f"{words.reason}\n\n{_found(cluster)}",
        "When not to use it": words.doubt,
        "Match": f"```query\n{query.text}\n```",
        "Guards": guard_lines(shape, query, names),
        "Rewrite": steps(shape, query, names, first.hunk.version),
        "Cases": cases,
    }
    body = "\n\n".join(f"## {title}\n\n{text}".rstrip() for title, text in sections.items())
    return Draft(name, f"{_front_matter(name, words, cluster.support)}# {words.heading}\n\n{body}\n")


def hole_names(shape: Shape, member: Member) -> Mapping[str, str]:
    """What the holes are called on the page: as the variable is in the member shown, or for what stands there."""
    taken = {SLOW}
    names: dict[str, str] = {}
    texts = {False: member.hunk.slow.encode(), True: member.hunk.version.encode()}
    for is_after, terms in ((False, shape.before), (True, shape.after)):
        for hole in (each for term in terms for each in walk(term) if is_hole(each) and each.text not in names):
            name = _unlike(_name(hole, texts[is_after][hole.start : hole.end].decode()), taken)
            taken.add(name)
            names[hole.text] = name
    return names


def _name(hole: Term, text: str) -> str:
    if hole.kind == NAME and not text.startswith("_"):
        return text
    if hole.kind.startswith("?") and hole.kind not in ("?expression", NAME):
        return {"?block": "body", "?argument_list": "arguments"}[hole.kind]
    return "value" if hole.kind != NAME else "name"


def _unlike(name: str, taken: set[str]) -> str:
    base = re.sub(r"\W", "", name) or "value"
    base = f"{base}_" if keyword.iskeyword(base) else base
    number, found = 2, base
    while found in taken or found.startswith(("then-", "word-")):
        found, number = f"{base}{number}", number + 1
    return found


def _found(cluster: Cluster) -> str:
    problems = "1 problem" if cluster.support == 1 else f"{cluster.support} problems"
    return (
        f"Mined from faster versions of {problems}: alone it made them {cluster.gain:.2f} times as fast (median), "
        f"which is {cluster.share:.0%} of the whole speedup there."
    )


def _front_matter(name: str, words: Words, support: int) -> str:
    lines = ["---", f"name: {name}", f"description: {json.dumps(words.description)}", "metadata:"]
    values = {
        "kind": "operator",
        "language": "python",
        "mechanism": words.mechanism,
        "from": words.before,
        "to": words.after,
        "severity": "information",
        "message": json.dumps(words.message),
        "title": json.dumps(words.title),
        "mined": "true",
        "support": str(support),
    }
    lines += [f"  {key}: {value}" for key, value in values.items()]
    return "\n".join([*lines, "---", ""])
