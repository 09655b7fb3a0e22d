"""nbgrader's configuration: this checkout is a complete nbgrader course.

``solutions/`` is what nbgrader calls the source and ``exercises/`` the release; both are built from
``course/`` by ``pmbridge build``.
"""

from pathlib import Path

c = get_config()  # type: ignore[name-defined]  # noqa: F821 - nbgrader provides it

c.CourseDirectory.root = str(Path(__file__).resolve().parent)
c.CourseDirectory.course_id = "bridge-to-product"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
# A starter is calm: the line above the solution region says what to fill in, and nothing is raised.
c.ClearSolutions.code_stub = {"python": ""}
# A check cell that a learner deleted comes back before it is graded.
c.OverwriteCells.add_missing_cells = True
c.ExecutePreprocessor.timeout = 120
