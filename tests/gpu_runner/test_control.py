from __future__ import annotations

import socket
import threading
import time

import pytest

from gpu_runner.control import Control
from gpu_runner.errors import SlotFailed
from gpu_runner.guest.protocol import Channel


@pytest.fixture
def ends():
    """A control and the other side's channel."""
    left, right = socket.socketpair()
    control, other = Control(Channel(left)), Channel(right)
    yield control, other
    control.close()
    other.close()


def answer(channel, reply):
    def serve():
        channel.receive()
        if isinstance(reply, bytes):
            channel.sock.sendall(reply)
        else:
            channel.send(reply)

    thread = threading.Thread(target=serve)
    thread.start()
    return thread


def test_a_request_gets_its_reply(ends):
    control, other = ends
    thread = answer(other, {"pid": 7})
    assert control.request("start", seconds=5, key="x") == {"pid": 7}
    thread.join()


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        ({"error": "no such module"}, "no such module"),
        (b"not json\n", "broken at 'start'"),
        (b"[1]\n", "broken at 'start'"),
    ],
)
def test_bad_replies_are_failures_of_the_slot(ends, reply, message):
    control, other = ends
    thread = answer(other, reply)
    with pytest.raises(SlotFailed, match=message):
        control.request("start", seconds=5)
    thread.join()


def test_silence_has_an_end_and_spoils_the_connection(ends):
    control, _ = ends
    with pytest.raises(SlotFailed, match=r"no answer to 'poll' in 0\.1 s"):
        control.request("poll", seconds=0.1)
    with pytest.raises(SlotFailed, match="broken"):
        control.request("poll", seconds=0.1)


def test_a_closed_connection_is_the_end_of_the_warm_process(ends):
    control, other = ends
    other.close()
    with pytest.raises(SlotFailed, match=r"ended|broken"):
        control.request("poll", seconds=1)


def test_messages_may_come_in_pieces_and_together():
    left, right = socket.socketpair()
    with left, right:
        right.sendall(b'{"a": 1}\n{"b"')
        channel = Channel(left)
        assert channel.receive() == {"a": 1}
        right.sendall(b": 2}\n")
        assert channel.receive() == {"b": 2}
        right.close()
        assert channel.receive() is None


def test_connecting_ends_when_nobody_will_listen(tmp_path):
    with pytest.raises(SlotFailed, match="ended before it listened"):
        Control.connect(tmp_path / "none", seconds=5, alive=lambda: False)
    started = time.monotonic()
    with pytest.raises(SlotFailed, match="does not listen"):
        Control.connect(tmp_path / "none", seconds=0.1, alive=lambda: True)
    assert time.monotonic() - started < 2
