"""Among several accepted versions: what one differs on is tried on the others, and the library's compete."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from speedwright.model.candidate import Origin
from speedwright.model.verdict import Verdict
from speedwright.pipeline.improve import ImproveRequest, Target, improve
from speedwright.pipeline.language_model.use import ModelUse
from speedwright.settings import Settings
from tests.model import workspace
from tests.model.endpoint import ModelEndpoint, in_turn, structured

# No verdict here may hang on how busy the machine is.
BUDGET_S = 900.0
RARE, MODULUS = 7919, 1_000_003
# Wrong for one number, which stands nowhere in it: nothing that reads the code could draw it.
SECRETLY_WRONG = workspace.GOOD.replace(
    "return found", f"return found + (pow(target, 3, {MODULUS}) == {pow(RARE, 3, MODULUS)})"
)
# Wrong for the same number, which it names.
OPENLY_WRONG = workspace.GOOD.replace(
    "    seen = {}", f"    if target == {RARE}:\n        return -1\n    seen = {{}}"
)

SHARED = """\
def shared(words: list[str], names: list[str]) -> int:
    found = 0
    for word in words:
        if word in names:
            found += 1
    return found
"""
# Some four times as fast as before, where a set of all names is fifty times as fast: more than any noise.
MOSTLY_BY_SET = """\
def shared(words, names):
    rest, known = names[: len(names) // 4], set(names[len(names) // 4 :])
    found = 0
    for word in words:
        if word in known or word in rest:
            found += 1
    return found
"""
SHARED_AND_REPEATED = SHARED.replace(
    "    return found",
    "    for place, first in enumerate(names):\n        for second in names[:place]:\n"
    "            if first == second:\n                found += 1\n    return found",
)
WITH_COUNTS = """\
def shared(words, names):
    counts = {}
    found = 0
    for name in names:
        before = counts.get(name, 0)
        found += before
        counts[name] = before + 1
    for word in words:
        if word in counts:
            found += 1
    return found
"""


def verdicts(path: Path, function: str, codes: list[str], **settings: Any) -> list[Verdict]:
    """What `improve --model` comes to, where a model gives each answer once."""
    with ModelEndpoint(in_turn([structured(each) for each in codes])) as server:
        request = ImproveRequest(
            targets=(Target(path, function),),
            root=path.parent,
            settings=Settings(
                budget=BUDGET_S,
                model_base_url=server.base_url,
                model_name="m",
                model_candidates=len(codes),
                model_rounds=0,
                **settings,
            ),
            cumulative=True,
            model=ModelUse(lambda _: True),
        )
        return [each.verdict for each in improve(request)]


def test_an_input_that_tells_one_version_apart_is_tried_on_the_others(tmp_path: Path) -> None:
    path = workspace.write(tmp_path)

    alone = verdicts(path, "pairs_with_sum", [SECRETLY_WRONG])
    beside = verdicts(path, "pairs_with_sum", [SECRETLY_WRONG, OPENLY_WRONG])
    again = verdicts(path, "pairs_with_sum", [SECRETLY_WRONG])

    assert [each.accepted for each in alone] == [True], alone[0].reason
    assert [each.outcome.value for each in beside] == ["different", "different"]
    assert "told another candidate apart" in beside[-1].reason
    assert [each.outcome.value for each in again] == ["different"], "it is known from then on"


def test_the_librarys_own_version_is_offered_where_it_is_the_better_one(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.speedwright]\n")
    path = tmp_path / "names.py"
    path.write_text(SHARED)

    found = verdicts(path, "shared", [MOSTLY_BY_SET])

    (offered,) = [each for each in found if each.accepted]
    why = [each.reason for each in found]
    assert offered.candidate.origin is Origin.REWRITE and b"set(names)" in offered.candidate.result, why


def test_a_models_version_is_offered_where_it_is_the_better_one(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.speedwright]\n")
    path = tmp_path / "names.py"
    path.write_text(SHARED_AND_REPEATED)

    found = verdicts(path, "shared", [WITH_COUNTS])

    (offered,) = [each for each in found if each.accepted]
    why = [each.reason for each in found]
    assert offered.candidate.origin is Origin.MODEL and b"counts" in offered.candidate.result, why
