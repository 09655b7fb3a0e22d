"""The learner's folder: who they are, progress, answers and artefacts, all written atomically."""
