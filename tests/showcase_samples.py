"""The boards of step 7, as its exercises have them."""

SHOWCASE = {
    "lines": (
        "judge",
        """
question: What does the line tell?
table: {name: resume_bullets, id: bullet_id, text: text, note: background, first: 20}
columns:
  - id: metric
    text: A measure?
    options: [{id: "yes", text: Measure}, {id: "no", text: None}]
  - id: outcome
    text: Something different?
    options: [{id: "yes", text: Outcome}, {id: "no", text: None}]
""",
    ),
    "bullets": (
        "records",
        """
question: Four lines that hold
noun: line
least: 2
most: 4
marks: bullets
fields:
  - {id: before, text: How it stood before, type: text}
  - {id: after, text: The new line, type: long, rows: 2, max_words: 35}
  - id: source
    text: Where the number stands
    type: choice
    options: [{id: record, text: "A report, log or bill"}, {id: none, text: Not measured}]
examples:
  other: [{before: At home with two children, after: Ran a food swap for 60 families.}]
""",
    ),
    "match": (
        "records",
        """
question: What could you put on the table tomorrow?
table: {name: posting_match, id: requirement_id, text: requirement}
score: {field: evidence, worth: {part: 0.5, all: 1}, weight: weight}
fields:
  - id: evidence
    text: I could show
    type: choice
    options:
      - {id: nothing, text: Nothing yet}
      - {id: part, text: "Something in part, or a draft"}
      - {id: all, text: Something complete}
  - {id: proof, text: What exactly, type: text}
""",
    ),
}
