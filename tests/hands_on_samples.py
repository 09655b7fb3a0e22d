"""The boards of step 5, each once, in a small course of their own."""

from board_samples import Samples

HANDS_ON: Samples = {
    "cases": (
        "arena",
        """
question: Which cases catch the broken versions?
help: A case is right when the rule says the same as you.
facts: {farthest: promise_max_km, slots: promise_slots, cutoff: promise_cutoff_hour}
inputs:
  - {id: km, text: kilometres to the repairer, most: 500}
  - {id: promised, text: jobs already promised, most: 20}
  - {id: hour, text: hour of the booking, most: 23}
outcomes:
  - {id: next, text: the next working day}
  - {id: second, text: the second working day}
  - {id: none, text: no day}
given: a repairer {km} km away with {promised} jobs promised for that day
when: a household books at {hour} o'clock
then: we promise
spec:
  - "The repairer is more than {farthest} km away: no day."
  - "The repairer has {slots} jobs promised already, or more: no day."
  - "It is before {cutoff} o'clock: the next working day."
  - "Otherwise: the second working day."
rule:
  - {if: km > farthest, then: none}
  - {if: promised >= slots, then: none}
  - {if: hour < cutoff, then: next}
  - {then: second}
versions:
  - id: A
    text: It forgets the distance.
    rule: [{if: promised >= slots, then: none}, {if: hour < cutoff, then: next}, {then: second}]
  - id: B
    text: "It takes the full hour still as early: up to and including."
    rule: [{if: km > farthest, then: none}, {if: promised >= slots, then: none}, {if: hour <= cutoff, then: next}, {then: second}]
  - id: C
    text: It refuses only when both limits are passed.
    rule: [{if: km > farthest and promised >= slots, then: none}, {if: hour < cutoff, then: next}, {then: second}]
""",
    ),
    "size": (
        "bench",
        """
question: How many visitors does the test need?
help: Move the slider to the rate that pays for the work.
show: size
fields:
  - id: half
    text: Half that difference would need
    options: [{id: half, text: half as many}, {id: twice, text: twice as many}, {id: four, text: about four times as many}]
""",
    ),
    "splits": (
        "bench",
        """
question: Which of the two tests may be read?
help: Each test lies in two envelopes. Choose which you open first.
show: split
tests: [{id: experiment_v1, text: The first test}, {id: experiment_v2, text: The second test}]
fields:
  - id: next
    text: What now, with a test that must not be read?
    options: [{id: run, text: Find the fault and run it again.}, {id: phones, text: Take the phones out and read the rest.}]
""",
    ),
    "peeking": (
        "bench",
        """
question: What happens to a test that is looked at ten times?
show: peek
fields:
  - id: guess
    text: Your guess, before you see it. Of 100 such tests, how many show a “winner” at one look or another?
    options: [{id: "5", text: about 5}, {id: "10", text: about 10}, {id: "20", text: about 20}, {id: "50", text: about 50}]
  - id: rule
    text: What do you agree on for the next test?
    options: [{id: daily, text: "Look each day, stop at the first winner."}, {id: once, text: "Decide once, on the day fixed before."}]
""",
    ),
    "reading": (
        "bench",
        """
question: What does the second test allow?
show: readout
test: experiment_v2
margins: [0, 1, 2]
fields:
  - id: decision
    text: Your decision
    options: [{id: ship, text: Roll it out.}, {id: hold, text: Hold it and mend capacity first.}, {id: kill, text: Drop it.}]
""",
    ),
    "quarters": (
        "roadmap",
        """
question: What comes when, and what does not come?
help: Choose the quarter by whose end an idea is finished.
notes:
  - {id: assumption, text: "What has to stay true for this plan?", type: text}
  - {id: trigger, text: "What would make you plan again?", type: text}
""",
    ),
    "stories": (
        "records",
        """
question: Which stories does the promise consist of?
noun: story
plural: stories
least: 2
most: 8
marks: stories
fields:
  - {id: role, text: As, type: text}
  - {id: need, text: I need, type: text}
  - {id: benefit, text: so that, type: text}
  - {id: given, text: Given, type: text}
  - {id: when, text: When, type: text}
  - {id: then, text: Then, type: text}
  - {id: evidence, text: Evidence, type: picks, from: evidence}
""",
    ),
    "prd": (
        "records",
        """
question: What has to be true, and how do we know?
noun: requirement
least: 1
marks: prd
head:
  - {id: problem, text: Problem, type: long}
fields:
  - {id: requirement, text: It must, type: text}
  - {id: evidence, text: It points at, type: picks, from: [evidence, stories]}
  - {id: value, text: Number it rests on, type: text, optional: true}
  - {id: about, text: Where that number is from, type: picks, from: numbers, most: 1, optional: true}
""",
    ),
}
