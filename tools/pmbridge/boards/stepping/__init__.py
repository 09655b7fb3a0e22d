"""Runs a short program line by line and writes down what every name holds; see ``machine``."""
