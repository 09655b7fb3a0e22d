"""Grading: the examiner, the cohort, the gradebook and the truths planted in the case."""
