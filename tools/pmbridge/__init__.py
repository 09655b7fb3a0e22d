"""Bridge to Product: an interactive course for people who want to become product managers."""

__version__ = "0.1.0.dev0"
