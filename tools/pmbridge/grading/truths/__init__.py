"""The truths planted in the case, as data, and the answers to its items.

A truth recomputes itself from the tables, so it holds whatever made them.
Nothing below this floor imports it: what is right stays out of the tables.
"""

from pmbridge.grading.truths.answers import ItemAnswer, answers, launch_phases
from pmbridge.grading.truths.catalogue import BY_NAME, TRUTHS
from pmbridge.grading.truths.model import Answer, Naive, Truth, check
from pmbridge.grading.truths.verifying import Failure, Report, verify

__all__ = [
    "BY_NAME",
    "TRUTHS",
    "Answer",
    "Failure",
    "ItemAnswer",
    "Naive",
    "Report",
    "Truth",
    "answers",
    "check",
    "launch_phases",
    "verify",
]
