"""The GitHub Action: its form, and its scripts run as a runner would run them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import check_jsonschema
import jsonschema
import pytest
import yaml

from speedwright import __version__

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
SCHEMA = Path(check_jsonschema.__file__).parent / "builtin_schemas" / "vendor" / "github-actions.json"
COMMAND = Path(sys.executable).with_name("speedwright")
EXPRESSION = re.compile(r"\$\{\{ (.*?) \}\}")
SLOW = (
    "def kept(names: list[str], banned: list[str]) -> list[str]:\n    return [n for n in names if n not in banned]\n"
)


class Ended(NamedTuple):
    """What a job of this one action did; `used` are the actions it would have used, with their inputs."""

    status: int
    printed: str
    outputs: dict[str, str]
    used: list[dict[str, Any]]


class Runner:
    """As much of GitHub's runner as this action needs: inputs, expressions, outputs of steps."""

    def __init__(self, workspace: Path, temp: Path, inputs: dict[str, str]) -> None:
        unknown = inputs.keys() - ACTION["inputs"].keys()
        assert not unknown
        given = {name: str(each.get("default", "")) for name, each in ACTION["inputs"].items()} | inputs
        self.context = {f"inputs.{name}": value for name, value in given.items()}
        self.context["github.action_path"] = str(ROOT)
        self.workspace, self.temp = workspace, temp

    def run(self, environment: dict[str, str] | None = None, first: int | None = None) -> Ended:
        """All steps, or the `first` ones alone."""
        printed, used = [], []
        for number, step in enumerate(ACTION["runs"]["steps"][:first]):
            if "if" in step and not self._holds(step["if"]):
                continue
            if "uses" in step:
                used.append({"uses": step["uses"], **{key: self._filled(v) for key, v in step["with"].items()}})
                continue
            done = self._step(step, self.temp / f"output-{number}", environment or {})
            printed.append(done.stdout + done.stderr)
            if done.returncode != 0:
                return Ended(done.returncode, "".join(printed), self._outputs(), used)
        return Ended(0, "".join(printed), self._outputs(), used)

    def _step(self, step: dict[str, Any], output: Path, more: dict[str, str]) -> subprocess.CompletedProcess[str]:
        output.touch()
        own = {name: self._filled(value) for name, value in step.get("env", {}).items()}
        files = {"GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(self.temp / "summary")}
        environment = {**os.environ, "RUNNER_TEMP": str(self.temp), **files, **own, **more}
        folder = self.workspace / self._filled(step.get("working-directory", "."))
        shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        done = subprocess.run(shell, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)
        for line in output.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition("=")
            self.context[f"steps.{step['id']}.outputs.{name}"] = value
        return done

    def _filled(self, text: str) -> str:
        return EXPRESSION.sub(lambda found: self.context[found[1]], str(text))

    def _holds(self, condition: str) -> bool:
        """A condition of comparisons with texts, joined by `&&`."""
        for part in condition.split(" && "):
            name, operator, value = re.fullmatch(r"(\S+) (==|!=) '(.*)'", part).groups()  # type: ignore[union-attr]
            if (self.context[name] == value) != (operator == "=="):
                return False
        return True

    def _outputs(self) -> dict[str, str]:
        values = {name: each["value"] for name, each in ACTION["outputs"].items()}
        known = {name: EXPRESSION.fullmatch(value)[1] for name, value in values.items()}  # type: ignore[index]
        return {name: self.context[key] for name, key in known.items() if key in self.context}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "repository" / "service"
    folder.mkdir(parents=True)
    (folder.parent / ".git").mkdir()
    (folder / "slow code.py").write_text(SLOW)
    return folder.parent


@pytest.fixture
def temp(tmp_path: Path) -> Path:
    folder = tmp_path / "temp"
    folder.mkdir()
    return folder


def run(workspace: Path, temp: Path, **inputs: str) -> Ended:
    given = {name.replace("_", "-"): value for name, value in inputs.items()}
    return Runner(workspace, temp, {"command": str(COMMAND), **given}).run()


def test_the_form_is_that_of_an_action() -> None:
    jsonschema.validate(ACTION, json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_no_input_becomes_part_of_a_script() -> None:
    assert [step["name"] for step in ACTION["runs"]["steps"] if EXPRESSION.search(step.get("run", ""))] == []


def test_all_inputs_are_documented() -> None:
    page = (ROOT / "docs" / "editors" / "github.md").read_text(encoding="utf-8")
    assert [name for name in ACTION["inputs"] if f"| `{name}` |" not in page] == []


def test_findings_are_annotated_written_and_fail_the_job(workspace: Path, temp: Path) -> None:
    ended = run(workspace, temp, working_directory="service")
    assert ended.status == 1
    assert "::warning file=service/slow code.py,line=2," in ended.printed
    assert ended.outputs == {"findings": "1", "sarif": str(temp / "speedwright.sarif")}
    log = json.loads((temp / "speedwright.sarif").read_text(encoding="utf-8"))
    (result,) = log["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "service/slow%20code.py"
    assert (temp / "summary").read_text() == "Speedwright: 1 finding(s)\n"
    assert ended.used == []


def test_a_baseline_lets_the_job_pass_and_uploads_what_is_left(workspace: Path, temp: Path) -> None:
    subprocess.run([COMMAND, "check", "--baseline", "known.json", "--update-baseline"], cwd=workspace, check=True)
    ended = run(workspace, temp, baseline="known.json", upload="true", sarif="report.sarif")
    assert (ended.status, ended.outputs["findings"]) == (0, "0")
    (upload,) = ended.used
    assert upload["uses"].startswith("github/codeql-action/upload-sarif@")
    assert upload["sarif_file"] == str(workspace / "report.sarif")


def test_findings_may_pass_and_wrong_use_may_not(workspace: Path, temp: Path) -> None:
    assert run(workspace, temp, fail="false").status == 0
    wrong = run(workspace, temp, diff="nowhere", fail="false")
    assert wrong.status == 2
    assert "speedwright: " in wrong.printed
    assert run(workspace, temp, paths="none.py", verify="true", fail="false").status == 2


def test_this_version_is_installed_where_none_is_given(workspace: Path, temp: Path, pypi: None) -> None:
    ended = Runner(workspace, temp, {}).run({}, first=1)
    assert ended.status == 0, ended.printed
    assert (temp / "speedwright" / "bin" / "speedwright").is_file()
    version = [temp / "speedwright" / "bin" / "python", "-c", "import speedwright; print(speedwright.__version__)"]
    assert subprocess.run(version, cwd=temp, capture_output=True, text=True).stdout == f"{__version__}\n"
