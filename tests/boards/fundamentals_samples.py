"""One board of each kind of step 3, as authors write them."""

BOARDS: dict[str, tuple[str, str]] = {
    "ranking": (
        "backlog",
        """
question: Which order would you defend?
reasons:
  - {id: no evidence, text: Nothing supports the confidence.}
  - {id: duty, text: It is a duty with a date.}
  - {id: opens, text: Something else needs it first.}
""",
    ),
    "moscow": (
        "backlog",
        """
question: What goes into three quarters?
groups:
  - {id: must, text: Must, note: Without it the plan makes no sense.}
  - {id: should, text: Should}
  - {id: could, text: Could}
  - {id: wont, text: "Won't, this time"}
""",
    ),
}
