"""The bar moves forward, is not hurried, and is gone at the end."""

import io
import json
from typing import Any

import pytest
from pygls.io_ import StdoutWriter
from pygls.lsp.server import LanguageServer

from speedwright.model.work import Progress
from speedwright_server.lsp import progress
from speedwright_server.lsp.progress import ProgressReport


class Written(io.BytesIO):
    """The bytes of a conversation."""

    def values(self) -> list[dict[str, Any]]:
        bodies = (part.partition(b"\r\n\r\n")[2] for part in self.getvalue().split(b"Content-Length: ")[1:])
        return [json.loads(body)["params"]["value"] for body in bodies]


@pytest.fixture
def written() -> Written:
    return Written()


@pytest.fixture
def server(written: Written) -> LanguageServer:
    server = LanguageServer("test", "0")
    server.protocol.set_writer(StdoutWriter(written))
    return server


def test_the_bar_never_goes_back(server: LanguageServer, written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "INTERVAL_S", 0.0)
    report = ProgressReport(server, "ours")
    report.begin("Looking")
    for fraction in (0.25, None, 0.5, 0.1, 7.0):
        report.tell(Progress("at work", fraction))
    report.end()

    begin, *steps, end = written.values()
    assert (begin["kind"], begin["title"], begin["cancellable"]) == ("begin", "Looking", True)
    assert [step["percentage"] for step in steps] == [25, 25, 50, 50, 100]
    assert end["kind"] == "end"


def test_what_the_title_says_is_not_repeated(
    server: LanguageServer, written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "INTERVAL_S", 0.0)
    step = Progress("A list is searched", subject=("shop.py", "total"))
    for said in ((), ("shop.py",), ("shop.py", "total")):
        ProgressReport(server, "ours", said).tell(step)

    assert [value["message"] for value in written.values()] == [
        "shop.py::total: A list is searched",
        "total: A list is searched",
        "A list is searched",
    ]
    assert step.text() == "shop.py::total: A list is searched"


def test_a_burst_is_told_once(server: LanguageServer, written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "INTERVAL_S", float("inf"))
    report = ProgressReport(server, "ours")
    for _ in range(1000):
        report.tell(Progress("at work"))

    assert written.values() == []


def test_nothing_is_told_behind_the_end_or_without_a_token(server: LanguageServer, written: Written) -> None:
    ended, silent = ProgressReport(server, "ours"), ProgressReport(server, None)
    ended.end()
    for report in (ended, silent):
        report.begin("Looking")
        report.tell(Progress("at work"))
        report.end()

    assert [value["kind"] for value in written.values()] == ["end"]
