"""The board of step 8, as an author writes it."""

PERSISTENCE = {
    "search": (
        "search",
        """
question: What would your week look like?
help: All odds are simulated, and nobody's own.
""",
    ),
}
