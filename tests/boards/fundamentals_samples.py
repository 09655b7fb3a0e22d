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
    "rivals": (
        "matrix",
        """
question: Who does what well, and how do you know?
themes:
  - {id: price, text: Price}
  - {id: status, text: News about the repair}
  - {id: wait, text: Waiting}
  - {id: quality, text: Quality}
  - {id: communication, text: Being reached}
  - {id: friendliness, text: Friendliness}
claims:
  - {id: C1, company: BrandCare, text: Trust, value: 5 of 5, source: "Tomasz: everybody knows that"}
  - {id: C2, company: BrandCare, text: "Warranty, months", fact: warranty_months}
""",
    ),
    "sorter": ("kano", "question: What does each pair of answers mean?"),
    "waiting": (
        "delay",
        """
question: Which order makes waiting cheap?
plans:
  - {id: free, text: Every order is possible}
  - {id: bound, text: B01 needs B08 first, needs: true}
""",
    ),
    "retention": (
        "triangle",
        """
question: How many are still there in month 3?
age: 3
verdict: Users with two items stay longer. What do you do?
options:
  - {id: push, text: "Make everybody register two items. It works."}
  - {id: test, text: "Offer it to one half, chosen by chance, and compare."}
""",
    ),
}
