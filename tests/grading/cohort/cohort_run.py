"""What the tests of a cohort share: a small one, and what came of the golden one."""

from dataclasses import dataclass
from pathlib import Path

from pmbridge.content import content_root
from pmbridge.grading.cohort import assignments, releasing, roster
from pmbridge.grading.cohort.collect import Outcome
from pmbridge.grading.cohort.folder import Cohort, create
from pmbridge.grading.cohort.marking import Marked

# Until the sandbox is there, and where it can't be.
UNSAFE = False


@dataclass(frozen=True)
class Run:
    """A cohort from hand-in to feedback, and what the commands said on the way."""

    cohort: Cohort
    handed_in: Path
    collected: list[Outcome]
    marked: list[Marked]

    def sentences(self, learner: str) -> str:
        return " ".join(s for o in self.collected if o.learner == learner for s in o.sentences)

    def flags(self, learner: str) -> str:
        return " ".join(s for o in self.collected if o.learner == learner for s in o.flags)


def small_cohort(folder: Path, participants: str = "learner\nada\nbob\n", **kw: bool) -> Cohort:
    """Make a cohort with the sample module released."""
    cohort, _ = create(folder / "cohort", **kw)
    (folder / "participants.csv").write_text(participants)
    roster.merge(cohort, folder / "participants.csv")
    layout = content_root()
    releasing.release(cohort, layout, assignments.modules(layout))
    return cohort
