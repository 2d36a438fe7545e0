"""Diagnostics that are told again after a change are those that would be told anew."""

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
from lsprotocol import converters

from speedwright.model.text import Span, TextEdit
from speedwright.pipeline.carrying import carried
from speedwright.pipeline.diagnosing import diagnose
from speedwright.pipeline.documents import SourceFile, open_source
from speedwright.pipeline.rediagnosis import rediagnose
from speedwright.pipeline.skills import library
from speedwright_server.lsp.analysis import Diagnosis
from speedwright_server.lsp.client import Client
from speedwright_server.lsp.diagnostics import Related, Told, diagnostic_of, told_of, written
from speedwright_server.lsp.documents import Document
from speedwright_server.lsp.folders import Folder, Folders
from speedwright_server.lsp.retelling import Retelling, moved
from tests.lsp.slow_code import MEMBERSHIP

CLIENT = Client(relates_information=True, describes_codes=True)
SNIPPETS = ("x", "\n", "\n\n\n", "é𝄞", " ", "# \r\n", "\r", "", MEMBERSHIP)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folders(lambda _: None).of(tmp_path / "module.py")


def told(place: tuple[int, int, int, int], *related: int) -> Told:
    return Told(
        place, 'a "quoted" é\ud800', 2, "code", None, tuple(Related("u", (at, 1, at + 1, 2), "m") for at in related)
    )


@pytest.mark.parametrize(("lines", "expected"), [(0, (2, 4, 9, 8)), (3, (5, 4, 12, 8)), (-2, (0, 4, 7, 8))])
def test_places_move_by_lines(lines: int, expected: tuple[int, int, int, int]) -> None:
    found = moved(told((2, 4, 9, 8), 2), lines)

    assert found.place == expected
    assert [each.place[0] for each in found.related] == [2 + lines]


def test_what_is_written_is_what_the_protocol_writes(folder: Folder) -> None:
    converter = converters.get_converter()
    for each in (told((1, 2, 3, 4)), told((1, 2, 3, 4), 7, 9), told((0, 0, 0, 0))._replace(page="file:///a%20b")):
        assert json.loads(written(each)) == json.loads(json.dumps(converter.unstructure(diagnostic_of(each))))


@pytest.mark.parametrize("seed", range(3))
def test_edits_leave_what_would_be_told_anew(folder: Folder, seed: int) -> None:
    generator, retelling = random.Random(seed), Retelling()
    source = open_source(Path("module.py"), "\n\n".join([MEMBERSHIP] * 20))
    assert source is not None
    skills, settings = library(Path()), folder.settings
    findings = tuple(map(carried, diagnose(source, skills, settings)))
    folder = replace(folder, library=skills)
    retold: set[tuple[int, int]] = set()
    for _ in range(40):
        document = Document("file:///module.py", 1, source, None)
        diagnosis = Diagnosis(document, folder, findings, True)
        found = retelling.told(diagnosis, CLIENT)
        assert [each.told for each in found] == told_of(document, diagnosis.findings, skills, CLIENT)
        assert [each.text for each in found] == [written(each.told) for each in found]
        before, source = source, _edited(source, generator)
        findings = rediagnose(before, findings, source, skills, settings)
        retold |= {(id(each.found), each.growth) for each in findings if each.growth}
    assert len(retold) > 20


def _edited(source: SourceFile, generator: random.Random) -> SourceFile:
    text = source.content.decode()
    start = generator.randint(0, len(text))
    end = min(len(text), start + generator.choice((0, 0, 0, 0, 1, 30)))
    span = Span(len(text[:start].encode()), len(text[:end].encode()))
    return source.edited(TextEdit(span, generator.choice(SNIPPETS)))
