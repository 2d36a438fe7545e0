"""Which hunks belong together.

The criterion: their least general shape can be written as a rewrite (all that stands in the faster code alone are
names of its own), has at most `MOST_HOLES` holes that are no names, and keeps at least `KEPT` of the named nodes of
the smallest of them. Greedy, the most frequent shapes first; only sites of the same kinds of nodes are compared.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from speedwright.mining.clusters import Cluster, Member
from speedwright.mining.generalising import NAME, Shape, shape_of
from speedwright.mining.hunks import Hunk
from speedwright.mining.sites import Site, sites

# Of a pattern: with more parts that may be anything it says little.
MOST_HOLES = 4
# The share of the slow side that has to remain when hunks are made one.
KEPT = 0.6
# Named nodes that are no holes: a pattern with fewer matches everywhere.
LEAST_FIRM = 3
# Named nodes of a slow side: what is larger is one function's own way, not a pattern.
LARGEST = 120
# The part of a hunk's log gain at which a smaller one inside it tells the story alone.
NEARLY_ALL = 0.9
# No code by themselves, but parts of some: a pattern begins at what is around them.
_PARTS = frozenset({
    "argument_list", "elif_clause", "else_clause", "for_in_clause", "if_clause", "keyword_argument",
    "lambda_parameters", "parameters", "pattern_list", "tuple_pattern",
})  # fmt: skip


def clusters(hunks: Iterable[Hunk], least_support: int) -> tuple[Cluster, ...]:
    """Clusters of hunks that pay, the weightiest first; each hunk is in one of them at the most."""
    buckets: dict[tuple[object, ...], dict[str, list[Member]]] = defaultdict(lambda: defaultdict(list))
    for members in _least({hunk: _members(hunk) for hunk in hunks if hunk.pays}):
        for member, shape in members:
            buckets[_kinds(member.site)][shape.key].append(member)
    found = [cluster for bucket in buckets.values() for cluster in _merged(list(bucket.values()))]
    return _chosen(found, least_support)


def _members(hunk: Hunk) -> list[tuple[Member, Shape]]:
    """The sites of a hunk that can be written as rewrites, with the shape that each has by itself."""
    usable = (site for site in sites(hunk) if site.size <= LARGEST and site.before[0].kind not in _PARTS)
    shapes = ((site, shape_of((site,))) for site in usable)
    return [(Member(hunk, site), shape) for site, shape in shapes if shape is not None and _is_telling(shape)]


def _least(hunks: Mapping[Hunk, list[tuple[Member, Shape]]]) -> Iterator[list[tuple[Member, Shape]]]:
    """Those of each hunk, but for hunks of which a part that can be written gains as much."""
    by_pair: dict[str, list[Hunk]] = defaultdict(list)
    for hunk, members in hunks.items():
        if members:
            by_pair[hunk.pair].append(hunk)
    for own in by_pair.values():
        for hunk in own:
            least = NEARLY_ALL * math.log(hunk.ratio)
            if not any(set(each.edits) < set(hunk.edits) and math.log(each.ratio) >= least for each in own):
                yield hunks[hunk]


def _kinds(site: Site) -> tuple[object, ...]:
    return tuple(each.kind for each in site.before), tuple(each.kind for each in site.after)


def _is_telling(shape: Shape) -> bool:
    return shape.firm >= LEAST_FIRM and sum(hole.kind != NAME for hole in shape.holes) <= MOST_HOLES


def _merged(groups: list[list[Member]]) -> list[Cluster]:
    """Members of equal shape, and what comes of merging others into each as long as the criterion holds."""
    groups.sort(key=lambda members: -len({each.hunk.problem for each in members}))
    clusters: list[Cluster] = []
    for members in groups:
        own = _cluster(members)
        if own is not None:
            clusters.append(own)
    return [_grown(cluster, clusters) for cluster in clusters] + clusters


def _grown(cluster: Cluster, others: Sequence[Cluster]) -> Cluster:
    for other in others:
        if other is not cluster:
            wider = _cluster([*cluster.members, *other.members])
            if wider is not None and wider.shape.firm >= KEPT * min(cluster.shape.firm, other.shape.firm):
                cluster = wider
    return cluster


def _cluster(members: Sequence[Member]) -> Cluster | None:
    shape = shape_of(tuple(member.site for member in members))
    return Cluster(shape, tuple(members)) if shape is not None and _is_telling(shape) else None


def _chosen(found: list[Cluster], least_support: int) -> tuple[Cluster, ...]:
    """The best cluster, then the best of what its members are not in, and so on."""
    waiting = sorted(found, key=_rank, reverse=True)
    taken: set[tuple[str, str]] = set()
    chosen: list[Cluster] = []
    while waiting:
        best, *waiting = waiting
        left = tuple(each for each in best.members if (each.hunk.pair, each.hunk.version) not in taken)
        if len(left) < len(best.members):
            smaller = _cluster(left) if left else None
            if smaller is not None:
                waiting = sorted([*waiting, smaller], key=_rank, reverse=True)
        elif best.support >= least_support:
            chosen.append(best if best.support > 1 else _verbatim(best))
            taken |= {(each.hunk.pair, each.hunk.version) for each in best.members}
    return tuple(chosen)


def _verbatim(cluster: Cluster) -> Cluster:
    """What one problem alone shows may hold for what it shows only: nothing but names becomes a hole."""
    shape = shape_of(tuple(member.site for member in cluster.members), verbatim=True)
    return cluster if shape is None else Cluster(shape, cluster.members)


def _rank(cluster: Cluster) -> tuple[float, ...]:
    """Support, gain, and then the smaller pattern: what is around it says where it stood, not what it is."""
    return cluster.support, round(cluster.weight, 6), -cluster.members[0].site.size
