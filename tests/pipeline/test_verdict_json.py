"""The JSON shapes are a contract with other programs."""

import json
import math
from dataclasses import replace

from speedwright.model.improvement import step_gains
from speedwright.pipeline.verdict_json import improvements_to_json, verdict_to_json
from tests.cli.verdicts import ACCEPTED, APPLIED, DIFF, DIFFERENT, MEASUREMENT, REJECTED


def test_accepted_verdict_has_the_shape_of_the_contract() -> None:
    assert verdict_to_json(ACCEPTED) == {
        "schema": 1,
        "function": "orders.report.totals",
        "verdict": "accepted",
        "reason": "no difference on 214 inputs, and at least 13.1 times as fast",
        "evidence": {
            "inputs": 214,
            "sources": {"recorded": 0, "doctest": 3, "generated": 211},
            "branch_coverage": 1.0,
            "candidate_branch_coverage": 1.0,
            "mutation_score": 0.96,
            "mutants": {"planted": 30, "killed": 24, "equivalent": 5, "missed": ["line 2: `+` to `-`"]},
            "unreached": [],
            "counterexample": None,
            "relaxations": [],
            "state_kept": [],
            "isolation": "bubblewrap",
            "domain": {"values": {"type": "list[int]", "from": "hint"}},
            "outside": {"RecursionError": 2},
            "notes": [],
            "problems": [],
        },
        "measurement": {
            "ratio": 14.2,
            "low": 13.1,
            "high": 15.04,
            "sizes": [
                {
                    "n": 100,
                    "ratio": 3.0,
                    "low": 2.8,
                    "high": 3.1,
                    "original_s": 4.5e-06,
                    "candidate_s": 1.5e-06,
                    "realistic": False,
                },
                {
                    "n": 10000,
                    "ratio": 14.2,
                    "low": 13.1,
                    "high": 15.04,
                    "original_s": 0.00124,
                    "candidate_s": 8.73e-05,
                    "realistic": True,
                },
            ],
            "complexity": {"from": "O(n^2)", "to": "O(n)"},
            "memory_ratio": 1.02,
            "warm_ratio": 15.5,
            "import_cost_s": 0.0,
            "crossover": None,
            "noise_floor": 1.0,
            "instruction_ratio": None,
            "not_counted": None,
        },
        "elapsed_s": 1.7,
    }


def test_counterexample_is_told_in_full() -> None:
    converted = verdict_to_json(DIFFERENT)

    assert converted["measurement"] is None
    assert converted["evidence"]["counterexample"] == {
        "call": "values = [1, 1]\ntotals(values)",
        "original": "2",
        "candidate": "1" * 300,
        "difference": "value",
    }


def test_improvements_carry_where_they_come_from_and_whether_they_were_applied() -> None:
    converted = improvements_to_json([APPLIED, REJECTED])

    assert converted["schema"] == 1
    applied, rejected = converted["results"]
    assert {key: applied[key] for key in ("path", "skills", "origin", "diff", "applied", "verdict")} == {
        "path": "orders/report.py",
        "skills": ["sum-of-copy"],
        "origin": "rewrite",
        "diff": DIFF,
        "applied": True,
        "verdict": "accepted",
    }
    assert (rejected["applied"], rejected["verdict"]) == (False, "different")


def test_each_step_has_its_share() -> None:
    twice = replace(APPLIED, steps=step_gains([APPLIED.verdict, APPLIED.verdict]))
    applied, rejected = improvements_to_json([twice, REJECTED])["results"]
    step = {
        "skills": ["sum-of-copy"],
        "title": APPLIED.verdict.candidate.title,
        "ratio": 14.2,
        "low": 13.1,
        "high": 15.04,
    }
    assert applied["steps"] == [{**step, "share": 0.5}] * 2
    assert rejected["steps"] == []


def test_numbers_are_valid_json_and_not_more_exact_than_the_measurement() -> None:
    measured = replace(MEASUREMENT, ratio=math.inf, high=math.nan, low=1.23456789)
    text = json.dumps(verdict_to_json(replace(ACCEPTED, measurement=measured)), allow_nan=False)

    assert json.loads(text)["measurement"]["ratio"] is None
    assert json.loads(text)["measurement"]["low"] == 1.235
