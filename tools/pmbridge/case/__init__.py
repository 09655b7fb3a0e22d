"""Second Spark, the simulated company that every module works on.

>>> from pmbridge.case import Case
>>> Case.mine().survey

Nothing here is real: companies, people, regions and figures are drawn from a
seed, so each learner has their own numbers and all share the same truths.
"""

from pmbridge.case.canonical import canonical_csv, digest
from pmbridge.case.company import Case, NoSuchTable
from pmbridge.case.draw import Draw
from pmbridge.case.seeds import LESSON_SEED, my_seed, seed_of

__all__ = [
    "LESSON_SEED",
    "Case",
    "Draw",
    "NoSuchTable",
    "canonical_csv",
    "digest",
    "my_seed",
    "seed_of",
]
