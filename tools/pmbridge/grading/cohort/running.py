"""Where submissions are run: by warm processes on this machine, or by the workers of a Dask cluster.

Both run the same pure function. They give results back as they come and write nothing themselves.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    CancelledError,
    Executor,
    Future,
    ThreadPoolExecutor,
    wait,
)
from typing import TYPE_CHECKING, Any, Protocol

from pmbridge import __version__
from pmbridge.grading.grade import grade_submission
from pmbridge.grading.graded import Graded
from pmbridge.problems import CourseError

if TYPE_CHECKING:
    from pmbridge.grading.cohort.marking import Submission

Say = Callable[[str], None]
_CONNECT_SECONDS = 30
_QUIET_SECONDS = 60.0
_LOOK_SECONDS = 5.0
WORKER_ENDED = (
    "Every worker of the cluster that graded this submission ended in the middle of it, also the one that "
    "had nothing else to do. Nothing of it was graded."
)


class WorkerEnded(Exception):
    """The workers that had a submission ended; something else that they had may be the reason."""


class Place(Protocol):
    """Somewhere to run submissions."""

    def room(self) -> int:
        """Return how many may be under way: notebooks in memory, and what is lost on a stop."""

    def submit(self, submission: Submission) -> Future[Any]:
        """Begin with a submission."""

    def result(self, future: Future[Any]) -> Graded:
        """Return what came of one that is done."""

    def alone(self, submission: Submission) -> Graded:
        """Run one with nothing beside it; here the end of its process is its result."""

    def look(self) -> None:
        """See whether anybody is at work."""

    def close(self) -> None:
        """End what is under way."""


class Here:
    """Threads of this process with a warm process each."""

    def __init__(self, workers: int, unsafe: bool) -> None:
        self._workers = workers
        self._unsafe = unsafe
        self._pool = ThreadPoolExecutor(workers)

    def room(self) -> int:
        """Two a worker."""
        return 2 * self._workers

    def submit(self, submission: Submission) -> Future[Any]:
        """Begin with a submission."""
        s = submission
        return self._pool.submit(
            grade_submission, s.notebook, s.answers, s.assignment, s.learner, unsafe=self._unsafe
        )

    def result(self, future: Future[Any]) -> Graded:
        """Return what came of one that is done."""
        result: Graded = future.result()
        return result

    def alone(self, submission: Submission) -> Graded:
        """Run one with nothing beside it."""
        return self.result(self.submit(submission))

    def look(self) -> None:
        """Do nothing: somebody is."""

    def close(self) -> None:
        """End what is under way."""
        self._pool.shutdown(wait=False, cancel_futures=True)


class Cluster:
    """The workers of a Dask cluster that runs already.

    Dask gives what a worker had when it ended to another one, and gives up after some ends
    (``distributed.scheduler.allowed-failures``). It blames all that the worker had, so what it gives up
    is tried once more with nothing beside it. Only then is the end of a worker this submission's result.

    Raises
    ------
    CourseError
        If there is no scheduler at ``address``, or the library is not installed.
    """

    def __init__(self, address: str, unsafe: bool, say: Say) -> None:
        try:
            from distributed import Client
        except ImportError as error:
            raise CourseError(
                "Grading on a cluster needs the library distributed.",
                "Run: pip install -e '.[dask]' in the folder of this project.",
            ) from error
        from pmbridge.grading import remote

        self._remote = remote
        self._unsafe = unsafe
        self._say = say
        self._address = address
        try:
            self._client = Client(
                address, timeout=_CONNECT_SECONDS, name="pmbridge-grade", set_as_default=False
            )
        except (OSError, ValueError) as error:
            raise CourseError(
                f"There is no Dask scheduler at {address}.",
                "Look at the address that it printed when it started, such as tcp://10.0.0.5:8786.",
            ) from error
        self._pool = self._client.get_executor(pure=False)
        self._packed: dict[str, bytes] = {}
        self._looked = self._seen = time.monotonic()
        self._threads = self._count()

    def _nthreads(self) -> dict[str, int]:
        """Return the threads of each worker."""
        try:
            found: dict[str, int] = self._client.nthreads()
        except Exception as error:  # whatever the connection says when it is gone
            raise self._gone() from error
        return found

    def _count(self) -> int:
        return sum(self._nthreads().values())

    def _gone(self) -> CourseError:
        return CourseError(
            f"The Dask scheduler at {self._address} is gone.",
            "What was graded is saved. Start the scheduler and run the command again; it goes on there.",
        )

    def room(self) -> int:
        """Two a thread of the workers."""
        return max(4, 2 * self._threads)

    def _begin(self, pool: Executor, submission: Submission) -> Future[Any]:
        s = submission
        if s.assignment.digest not in self._packed:
            self._packed[s.assignment.digest] = self._remote.packed(s.assignment)
        job = self._remote.Job(
            version=__version__,
            assignment=self._packed[s.assignment.digest],
            notebook=s.notebook,
            answers=s.answers,
            learner=s.learner.learner,
            course_key=s.learner.course_key,
            unsafe=self._unsafe,
        )
        return pool.submit(self._remote.grade_remotely, job)

    def submit(self, submission: Submission) -> Future[Any]:
        """Begin with a submission."""
        return self._begin(self._pool, submission)

    def result(self, future: Future[Any]) -> Graded:
        """Return what came of one that is done."""
        from distributed import KilledWorker

        try:
            return Graded.from_data(future.result())
        except KilledWorker as error:
            raise WorkerEnded from error
        except CancelledError as error:
            raise self._gone() from error
        except CourseError as error:
            raise CourseError(
                f"On a worker of the cluster: {error.what}", error.next_step
            ) from error
        except ImportError as error:
            raise CourseError(
                f"A worker of the cluster, or its scheduler, can't load the course: {error}.",
                f"Install pmbridge {__version__} there, as on this machine.",
            ) from error

    def alone(self, submission: Submission) -> Graded:
        """Run one with nothing beside it."""
        from pmbridge.grading.examine import unread

        # A worker that has one submission, and is not replaced by another one that has it: at most one
        # more worker ends.
        worker = self._a_worker()
        pool = self._client.get_executor(pure=False, workers=[worker], allow_other_workers=False)
        try:
            future = self._begin(pool, submission)
            while not wait([future], timeout=0.5).done:
                if worker not in self._nthreads():
                    return unread(submission.assignment, WORKER_ENDED)
            return self.result(future)
        except WorkerEnded:
            return unread(submission.assignment, WORKER_ENDED)
        finally:
            pool.shutdown(wait=False)

    def _a_worker(self) -> str:
        while True:
            for name in self._nthreads():
                return name
            self.look()
            time.sleep(0.5)

    def look(self) -> None:
        """Count the workers anew from time to time, and say so if there are none for long."""
        now = time.monotonic()
        if now - self._looked < _LOOK_SECONDS:
            return
        self._looked = now
        self._threads = self._count()
        if self._threads:
            self._seen = now
        elif now - self._seen > _QUIET_SECONDS:
            self._seen = now
            self._say(f"The scheduler at {self._address} has no workers. Waiting for one to come.")

    def close(self) -> None:
        """End what is under way."""
        with contextlib.suppress(Exception):
            self._pool.shutdown(wait=False)
        with contextlib.suppress(Exception):
            self._client.close(timeout=5)


def run(submissions: Sequence[Submission], place: Place) -> Iterator[tuple[Submission, Graded]]:
    """Yield each submission with its result, as they come.

    A process that dies is that submission's result, and the next one gets a fresh one.

    Raises
    ------
    CourseError
        If grading can't work at all, as where there is no sandbox.
    """
    waiting = list(reversed(submissions))
    running: dict[Future[Any], Submission] = {}
    suspects: list[Submission] = []
    try:
        while waiting or running:
            while waiting and len(running) < place.room():
                submission = waiting.pop()
                running[place.submit(submission)] = submission
            done, _ = wait(running, timeout=_LOOK_SECONDS, return_when=FIRST_COMPLETED)
            place.look()
            for future in done:
                submission = running.pop(future)
                try:
                    result = place.result(future)
                except WorkerEnded:
                    suspects.append(submission)
                else:
                    yield submission, result
        for submission in suspects:
            yield submission, place.alone(submission)
    finally:
        place.close()
