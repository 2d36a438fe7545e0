"""Pages that a model makes of accepted rewrites: the right one is taken, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from speedwright.accepted_rewrites import AcceptedRewrite, AcceptedRewrites
from speedwright.model.candidate import Origin
from speedwright.pipeline.improve import ImproveRequest, Target, improve
from speedwright.pipeline.language_model.learning import LearnedPage, ModelLearnRequest, learn_by_model
from speedwright.pipeline.language_model.use import ModelReport, ModelUse, Preview
from speedwright.pipeline.pages import check_pages
from speedwright.pipeline.skills import TEAM_PAGES, library
from speedwright.settings import Settings
from tests.model import pages, workspace
from tests.model.endpoint import ModelEndpoint, Reply, in_turn, structured

# No verdict here may hang on how busy the machine is.
BUDGET_S = 900.0
FUNCTION = "pairs.py::pairs_with_sum"
# Like the function that is learned from, and not the same.
OTHER = """\
def matches(weights: list[int], total: int) -> int:
    hits = 0
    for index, weight in enumerate(weights):
        for later in weights[index + 1 :]:
            if weight + later == total:
                hits += 1
    return hits
"""


def page(text: str) -> Reply:
    return Reply(json.dumps({"page": text}))


class Run:
    """What came of learning from one rewrite with these answers."""

    def __init__(self, root: Path, replies: Sequence[Reply], agrees: bool = True, **settings: Any) -> None:
        self.reports: list[ModelReport] = []
        self.previews: list[Preview] = []

        def agree(preview: Preview) -> bool:
            self.previews.append(preview)
            return agrees

        with ModelEndpoint(in_turn(replies)) as server:
            known = Settings(budget=BUDGET_S, model_base_url=server.base_url, model_name="m", **settings)
            request = ModelLearnRequest(root, known, ModelUse(agree, self.reports.append))
            self.pages: list[LearnedPage] = list(learn_by_model(request))
            self.requests = server.requests

    @property
    def only(self) -> LearnedPage:
        (found,) = self.pages
        return found

    @property
    def told(self) -> str:
        """What the second request says of the first page."""
        text: str = self.requests[1]["messages"][3]["content"]
        return text


def accepted(root: Path, ratio: float = 0.0) -> Path:
    """A workspace in which the good version was accepted."""
    path = workspace.write(root)
    after = workspace.MODULE.replace(
        workspace.MODULE[workspace.MODULE.index("    # SYSTEM") :], workspace.GOOD.partition("\n")[2]
    )
    AcceptedRewrites(root)._put(  # as `add` does
        AcceptedRewrite("pairs.py", "pairs_with_sum", workspace.MODULE, after, (), "", "Count what was seen.", ratio)
    )
    return path


def team_folders(root: Path) -> list[str]:
    return sorted(each.parent.name for each in root.rglob("SKILL.md"))


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Run]]:
    """From the model's version to the page: nothing is prepared, and the first page is found in fast code."""
    root = tmp_path_factory.mktemp("workspace")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPEEDWRIGHT_CACHE", str(tmp_path_factory.mktemp("cache")))
        path = workspace.write(root)
        with ModelEndpoint(in_turn([structured(workspace.GOOD, "Count what was seen.")])) as server:
            settings = Settings(
                budget=BUDGET_S, model_base_url=server.base_url, model_name="m", model_candidates=1, model_rounds=0
            )
            use = ModelUse(lambda _: True)
            found = list(improve(ImproveRequest((Target(path, "pairs_with_sum"),), root, settings, model=use)))
        assert [each.verdict.accepted for each in found] == [True]
        run = Run(root, [page(pages.TOO_GENERAL), page(pages.BOASTFUL)])
    yield root, run


def test_a_page_that_holds_joins_the_library_of_the_team(learned: tuple[Path, Run]) -> None:
    root, run = learned

    assert (run.only.function, run.only.fate, run.only.name) == (FUNCTION, "written", pages.NAME), run.only.reason
    assert run.only.ratio is not None and run.only.ratio > 1.5
    assert check_pages(root / TEAM_PAGES, root).problems == ()
    skills = library(root)
    (skill,) = skills.team
    assert skills.problems == () and (skill.mined, skill.support, skill.severity.value) == (True, 1, "information")
    assert skills.gains(skill) and "trusted" not in skill.page.text


def test_a_page_that_is_found_in_fast_code_goes_back_with_that_code(learned: tuple[Path, Run]) -> None:
    _, run = learned

    assert len(run.requests) == 2 == run.reports[0].requests
    assert "pieces of code that are fast, such as:" in run.told and "+= 1" in run.told
    assert dict(run.reports[0].states) == {"the page does not hold": 1, "the page holds": 1}


def test_the_request_holds_what_it_should(learned: tuple[Path, Run]) -> None:
    system, asked = (each["content"] for each in learned[1].requests[0]["messages"])

    assert "Count what was seen." in asked and "for second in numbers[place + 1 :]" in asked
    assert "seen.get(target - number, 0)" in asked and "(function_definition" in asked
    assert (
        "`certainly` unknown" in system and "`builtin @name`" in system and "# Membership tests on a list" in system
    )
    assert learned[1].requests[0]["response_format"]["json_schema"]["name"] == "skill_page"
    (preview,) = learned[1].previews
    assert preview.bodies == (learned[1].requests[0],)


def test_from_then_on_no_model_is_needed(learned: tuple[Path, Run]) -> None:
    root, _ = learned
    other = root / "other.py"
    other.write_text(OTHER)

    found = list(improve(ImproveRequest((Target(other),), root, Settings(budget=BUDGET_S))))

    (offered,) = [each.verdict for each in found if each.verdict.accepted]
    assert (offered.candidate.origin, offered.candidate.skills) == (Origin.REWRITE, (pages.NAME,))


def test_what_the_team_has_is_not_learned_again(learned: tuple[Path, Run]) -> None:
    root, _ = learned
    accepted(root)

    run = Run(root, [page(pages.RIGHT)])

    assert (run.only.fate, run.only.name, run.requests) == ("known", pages.NAME, [])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (pages.MALFORMED, "front matter"),
        (pages.BROKEN_QUERY, "query:"),
        (pages.WRONG_CASE, "expected the after block"),
        (pages.FEW_CASES, "2 cases that change and 1 that stay"),
        (pages.ELSEWHERE, "name: lower-case words"),
        (pages.TAKEN, "is taken by another page"),
        (pages.WITH_IMAGE, "no links and no HTML"),
        (pages.SPYING, "code of a case is not run"),
        (pages.ENDLESS_QUERY, "the query is too slow"),
        ("no page at all", "the answer holds no page"),
    ],
    ids=["yaml", "query", "case", "few cases", "path", "taken", "image", "spying", "endless", "no page"],
)
def test_a_page_that_is_none_goes_back_once_and_is_dropped(text: str, reason: str, tmp_path: Path) -> None:
    root = tmp_path / "some" / "workspace"
    root.mkdir(parents=True)
    accepted(root)

    run = Run(root, [page(text)])

    assert (run.only.fate, len(run.requests)) == ("dropped", 2)
    assert reason in run.only.reason and reason in run.told
    assert team_folders(tmp_path) == []


def test_a_page_of_the_team_that_was_refused_is_left_alone(tmp_path: Path) -> None:
    accepted(tmp_path)
    theirs = tmp_path / TEAM_PAGES / pages.NAME / "SKILL.md"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("---\nname: half done")

    run = Run(tmp_path, [page(pages.RIGHT)])

    assert run.only.fate == "dropped" and "is taken by another page" in run.only.reason
    assert theirs.read_text() == "---\nname: half done"


def test_a_wrong_rewrite_goes_back_with_its_counterexample_and_is_dropped(tmp_path: Path) -> None:
    accepted(tmp_path)

    run = Run(tmp_path, [page(pages.WRONG_REWRITE)])

    assert (run.only.fate, len(run.requests)) == ("dropped", 2)
    assert "is different" in run.told and "pairs_with_sum([" in run.told
    assert team_folders(tmp_path) == []


def test_a_page_that_is_slower_than_what_it_is_learned_from_is_dropped(tmp_path: Path) -> None:
    accepted(tmp_path, ratio=1e9)

    run = Run(tmp_path, [page(pages.RIGHT)])

    assert run.only.fate == "dropped" and "times as fast" in run.only.reason
    assert team_folders(tmp_path) == []


def test_nothing_is_sent_where_nobody_agrees(tmp_path: Path) -> None:
    accepted(tmp_path)

    run = Run(tmp_path, [page(pages.RIGHT)], agrees=False)

    assert (run.only.fate, run.requests, run.reports) == ("unanswered", [], [])
    assert run.previews[0].function == FUNCTION


def test_trouble_with_the_endpoint_is_told(tmp_path: Path) -> None:
    accepted(tmp_path)

    run = Run(tmp_path, [Reply("no", status=404)])

    assert run.only.fate == "unanswered" and "no such model" in run.reports[0].problem
