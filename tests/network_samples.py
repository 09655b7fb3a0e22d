"""The boards of step 6, as an author writes them."""

NETWORK = {
    "next": (
        "network",
        """
question: Whom do you ask to be introduced to, and why?
help: Everything here is simulated.
goal: product
reasons:
  - {id: most, text: Knows the most people}
  - {id: between, text: Stands between people I know and a circle I can't reach}
""",
    ),
    "message": (
        "text",
        """
question: Your message to somebody in product
max_words: 90
rows: 6
reads: outreach
""",
    ),
}
