"""The learner's side: start, check, progress, pack and restore, portfolio."""
