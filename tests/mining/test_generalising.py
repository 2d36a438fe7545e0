"""What hunks have in common, and the pages that say so."""

from dataclasses import replace

import pytest

from speedwright.mining.clustering import clusters
from speedwright.mining.clusters import Cluster
from speedwright.mining.generalising import shape_of
from speedwright.mining.hunks import Hunk
from speedwright.mining.novelty import known_as
from speedwright.mining.proving import Refused, faster, proved
from speedwright.mining.sites import Site, sites
from speedwright.skills.cases import run_cases
from speedwright.skills.registry import load_library

PEAK = Hunk(
    pair="own/peak",
    problem="peak",
    entry_point="peak",
    slow="def peak(readings):\n    return max(sorted(readings))\n",
    version="def peak(readings):\n    return max(readings)\n",
    edits=(0,),
    same=True,
    reason="",
    ratio=12.0,
    share=1.0,
)
OLDEST = replace(
    PEAK,
    pair="own/oldest",
    problem="oldest",
    entry_point="oldest",
    slow="def oldest(ages):\n    best = max(sorted(ages))\n    return best + 1\n",
    version="def oldest(ages):\n    best = max(ages)\n    return best + 1\n",
    ratio=8.0,
)


def texts(site: Site, hunk: Hunk) -> tuple[str, str]:
    sides = (hunk.slow, site.before), (hunk.version, site.after)
    before, after = (" | ".join(text[each.start : each.end] for each in terms) for text, terms in sides)
    return before, after


def test_sites_go_from_the_edit_to_the_body() -> None:
    assert [texts(site, PEAK) for site in sites(PEAK)] == [
        ("sorted(readings)", "readings"),
        ("(sorted(readings))", "(readings)"),
        ("max(sorted(readings))", "max(readings)"),
        ("return max(sorted(readings))", "return max(readings)"),
    ]


def test_names_become_holes_and_words_stay() -> None:
    (_, _, peak, _), (_, _, oldest, *_) = sites(PEAK), sites(OLDEST)
    shape = shape_of((peak, oldest))

    assert shape is not None
    assert [hole.kind for hole in shape.holes] == ["?name"]
    assert "identifier:sorted" in shape.key


def test_what_the_slow_side_does_not_have_cannot_be_written() -> None:
    hunk = replace(PEAK, slow="def peak(a, b):\n    return len(a)\n", version="def peak(a, b):\n    return len(b)\n")

    assert all(shape_of((site,)) is None for site in sites(hunk))


def mined(*hunks: Hunk) -> Cluster:
    (cluster,) = clusters(hunks, 2)
    return cluster


def test_problems_that_share_a_pattern_make_one_page() -> None:
    cluster = mined(PEAK, OLDEST, replace(OLDEST, pair="own/oldest/again", ratio=9.0))
    page = proved(cluster)

    assert (cluster.support, cluster.gain) == (2, 9.0)
    assert (page.skill.mined, page.skill.support, page.skill.has_rewrite) == (True, 2, True)
    assert run_cases(page.skill) == ()
    assert [case.found for case in page.skill.cases].count(True) == 2
    assert {guard.name for guard in page.skill.guards} == {"builtin"}


def test_problems_that_share_none_make_none() -> None:
    other = replace(
        PEAK,
        problem="last",
        pair="own/last",
        slow="def last(xs):\n    return [x for x in xs][-1]\n",
        version="def last(xs):\n    return xs[-1]\n",
    )

    assert clusters((PEAK, other), 2) == ()


def test_what_does_not_pay_is_in_no_cluster() -> None:
    assert clusters((PEAK, replace(OLDEST, ratio=1.02)), 2) == ()
    assert clusters((PEAK, replace(OLDEST, same=False)), 2) == ()


def test_a_new_name_is_fresh_and_an_import_is_ensured() -> None:
    hunks = [
        replace(
            PEAK,
            pair=name,
            problem=name,
            slow=f"def f({name}, k):\n    return sorted({name})[:k]\n",
            version=f"import heapq\n\ndef f({name}, k):\n    found = heapq.nsmallest(k, {name})\n    return found\n",
        )
        for name in ("xs", "ages")
    ]
    text = proved(mined(*hunks)).draft.text

    assert "- ensure import: `import heapq`" in text
    assert "- fresh {found}: `found`" in text


def test_the_library_knows_some_already() -> None:
    hunks = [
        replace(
            PEAK,
            pair=name,
            problem=name,
            slow=f"def f({name}):\n    return sorted({name})[0]\n",
            version=f"def f({name}):\n    return min({name})\n",
        )
        for name in ("xs", "ages")
    ]

    assert known_as(proved(mined(*hunks)), load_library()) == "sorted-first-element"
    assert known_as(proved(mined(PEAK, OLDEST)), load_library()) is None


def test_a_page_that_would_find_its_own_result_is_refused() -> None:
    hunks = [
        replace(
            PEAK,
            pair=name,
            problem=name,
            slow=f"def f({name}):\n    return len({name}) + len({name})\n",
            version=f"def f({name}):\n    return len(f({name}) + len({name})) + len({name})\n",
        )
        for name in ("xs", "ages")
    ]

    for cluster in clusters(hunks, 2):
        with pytest.raises(Refused):
            proved(cluster)


def test_what_both_sides_share_may_be_anything() -> None:
    hunks = [
        replace(
            PEAK,
            pair=word,
            problem=word,
            slow=f"def f(xs):\n    return list(map(lambda x: {word}, xs))\n",
            version=f"def f(xs):\n    return [{word} for x in xs]\n",
        )
        for word in ("x + 1", "x.strip().lower()")
    ]
    page = proved(mined(*hunks))

    assert "- replace @slow: `[{value} for {x} in {xs}]`" in page.draft.text
    assert len(page.shown) == 2


def test_a_page_that_finds_several_places_of_its_example_is_verified_on_all() -> None:
    slow = "def f(xs):\n    a = [x for x in xs]\n    b = [x for x in xs]\n    return a, b\n"
    hunks = [
        replace(PEAK, pair=name, problem=name, slow=slow.replace("xs", name), version=version.replace("xs", name))
        for name, version in (
            ("ages", "def f(xs):\n    a = list(xs)\n    b = [x for x in xs]\n    return a, b\n"),
            ("names", "def f(xs):\n    a = [x for x in xs]\n    b = list(xs)\n    return a, b\n"),
        )
    ]
    page = proved(mined(*hunks))

    assert faster(page, page.shown[0]) == "def f(ages):\n    a = list(ages)\n    b = list(ages)\n    return a, b\n"


def test_a_keyword_of_two_words_is_one() -> None:
    hunks = [
        replace(
            PEAK,
            pair=name,
            problem=name,
            slow=f"def f({name}, k):\n    return k not in list({name})\n",
            version=f"def f({name}, k):\n    return k not in {name}\n",
        )
        for name in ("xs", "ages")
    ]

    assert run_cases(proved(mined(*hunks)).skill) == ()


def test_what_one_problem_alone_shows_is_taken_at_its_word() -> None:
    hunk = replace(
        PEAK,
        slow="def f(xs):\n    return list(map(lambda x: x % 2, xs))\n",
        version="def f(xs):\n    return [x % 2 for x in xs]\n",
    )
    (cluster,) = clusters((hunk,), 1)

    assert "- replace @slow: `[{x} % 2 for {x} in {xs}]`" in proved(cluster).draft.text
