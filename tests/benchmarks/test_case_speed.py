"""How long the case takes and how much memory. Run: pytest tests/benchmarks/test_case_speed.py."""

import subprocess
import sys
from pathlib import Path

import pytest

# The limits of the design on one idle core are 0.3 s, 2 s and 150 MB. Processor time is
# measured, which other programs stretch less than the clock; the factor leaves room for that.
ROOM = 2.5

PROBE = """
import time
from pathlib import Path
import numpy, pandas

def most():
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmHWM")))

base = most()
start = time.process_time()
from pmbridge.case import Case
case = Case(seed=11)
case.table({name!r})
first = time.process_time() - start
for name in case.tables():
    case.table(name)
print(first, time.process_time() - start, (most() - base) / 1024)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
@pytest.mark.parametrize("name", ["survey", "reviews", "tickets", "job_posts", "experiment_v2"])
def test_the_case_is_quick_and_small(name):
    done = subprocess.run(
        [sys.executable, "-c", PROBE.format(name=name)], capture_output=True, text=True, check=True
    )
    first, whole, megabytes = map(float, done.stdout.split())
    print(f"{name} first: {first:.2f} s, whole case: {whole:.2f} s, memory: {megabytes:.0f} MB")
    assert first < 0.3 * ROOM
    assert whole < 2 * ROOM
    assert megabytes < 150
