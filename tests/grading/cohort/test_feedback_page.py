"""Whatever is in a submission, a message or a comment: on the page it is text."""

import re

from golden import MODULE

from pmbridge.grading.assignment import Assignment
from pmbridge.grading.cohort.feedback import Feedback, page
from pmbridge.grading.cohort.gradebook import Score, Standing
from pmbridge.grading.cohort.records import Record
from pmbridge.grading.cohort.roster import Person
from submissions import SAMPLE

HOSTILE = (
    '<script>alert(1)</script><img src=x onerror="alert(2)"><svg onload=alert(3)>'
    "<a href='javascript:alert(4)'>here</a> `<b onclick=alert(5)>` \x1b[31m</p></main></body>"
)


def test_markup_from_outside_is_only_text() -> None:
    check = {"label": "read-a-line", "part": 1, "title": HOSTILE, "name": HOSTILE, "hidden": True,
             "points": 1, "earned": 0, "state": "not yet", "message": HOSTILE}  # fmt: skip
    record = Record(
        "eve", MODULE, graded={"checks": {"read-a-line-check-1": check}, "cut": HOSTILE}
    )
    score = Score("note-to-founder-manual-1", 3, 1, None, 1, None, False, HOSTILE)
    standing = Standing({score.name: score}, {score.name: HOSTILE, "read-a-line": HOSTILE}, 0, 0)
    text = page(Feedback(Person("eve", HOSTILE), Assignment.load(SAMPLE, MODULE), record, standing))
    assert "default-src 'none'" in text
    tags = {tag.lower() for tag in re.findall(r"<\s*([a-zA-Z]+)", text)}
    assert not tags & {"script", "img", "svg", "iframe", "object", "form", "input"}
    for tag in re.findall(r"<[a-zA-Z][^>]*>", text):
        assert " on" not in tag.replace(" one", "")
        assert "javascript:" not in tag
    assert text.count("</main>") == text.count("</body>") == 1
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
