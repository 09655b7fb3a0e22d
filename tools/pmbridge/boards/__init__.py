"""Boards: workbenches in a notebook on which a learner answers without typing code."""
