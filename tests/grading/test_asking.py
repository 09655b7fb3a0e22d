"""The examiner's end of the boundary: whatever a learner's process sends, it is an answer, or the process ends."""

import socket
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmbridge.case import LESSON_SEED, Case
from pmbridge.grading.asking import Asking, Dead
from pmbridge.grading.channel import Channel
from pmbridge.grading.examiner import _clean, _rebuilt
from pmbridge.grading.wire import pack

SEED = 4711
KEYS = st.sampled_from(
    ["id", "ask", "value", "found", "raised", "text", "name", "seed", "outputs", "printed"]
)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.floats() | st.text(max_size=5)
    | st.sampled_from(["table", "dictionary", "api_text", "regions", SEED, LESSON_SEED]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=8,
)  # fmt: skip
MESSAGES = (st.dictionaries(KEYS, PLAIN, max_size=5) | PLAIN).map(pack)


def frame(data: bytes) -> bytes:
    return struct.pack("<Q", len(data)) + data


def asked(sent: bytes) -> dict[str, Any]:
    """Ask a process that has sent ``sent`` already, and says nothing more."""
    ours, theirs = socket.socketpair()
    control, zygote = socket.socketpair()
    zygote.sendall(b"\n")
    asking = Asking(control, {}, SEED, lambda remote: remote, 1 << 30)
    asking._channel = Channel(ours)
    try:
        theirs.sendall(sent)
        theirs.shutdown(socket.SHUT_WR)
        return asking.ask("get", 2.0, name="fee")
    finally:
        for end in (ours, theirs, control, zygote):
            end.close()


@given(st.lists(MESSAGES | st.binary(max_size=60), max_size=4), st.binary(max_size=20))
def test_it_is_an_answer_to_this_request_or_the_end(messages: list[bytes], rest: bytes) -> None:
    sent = b"".join(map(frame, messages)) + rest
    try:
        answer = asked(sent)
    except Dead:
        return
    assert type(answer) is dict
    assert answer["id"] == 1


def test_a_late_answer_is_dropped_and_the_right_one_taken() -> None:
    late, right = pack({"id": 0, "value": "late"}), pack({"id": 1, "value": "right"})
    assert asked(frame(late) + frame(right))["value"] == "right"


def test_only_the_owners_tables_and_those_of_the_lessons_are_handed_out() -> None:
    control, _ = socket.socketpair()
    asking = Asking(control, {}, SEED, lambda remote: remote, 1 << 30)
    for seed in (SEED, LESSON_SEED):
        told = asking._tell({"ask": "table", "name": "regions", "seed": seed})
        assert told["value"].equals(Case(seed).regions)
    for question in (
        {"ask": "table", "name": "regions", "seed": 41},
        {"ask": "table", "name": "../regions", "seed": SEED},
        {"ask": "__class__", "seed": SEED},
        {"ask": "table"},
        {"ask": ["table"], "seed": SEED},
    ):
        assert asking._tell(question).keys() == {"refused"}


@given(PLAIN, PLAIN)
def test_an_error_is_rebuilt_as_one_of_pythons_own(kinds: Any, text: Any) -> None:
    error = _rebuilt(kinds, text)
    assert isinstance(error, Exception)
    assert not isinstance(error, StopIteration | StopAsyncIteration)
    assert type(error).__module__ == "builtins"


@pytest.mark.parametrize(
    ("kinds", "kind"),
    [
        (["MyError", "ValueError", "Exception"], ValueError),
        (["SystemExit", "BaseException", "object"], RuntimeError),
        (["StopIteration", "Exception"], RuntimeError),
        (["UnicodeDecodeError", "ValueError", "Exception"], ValueError),
        (["print", "eval", "__import__"], RuntimeError),
    ],
)
def test_the_nearest_error_is_taken(kinds: list[str], kind: type) -> None:
    assert type(_rebuilt(kinds, "text")) is kind


@given(PLAIN)
def test_an_output_is_made_anew_or_left_out(output: Any) -> None:
    made = _clean(output, 1)
    assert made is None or made["output_type"] in (
        "stream",
        "error",
        "display_data",
        "execute_result",
    )
