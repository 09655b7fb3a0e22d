"""Errors that are written for a person: what was wrong, where, and the next step."""


class CourseError(Exception):
    """Something the person at the keyboard can mend.

    Parameters
    ----------
    what : str
        One sentence: what was wrong, and where.
    next_step : str
        One sentence: what to do about it.
    """

    def __init__(self, what: str, next_step: str) -> None:
        super().__init__(f"{what} {next_step}")
        self.what = what
        self.next_step = next_step

    def __reduce__(self) -> tuple[type["CourseError"], tuple[str, str]]:
        return type(self), (self.what, self.next_step)
