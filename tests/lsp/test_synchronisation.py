"""The server's document is the client's, whatever is typed, in every position encoding."""

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import default_converter

from speedwright.pipeline.documents import open_source
from speedwright_server.lsp.client import Client as ClientFlags
from speedwright_server.lsp.features.text_document_did_change import did_change
from speedwright_server.lsp.features.text_document_did_open import did_open
from speedwright_server.lsp.session import Session
from tests.lsp.client import PULLING, connected
from tests.lsp.conftest import Connect
from tests.lsp.edits import UNITS, change

ENCODINGS = sorted(UNITS)
URI = "file:///work/example.py"
SERVER = LanguageServer("test", "0")
DECODE = default_converter().structure

texts = st.text(alphabet=st.sampled_from("ab \n\r\t:()é€𝄞🐍\u2028\x0b\ud83d"), max_size=12)
places = st.integers(min_value=0, max_value=200)
rounds = st.lists(st.lists(st.tuples(places, places, texts), min_size=1, max_size=3), max_size=6)


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(opened=texts, rounds=rounds)
@settings(max_examples=60, deadline=None)
async def test_any_edits_leave_the_text_of_the_model(
    encoding: str, opened: str, rounds: list[list[tuple[int, int, str]]]
) -> None:
    session = Session(SERVER)
    session.client = ClientFlags(encoding=encoding, pulls_diagnostics=True)
    text = _encodable(opened)
    document = {"uri": URI, "languageId": "python", "version": 0, "text": opened}
    did_open(session, DECODE({"textDocument": document}, types.DidOpenTextDocumentParams))
    for version, edits in enumerate(rounds, start=1):
        changes = []
        for start, end, new in edits:
            message, text = change(text, start % (len(text) + 1), end % (len(text) + 1), _encodable(new), encoding)
            changes.append({**message, "text": new})
        params = {"textDocument": {"uri": URI, "version": version}, "contentChanges": changes}
        did_change(session, DECODE(params, types.DidChangeTextDocumentParams))

    current = session.documents.get(URI)
    assert current is not None
    assert current.source.content.decode("utf-8") == text
    assert current.version == len(rounds)
    fresh = open_source(current.source.path, text)
    assert fresh is not None
    assert str(current.source.root) == str(fresh.root)


def _encodable(text: str) -> str:
    return text.replace("\ud83d", "\ufffd")


LINES = (
    "def drain(queue):  # 🐍 €\n",
    "    while queue:\n        'é𝄞'; queue.pop(0)\n",
    "    for item in items:\r\n        if item in seen_list: pass\r\n",
    "seen_list = []\n",
    "x = 'a' + ('🐍' * 3)\r",
)


@pytest.mark.parametrize("encoding", ENCODINGS)
async def test_findings_after_edits_are_those_of_the_same_text_opened_anew(connect: Connect, encoding: str) -> None:
    generator = random.Random(encoding)
    capabilities = {**PULLING, "general": {"positionEncodings": ["utf-7", encoding]}}
    async with connect(capabilities) as client:
        text = "".join(generator.choices(LINES, k=30))
        client.open("untitled:edited.py", text)
        for version in range(2, 30):
            start = generator.randrange(len(text) + 1)
            end = min(len(text), start + generator.choice((0, 0, 1, 5)))
            message, text = change(text, start, end, generator.choice((*LINES, "q", "🐍", "\n", "")), encoding)
            client.change("untitled:edited.py", version, message)
        client.open("untitled:fresh.py", text)

        edited = json.dumps((await client.pull("untitled:edited.py"))["items"])
        fresh = json.dumps((await client.pull("untitled:fresh.py"))["items"])
        assert edited.replace("untitled:edited.py", "untitled:fresh.py") == fresh


async def test_a_change_without_a_range_replaces_the_text(connect: Connect) -> None:
    async with connect(PULLING) as client:
        client.open("untitled:a.py", "x = 1\n")
        client.change("untitled:a.py", 2, {"text": "🐍"}, {"text": "def f(q):\n    while q:\n        q.pop(0)\n"})
        client.open("untitled:b.py", "def f(q):\n    while q:\n        q.pop(0)\n")

        assert (await client.pull("untitled:a.py"))["items"] == (await client.pull("untitled:b.py"))["items"]


@pytest.mark.parametrize(
    ("asked", "told"), [(["utf-32", "utf-8"], "utf-32"), (["utf-8"], "utf-8"), (["ucs-2"], "utf-16")]
)
async def test_the_first_known_encoding_of_the_client_wins(
    address: tuple[str, int], asked: list[str], told: str
) -> None:
    async with connected(*address) as client:
        result = await client.initialize({"general": {"positionEncodings": asked}})

    assert result["capabilities"]["positionEncoding"] == told
