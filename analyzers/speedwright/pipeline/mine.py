"""Use case `skills mine`: pairs of slow and fast code to candidate pages, without a model."""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from speedwright import __version__
from speedwright.cache import put_inside
from speedwright.errors import SpeedwrightError
from speedwright.mining.clustering import clusters
from speedwright.mining.clusters import Cluster
from speedwright.mining.examining import mined_from
from speedwright.mining.history import HistoryError, pairs_of, performance_commits, top_of
from speedwright.mining.hunks import Hunk, Mined
from speedwright.mining.journal import Journal
from speedwright.mining.novelty import known_as
from speedwright.mining.pairs import Pair, read_pairs
from speedwright.mining.precision import Firing, firings
from speedwright.mining.proving import Proved, Refused, faster, proved
from speedwright.mining.report import Report, Row
from speedwright.mining.summarising import kinds
from speedwright.mining.trials import Proof, Verify
from speedwright.mining.writing import draft_of
from speedwright.model.work import Cancellation, Listener, Progress, unheard
from speedwright.pipeline.executors import executor, results
from speedwright.pipeline.negative_corpus import standard_library
from speedwright.pipeline.proving_pairs import Prover, Verifier
from speedwright.pipeline.skills import library
from speedwright.pipeline.trying import Trier
from speedwright.sandbox.interpreter import find_interpreter
from speedwright.settings import Settings

__all__ = ["OUTPUT", "MineRequest", "Report", "Row", "mine"]

OUTPUT = Path(".speedwright", "mined")
# A page is written when its rewrite is accepted for one of its first examples.
EXAMPLES_VERIFIED = 2


@dataclass(frozen=True, slots=True)
class MineRequest:
    """What to mine, and how. `output` is the folder for pages (default: `.speedwright/mined/` of the workspace).

    `least_support` is in how many distinct problems a pattern has to occur. The performance commits of `repository`,
    where one is named, give further pairs, and `pairs` are those that the caller has.
    """

    files: tuple[Path, ...]
    root: Path
    settings: Settings
    output: Path | None = None
    jobs: int | None = None
    scheduler: str | None = None
    least_support: int = 2
    python: str | None = None
    repository: Path | None = None
    pairs: tuple[Pair, ...] = ()

    @property
    def folder(self) -> Path:
        """Where pages go."""
        return self.output or self.root / OUTPUT


@dataclass(frozen=True, slots=True)
class _Page:
    """A page on its way out."""

    proved: Proved
    firing: Firing
    known: str | None


def mine(request: MineRequest, listener: Listener = unheard, cancellation: Cancellation | None = None) -> Report:
    """Writes the pages, and tells what came of the pairs. Raises SpeedwrightError and Cancelled."""
    start = time.monotonic()
    ending = cancellation or Cancellation()
    with contextlib.ExitStack() as stack:
        trees = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="speedwright-history-")))
        read = [*request.pairs, *read_pairs(request.files), *_of_history(request, trees, listener, ending)]
        pairs = _named_apart({pair.key: pair for pair in read}.values())
        if not pairs:
            raise SpeedwrightError("there are no pairs to mine")
        found = stack.enter_context(executor(request.jobs, request.scheduler, ending))
        known, mined = _examined(request, found, pairs, listener, ending)
        hunks = [hunk for each in mined for hunk in each.hunks]
        listener(Progress("Looking for what the hunks have in common"))
        rows = _rows(request, found, pairs, clusters(hunks, request.least_support), listener, ending)
    written = {row.name for row, _ in rows if row.fate == "written"}
    return Report(
        pairs=len(pairs),
        remembered=known,
        failed=sum(bool(each.problem) for each in mined),
        edits=sum(each.edits for each in mined),
        tried=len(hunks),
        same=sum(hunk.same for hunk in hunks),
        paying=sum(hunk.pays for hunk in hunks),
        rows=tuple(row for row, _ in rows),
        unexpressed=kinds(_left(mined, [cluster for row, cluster in rows if row.name in written])),
        problems=tuple(Counter(each.problem for each in mined if each.problem).most_common()),
        elapsed_s=round(time.monotonic() - start, 3),
    )


def _named_apart(pairs: Iterable[Pair]) -> list[Pair]:
    """The pairs, those after the first of a name with a number: rows are found again by their names."""
    seen: Counter[str] = Counter()
    named = []
    for pair in pairs:
        seen[pair.name] += 1
        number = seen[pair.name]
        named.append(pair if number == 1 else replace(pair, name=f"{pair.name} ({number})"))
    return named


def _examined(
    request: MineRequest, found: Executor, pairs: Sequence[Pair], listener: Listener, ending: Cancellation
) -> tuple[int, list[Mined]]:
    """How many pairs were remembered, and what all gave, in the order of the pairs."""
    journal = Journal(request.root, _circumstances(request))
    done = dict(journal.load())
    waiting = [pair for pair in pairs if pair.key not in done]
    settings = (request.root, request.settings, request.python)
    work = partial(_mined, Trier(*settings), Prover(Verifier(*settings)))
    told = len(pairs) - len(waiting)
    for pair, mined in results(found, work, waiting, ending):
        journal.add(mined)
        done[pair.key] = mined
        told += 1
        listener(Progress(f"Trying the parts of each pair: {told} of {len(pairs)}", told / len(pairs)))
    return len(pairs) - len(waiting), [done[pair.key].of(pair) for pair in pairs]


def _circumstances(request: MineRequest) -> str:
    """What the trials of a pair depend on besides the pair."""
    python = find_interpreter(request.root, request.python or request.settings.python)
    return f"{__version__} {python.identity} {request.settings.budget:g} {request.settings.memory_limit}"


def _mined(trier: Trier, prover: Prover, pair: Pair) -> Mined:
    return mined_from(pair, trier if pair.inputs else prover)


def _of_history(request: MineRequest, trees: Path, listener: Listener, ending: Cancellation) -> Iterator[Pair]:
    """The pairs of the repository's performance commits, whose trees are kept below `trees`."""
    if request.repository is None:
        return
    top = top_of(request.repository)
    commits = performance_commits(top)
    for number, commit in enumerate(commits, 1):
        ending.check()
        listener(Progress(f"Reading performance commits: {number} of {len(commits)}", number / len(commits)))
        try:
            yield from pairs_of(top, commit, trees / commit)
        except HistoryError as error:
            listener(Progress(f"Left out: {error}", number / len(commits)))


def _rows(
    request: MineRequest,
    found: Executor,
    pairs: Sequence[Pair],
    grouped: Sequence[Cluster],
    listener: Listener,
    ending: Cancellation,
) -> list[tuple[Row, Cluster]]:
    rows: list[tuple[Row, Cluster]] = []
    pages: list[_Page] = []
    for page in _pages(request, pairs, grouped):
        if isinstance(page, _Page) and page.known is None and page.firing.is_precise:
            pages.append(page)
        else:
            rows.append(page if not isinstance(page, _Page) else (_kept_back(page), page.proved.cluster))
    by_name = {pair.name: pair for pair in pairs}
    verify = Verifier(request.root, request.settings, request.python)
    work = partial(_verified, verify, by_name)
    for number, (page, proof) in enumerate(results(found, work, pages, ending), 1):
        listener(Progress(f"Verifying one of each cluster: {number} of {len(pages)}", number / len(pages)))
        row = _row(page, "written" if proof.accepted else proof.outcome, proof.reason)
        if proof.accepted:
            _write(request, page.proved)
        rows.append((replace(row, proved=proof.ratio), page.proved.cluster))
    return sorted(rows, key=lambda each: (each[0].fate != "written", -each[0].support, -each[0].gain, each[0].name))


def _pages(
    request: MineRequest, pairs: Sequence[Pair], grouped: Sequence[Cluster]
) -> Iterator[_Page | tuple[Row, Cluster]]:
    ready: list[Proved] = []
    for cluster in grouped:
        try:
            ready.append(proved(cluster))
        except Refused as refusal:
            name = draft_of(cluster, "").name
            yield Row(name, cluster.support, cluster.gain, cluster.share, "refused", str(refusal)), cluster
    skills = library(request.root)
    fired = firings(ready, pairs, standard_library())
    for page in ready:
        yield _Page(page, fired[page.skill.name], known_as(page, skills))


def _kept_back(page: _Page) -> Row:
    if page.known is not None:
        return _row(page, "duplicate", f"{page.known} finds it")
    return _row(page, "imprecise", "it is found in code that is not slow")


def _row(page: _Page, fate: str, reason: str) -> Row:
    cluster, firing = page.proved.cluster, page.firing
    return Row(
        name=page.proved.skill.name,
        support=cluster.support,
        gain=cluster.gain,
        share=cluster.share,
        fate=fate,
        reason=reason,
        precision=round(firing.precision, 3),
        per_kloc=round(firing.per_kloc, 4),
    )


def _verified(verify: Verify, pairs: dict[str, Pair], page: _Page) -> Proof:
    """The verdict on what the page makes of its examples: the first that is accepted, or else the last tried."""
    proof = Proof("undecided", "there is no example to verify")
    for member in page.proved.shown[:EXAMPLES_VERIFIED]:
        try:
            proof = verify(pairs[member.hunk.pair], member.hunk.slow, faster(page.proved, member))
        except (SpeedwrightError, ValueError) as error:
            # The page does not fit the member's whole module: its edits overlap there.
            proof = Proof("undecided", str(error))
        if proof.accepted:
            break
    return proof


def _write(request: MineRequest, page: Proved) -> None:
    folder = request.folder
    inside = folder.relative_to(request.root) if folder.is_relative_to(request.root) else None
    root, place = (folder, page.draft.path) if inside is None else (request.root, inside / page.draft.path)
    try:
        put_inside(root, place, page.draft.text)
    except OSError as error:
        raise SpeedwrightError(f"{root / place}: cannot be written: {error.strerror or error}") from error


def _left(mined: Iterable[Mined], grouped: Iterable[Cluster]) -> list[Hunk]:
    """Of each pair that gave no page, the hunk that gains most."""
    taken = {member.hunk.pair for cluster in grouped for member in cluster.members}
    best = (max((h for h in each.hunks if h.pays), key=lambda hunk: hunk.ratio, default=None) for each in mined)
    return [hunk for hunk in best if hunk is not None and hunk.pair not in taken]
