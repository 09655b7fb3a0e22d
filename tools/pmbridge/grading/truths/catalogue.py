"""All planted truths, in the order of the modules they serve."""

from __future__ import annotations

from pmbridge.grading.truths import (
    career,
    delivery,
    experiments,
    market,
    network,
    people,
    priorities,
    written,
)

TRUTHS = (
    *market.TRUTHS,
    *people.TRUTHS,
    *written.TRUTHS,
    *priorities.TRUTHS,
    *delivery.TRUTHS,
    *experiments.TRUTHS,
    *network.TRUTHS,
    *career.TRUTHS,
)
BY_NAME = {truth.name: truth for truth in TRUTHS}
