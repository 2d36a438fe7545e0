"""Commands that profile: real programs under the real py-spy, until they end or are cancelled."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.lsp.client import ENDINGS, PULLING, Client, ResponseError, end, stdio_server
from tests.lsp.conftest import Connect
from tests.lsp.processes import children, ended

# Programs start slowly where other work keeps all cores busy; a server that never answers must not hang the tests.
PATIENCE_S = 300
QUICKLY = {"native": False}

SPIN = """\
def spin(rounds: int) -> int:
    total = 0
    for number in range(rounds):
        total += number * number % 7
    return total


def main() -> None:
    spin(8_000_000)


if __name__ == "__main__":
    main()
"""

FOREVER = """\
def spin() -> None:
    number = 0
    while True:
        number = (number * number + 1) % 7


spin()
"""

TESTS = """\
class TestSpin:
    def test_other(self) -> None:
        raise AssertionError("only the test at the cursor is to run")

    def test_long(self) -> None:
        total = 0
        for number in range(3_000_000):
            total += number * number % 7
        assert total > 0
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text(f"[tool.speedwright]\npython = {json.dumps(sys.executable)}\n")
    path = tmp_path / "run.py"
    path.write_text(SPIN)
    return path


def asked(name: str, *arguments: Any, **more: Any) -> dict[str, Any]:
    return {"command": f"speedwright.{name}", "arguments": list(arguments), **more}


async def execute(client: Client, name: str, *arguments: Any, **more: Any) -> Any:
    _, answer = client.start("workspace/executeCommand", asked(name, *arguments, **more))
    return await asyncio.wait_for(answer, PATIENCE_S)


async def shown(client: Client) -> str:
    message = await client.until(lambda each: each["method"] == "window/showMessage")
    return str(message["params"]["message"])


async def sampling(client: Client, token: str) -> None:
    """Until py-spy runs."""
    await client.until(
        lambda each: (
            each["method"] == "$/progress"
            and each["params"]["token"] == token
            and "samples" in each["params"]["value"].get("message", "")
        )
    )


async def test_a_notebook_is_not_run(connect: Connect, tmp_path: Path) -> None:
    notebook = tmp_path / "study.ipynb"
    notebook.write_text('{"cells": []}')
    cell = f"vscode-notebook-cell:{notebook}#C0"
    async with connect(PULLING, tmp_path) as client:
        client.open_notebook(notebook.as_uri(), {cell: SPIN})
        for command, arguments in (("File", [cell]), ("File", [notebook.as_uri()]), ("Test", [cell, {}])):
            with pytest.raises(ResponseError, match="A notebook runs in its kernel"):
                asked = {"command": f"speedwright.profile{command}", "arguments": arguments}
                await client.request("workspace/executeCommand", asked)


async def test_the_current_file_is_run_and_measured(connect: Connect, program: Path) -> None:
    async with connect(PULLING, program.parent) as client:
        client.open(program.as_uri(), SPIN)
        result = await execute(client, "profileFile", program.as_uri(), workDoneToken="ours")
        said = await shown(client)
        await client.until(lambda each: each["method"] == "workspace/inlayHint/refresh")
        asked_for = {"textDocument": {"uri": program.as_uri()}}
        lenses = await client.request("textDocument/codeLens", asked_for)
        whole = {"start": {"line": 0, "character": 0}, "end": {"line": 12, "character": 0}}
        hints = await client.request("textDocument/inlayHint", {**asked_for, "range": whole})

    hottest = result["functions"][0]
    assert (hottest["path"], hottest["function"], hottest["line"]) == (str(program), "spin", 1)
    assert hottest["self_share"] > 0.5
    assert result["status"] == 0
    assert [each["range"]["start"]["line"] for each in lenses if "command" in each] == [0, 7]
    assert {each["position"]["line"] for each in hints} & {2, 3}
    assert all(" % · " in each["label"] for each in hints)
    assert said.startswith("run.py: ")
    assert "spin" in said
    kinds = [each["params"]["value"]["kind"] for each in client.named("$/progress")]
    assert (kinds[0], kinds[-1]) == ("begin", "end")


async def test_the_test_at_the_cursor_is_run_and_measured(connect: Connect, program: Path) -> None:
    path = program.with_name("test_spin.py")
    path.write_text(TESTS)
    async with connect(PULLING, program.parent) as client:
        client.open(path.as_uri(), TESTS)
        result = await execute(client, "profileTest", path.as_uri(), {"line": 6, "character": 8}, QUICKLY)
        with pytest.raises(ResponseError) as refused:
            await execute(client, "profileTest", path.as_uri(), {"line": 0, "character": 0})

    names = {each["function"] for each in result["functions"]}
    assert "TestSpin.test_long" in names
    assert "TestSpin.test_other" not in names
    assert result["status"] == 0
    assert "no test at line 1 of test_spin.py" in refused.value.message


async def test_a_command_is_measured_and_its_profile_kept_and_loaded_again(connect: Connect, program: Path) -> None:
    kept = program.with_name("kept.json")
    async with connect(PULLING, program.parent) as client:
        result = await execute(client, "profileCommand", "run.py 'a b'", {**QUICKLY, "output": str(kept)})
        again = await execute(client, "loadProfile", kept.as_uri())

    assert json.loads(kept.read_text())["target"]["command"][1:] == ["run.py", "a b"]
    assert again == result
    assert result["functions"][0]["function"] == "spin"


async def test_a_process_is_attached_to_and_goes_on(connect: Connect, program: Path) -> None:
    program.write_text(FOREVER)
    with subprocess.Popen([sys.executable, str(program)]) as process:
        try:
            async with connect(PULLING, program.parent) as client:
                result = await execute(client, "profileProcess", process.pid, {**QUICKLY, "seconds": 1})
            assert process.poll() is None
        finally:
            process.kill()

    assert result["functions"][0]["function"] == "spin"


async def test_cancelling_keeps_what_was_sampled_and_leaves_nobody_behind(program: Path) -> None:
    program.write_text(FOREVER)
    async with stdio_server() as (client, server):
        await client.initialize(PULLING, program.parent)
        _, answer = client.start("workspace/executeCommand", asked("profileFile", program.as_uri(), QUICKLY))
        created = await client.until(lambda each: each["method"] == "window/workDoneProgress/create")
        token = created["params"]["token"]
        await sampling(client, token)
        # py-spy needs a moment to find the interpreter; without it, this test would be about a program not yet there.
        await asyncio.sleep(2)
        running = children(server.pid)
        client.notify("window/workDoneProgress/cancel", {"token": token})
        result = await answer

        assert result["functions"][0]["function"] == "spin"
        assert "what was sampled until then" in " ".join(result["notes"])
        assert len(running) >= 2
        assert await ended(running) == set()
        assert (await client.pull(program.as_uri()))["kind"] == "full"
        await client.leave()


@pytest.mark.parametrize("ending", ENDINGS)
async def test_no_profiler_outlives_the_server(program: Path, ending: str) -> None:
    program.write_text(FOREVER)
    async with stdio_server() as (client, process):
        await client.initialize(PULLING, program.parent)
        _, answer = client.start(
            "workspace/executeCommand", asked("profileFile", program.as_uri(), QUICKLY, workDoneToken="ours")
        )
        await sampling(client, "ours")
        running = children(process.pid)
        await end(ending, client, process)
        await asyncio.gather(answer, return_exceptions=True)

    assert running
    assert await ended(running) == set()


@pytest.mark.parametrize(
    ("name", "arguments", "reason"),
    [
        ("profileFile", ["untitled:a.py"], "must be saved"),
        ("profileFile", ["file:///nowhere/a.py", {"speed": 1}], "no option 'speed'"),
        ("profileFile", ["file:///nowhere/a.py", {"seconds": 0}], "seconds has to be a number above zero"),
        ("profileTest", ["file:///nowhere/a.py"], "open document"),
        ("profileCommand", [], "The command has to be a list of texts"),
        ("profileCommand", ["say 'so"], "cannot be read"),
        ("profileCommand", [[]], "takes a command"),
        ("profileProcess", ["me"], "number of a process"),
        ("loadProfile", ["a.json"], "absolute path"),
    ],
)
async def test_arguments_that_make_no_sense_are_refused_in_words(
    connect: Connect, name: str, arguments: list[Any], reason: str, program: Path
) -> None:
    async with connect(PULLING, program.parent) as client:
        with pytest.raises(ResponseError) as refused:
            await execute(client, name, *arguments)

    assert reason in refused.value.message


def _gone() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


@pytest.mark.parametrize(
    ("name", "argument", "said"),
    [
        ("profileProcess", _gone, "there is no process"),
        ("profileCommand", lambda: "gone.py", "gone.py: no such file"),
        ("profileCommand", lambda: ["true"], "before a Python that py-spy"),
        ("loadProfile", lambda: "/nowhere/profile.json", "/nowhere/profile.json"),
    ],
    ids=["process gone", "no such file", "ends at once", "no such profile"],
)
async def test_what_cannot_be_measured_is_told_with_its_reason(
    connect: Connect, name: str, argument: Any, said: str, program: Path
) -> None:
    async with connect(PULLING, program.parent) as client:
        assert await execute(client, name, argument()) is None
        assert said in await shown(client)
        assert (await client.pull(program.as_uri()))["kind"] == "full"


async def test_an_unknown_interpreter_is_told(connect: Connect, program: Path) -> None:
    program.with_name("pyproject.toml").write_text('[tool.speedwright]\npython = "/nowhere/python"\n')
    async with connect(PULLING, program.parent) as client:
        assert await execute(client, "profileFile", program.as_uri()) is None
        assert "/nowhere/python" in await shown(client)


async def test_a_program_that_is_killed_tells_what_was_sampled(connect: Connect, program: Path) -> None:
    program.write_text(SPIN + f"    import os\n    os.kill(os.getpid(), {int(signal.SIGKILL)})\n")
    async with connect(PULLING, program.parent) as client:
        result = await execute(client, "profileFile", program.as_uri(), QUICKLY)
        said = await shown(client)

    assert result["functions"][0]["function"] == "spin"
    assert result["status"] == -signal.SIGKILL
    assert "killed by signal 9" in said


async def logged(client: Client) -> str:
    message = await client.until(lambda each: each["method"] == "window/logMessage")
    return str(message["params"]["message"])


async def test_a_program_that_fails_tells_why(connect: Connect, program: Path) -> None:
    program.write_text(SPIN + "    import sys\n    print('so far')\n    raise ValueError(sys.argv[1])\n")
    async with connect(PULLING, program.parent) as client:
        result = await execute(client, "profileFile", program.as_uri(), {**QUICKLY, "arguments": ["a b"]})
        said, log = await shown(client), await logged(client)

    assert result["status"] == 1
    assert "ended with status 1" in said
    assert "It printed last: `ValueError: a b`. What it printed is in the log of the language server." in said
    assert log.startswith("run.py printed:\n")
    assert "so far" in log.splitlines()
    assert log.splitlines()[-1] == "ValueError: a b"
    assert result["printed"] == log.partition("\n")[2]


async def test_a_program_that_is_over_before_it_was_sampled_tells_why(connect: Connect, program: Path) -> None:
    async with connect(PULLING, program.parent) as client:
        assert await execute(client, "profileCommand", ["sh", "-c", "echo no such shop >&2; exit 3"]) is None
        said, log = await shown(client), await logged(client)

    assert "It printed last: `no such shop`." in said
    assert log == "sh -c 'echo no such shop >&2; exit 3' printed:\nno such shop"


async def test_of_megabytes_the_end_is_logged(connect: Connect, program: Path) -> None:
    loud = "    for number in range(300_000):\n        print('line', number, 'of many')\n"
    program.write_text(SPIN + loud)
    async with connect(PULLING, program.parent) as client:
        result = await execute(client, "profileFile", program.as_uri(), QUICKLY)
        log = await logged(client)

    assert result["status"] == 0
    assert log.splitlines()[-1] == "line 299999 of many"
    assert log.splitlines()[1].endswith("bytes before this are left out)")
    assert len(log) < 20_000


async def test_changes_that_are_not_saved_are_told(connect: Connect, program: Path) -> None:
    async with connect(PULLING, program.parent) as client:
        client.open(program.as_uri(), SPIN + "\n# more\n")
        await execute(client, "profileFile", program.as_uri(), QUICKLY)
        assert "changes that are not saved" in await shown(client)


async def test_an_untrusted_workspace_is_not_profiled(connect: Connect, program: Path) -> None:
    program.write_text(f"open({str(program.with_name('ran'))!r}, 'w')\n")
    async with connect(PULLING, program.parent, initializationOptions={"trusted": False}) as client:
        with pytest.raises(ResponseError) as refused:
            await execute(client, "profileFile", program.as_uri())

    assert "not trusted" in refused.value.message
    assert not os.path.lexists(program.with_name("ran"))
