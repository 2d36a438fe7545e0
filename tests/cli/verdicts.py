"""Verdicts as the stages make them, written by hand for the tests of rendering."""

from dataclasses import replace
from pathlib import Path

from speedwright.model.candidate import Candidate, Origin
from speedwright.model.evidence import Assumption, Counterexample, Difference, Evidence, Mutants
from speedwright.model.improvement import Improvement
from speedwright.model.measurement import Complexity, Measurement, SizeMeasurement
from speedwright.model.text import Span, TextEdit
from speedwright.model.verdict import Outcome, Verdict

SOURCE = b"def totals(values):\n    return sum([value for value in values])\n"
DIFF = """\
--- a/orders/report.py
+++ b/orders/report.py
@@ -1,2 +1,2 @@
 def totals(values):
-    return sum([value for value in values])
+    return sum(values)
"""

CANDIDATE = Candidate(
    path=Path("orders/report.py"),
    source=SOURCE,
    edits=(TextEdit(Span(31, 62), "values)"),),
    entry_points=("totals",),
    origin=Origin.REWRITE,
    title="Sum the list itself",
    skills=("sum-of-copy",),
)
EVIDENCE = Evidence(
    inputs=214,
    sources={"recorded": 0, "doctest": 3, "generated": 211},
    isolation="bubblewrap",
    domain={"values": Assumption("list[int]", "hint")},
    branch_coverage=1.0,
    candidate_branch_coverage=1.0,
    mutation_score=0.96,
    mutants=Mutants(planted=30, killed=24, equivalent=5, missed=("line 2: `+` to `-`",)),
    outside={"RecursionError": 2},
)
MEASUREMENT = Measurement(
    ratio=14.2,
    low=13.1,
    high=15.04,
    sizes=(
        SizeMeasurement(100, 3.0, 2.8, 3.1, 4.5e-6, 1.5e-6, realistic=False),
        SizeMeasurement(10_000, 14.2, 13.1, 15.04, 1.24e-3, 8.73e-5, realistic=True),
    ),
    complexity=Complexity("O(n^2)", "O(n)"),
    memory_ratio=1.02,
    warm_ratio=15.5,
)
ACCEPTED = Verdict(
    candidate=CANDIDATE,
    function="orders.report.totals",
    outcome=Outcome.ACCEPTED,
    reason="no difference on 214 inputs, and at least 13.1 times as fast",
    evidence=EVIDENCE,
    measurement=MEASUREMENT,
    elapsed_s=1.7,
)
DIFFERENT = replace(
    ACCEPTED,
    outcome=Outcome.DIFFERENT,
    reason="the two differ in their value",
    evidence=replace(
        EVIDENCE,
        counterexample=Counterexample("values = [1, 1]\ntotals(values)", "2", "1" * 300, Difference.VALUE),
    ),
    measurement=None,
)
APPLIED = Improvement(ACCEPTED, DIFF, applied=True)
REJECTED = Improvement(DIFFERENT, DIFF)
