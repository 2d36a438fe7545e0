"""Every number that decides a verdict, with its reason. Nothing else in the project decides one."""

MIN_RATIO = 1.05
"""What the lower bound of the ratio must exceed, or the machine's noise floor where that is more. Identical code,
measured in pairs as here, had a lower bound above 1.02 in none of 400 trials; 1.05 leaves room for machines that are
noisier than that one."""

NOISE_MARGIN = 1.5
"""The machine's noise floor lies so much further from 1 (on a logarithmic scale) than the worst of three pairs of
processes with identical code: with a normal spread, two more pairs then lie both above it once in two thousand."""

MOST_NOISE = 1.25
"""Where identical code seems so much faster than itself, a gain that lies within that is not called none: the verdict
is undecided. A larger gain is one on any machine."""

CONFIDENCE = 0.95
"""Of every interval of a ratio: the convention of the field (Georges et al., OOPSLA 2007)."""

SMALL_LOSS_S = 1e-6
"""A size below the realistic ones may lose this much per call: a set-up cost that no caller notices."""

IMPORT_COST_S = 0.020
"""More import time than this must be earned back in one call: it is what a command-line program's user pays."""

MEMORY_RATIO = 2.0
MEMORY_SLACK_BYTES = 16 << 20
"""Peak memory may double (an index beside the data does that), and small amounts are nobody's concern."""

MIN_BRANCH_COVERAGE = 0.8
"""Of both versions. Below it, what was not run is too much of the function to speak for it; some branches only
lead to what the domain excludes, so that all of them cannot be asked for."""

MIN_MUTATION_SCORE = 0.6
"""Of the faults planted in the candidate that change a value on some input. Of 60 right rewrites tried nine in ten
reached 0.75, and what was missing there were faults that no caller can see (an early exit, a boundary at which both
answers agree); inputs that pass through the code without exercising it noticed a tenth."""

MIN_MISSED = 3
"""Faults that were missed. In a function of one line with four faults, two that no caller can see (the sides of a `+`
before sorting) would be half of them."""

MIN_INPUTS = 20
"""Inputs inside the domain; fewer say little about any function with a parameter."""

MIN_INSTRUCTION_RATIO = 1.10
"""Where timing leaves open whether a small speedup is there, the original must need so many times the candidate's
instructions. That is more than the ratio of times must reach, because instructions are not time: those that miss the
cache, or are mispredicted, take longer. The count itself repeats exactly, and identical code has a ratio of 1."""

COUNTING_SHARE = 0.5
"""Counting may take so much more than the time for one function: two cores need some eight seconds for it, which
timing leaves of the default budget only on a quick machine. With it a run still ends within twice its budget."""

LEAST_COUNTED = 10.0
"""The counted calls must execute so many times what the process around them does meanwhile: that is subtracted, and
would have to double before it feigned a tenth."""

MIN_PAIRS = 8
"""The fewest pairs whose extremes bound the median at 95 % under optional stopping (2**8 / 9 > 20); they come from
two pairs of processes at least."""

CASE_CPU_S = 0.5
"""Processor time for one input while looking for differences; an original that needs more is out of time there."""

SYMBOLIC_S, SYMBOLIC_WALL_PER_CPU, SYMBOLIC_SHARE = 5.0, 1.5, 0.5
"""Processor time for CrossHair where it is asked for, and the wall time within which it has to get that. The latter
is added to the budget, so that nothing is taken from the timing, up to half of it: a run still ends within twice its
budget. Where two versions are the same it mostly uses all of its time; what it finds, it finds within seconds."""

CANDIDATE_PATIENCE = 4.0
"""A candidate gets this many times the original's limit before it counts as one that does not come to an end."""

SAMPLE_CPU_S = 4.0
"""Processor time for one timing; a candidate that needs more, where the original does not, is not faster."""

SHORTEST_BATCH_S = 0.0002
"""A batch of calls shorter than this shows the pages that a forked process touches first, not the calls."""

SHORTEST_RUN_S, LEAST_RUN_SHARE = 0.02, 0.02
"""A run of a program that takes less beyond an empty program's is not told from starting and ending a process. What
is left of a run without the empty one's time counts as a fiftieth of it at least: no ratio explodes."""

MAX_ASLEEP = 0.5
"""A version that is asleep for more of its time cannot be judged by processor time."""

AROUND_SHARE = 0.5
"""A candidate that needs so much more time than the original to build its arguments and to write down its results,
and at least half of what it saves, does its work outside the clock. Equal values that lie elsewhere in memory
make a fifth."""

LEAST_REPLAYED_RATIO, MOST_REPLAYED_RATIO = 0.8, 3.0
"""Replayed calls must gain at least 0.8 of the square root of what timed ones gain, but never have to gain more than
three times. There are few of them, they are short, and keeping results costs both versions alike; a candidate that
does the work only when it is asked for answers gains nothing there."""

LARGE_GAIN, SMALL_GAIN = 2.0, 1.25
"""How loudly a finding is told (no verdict hangs on these): a rewrite whose gain on its page's own cases is twofold
for certain, and one that cannot reach a quarter. Between them lies what is worth a line in a review."""

DEEP_LOOPS = 2
"""Loops around a place from which on its cost multiplies: one is what most patterns have by themselves."""

NATIVE_BOUND = 0.8
"""Of the running time of a place: from this share of native code on, no advice about single steps of Python is given
for it (no verdict hangs on it). What is left is a fifth, of which a rewrite of the steps saves a part."""

HOT, COLD = 0.1, 0.01
"""Shares of a profile's time: a tenth is where one looks first, and a whole function of a hundredth cannot matter."""

FAILING_BELOW, FAILING_SURELY = 1 / 3, 0.9
"""A skill sinks in a workspace when it is nine to one that fewer than a third of its rewrites are accepted there (a
uniform prior, so five failures in a row, or nine of ten). Below a third, most of the time that its verification
takes is wasted; a skill that is right half of the time is worth trying."""
