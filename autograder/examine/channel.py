"""The examiner's line to the candidate: one request, one answer, over its shell channel."""

from __future__ import annotations

import asyncio
import tempfile
import threading
import time
from pathlib import Path
from typing import Any, Final

import zmq
from jupyter_client.session import Session as MessageSession

from autograder.examine.relay import Relay
from autograder.examine.wire_types import MAX_BUFFER_BYTES, MAX_TREE_BYTES, Message, WireError

_POLL_MILLISECONDS = 200
MAX_ANSWER_BYTES: Final = MAX_BUFFER_BYTES + MAX_TREE_BYTES
"""Of one answer, in all its parts."""


class CandidateTimeout(BaseException):
    """The candidate did not answer before the test's deadline.

    Derives from BaseException so that a test's own ``except Exception`` cannot swallow it.
    """


class _Gate:
    """Lets as many bytes of the candidate in as one answer may have.

    ZeroMQ bounds the size of a part and not their number, and takes a whole message into memory
    before anybody can look at it. So the bytes pass through a relay, in a thread of its own.
    """

    def __init__(self, socket: Path, most: int) -> None:
        self._most = most
        self._shut = threading.Event()
        self._relay = Relay(most, self._shut.set)
        self._loop = asyncio.new_event_loop()
        self._folder = tempfile.TemporaryDirectory(prefix="line-")
        self.path = Path(self._folder.name) / "shell"
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        listening = self._relay.listen(self.path, socket)
        asyncio.run_coroutine_threadsafe(listening, self._loop).result()

    def renew(self) -> None:
        """A question is asked: what comes now is another answer."""
        self._loop.call_soon_threadsafe(self._relay.allow, self._most)

    def check(self) -> None:
        """Raise a `WireError` once an answer was too long."""
        if self._shut.is_set():
            raise WireError(f"an answer of the candidate has more than {self._most} bytes")

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._relay.close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._folder.cleanup()


class Channel:
    """A connection to the shell socket of a candidate's kernel.

    Args:
        socket: of the shell channel, e.g. ``/run/peers/x/kernel-1``.
        key: the signing key of the candidate's kernel.
        most: bytes that one answer may have.
    """

    def __init__(self, socket: str, key: str, most: int = MAX_ANSWER_BYTES) -> None:
        self._gate = _Gate(Path(socket), most)
        self._session = MessageSession(key=key.encode("ascii"))
        self._socket: zmq.Socket[bytes] = zmq.Context.instance().socket(zmq.DEALER)
        self._socket.setsockopt(zmq.LINGER, 0)
        self._socket.setsockopt(zmq.MAXMSGSIZE, MAX_BUFFER_BYTES)
        self._socket.connect(f"ipc://{self._gate.path}")
        self._forgotten: list[int] = []
        self.deadline = float("inf")

    def forget(self, number: int) -> None:
        """Tell the candidate, with the next request, that a handle is no longer needed."""
        self._forgotten.append(number)

    def ask(self, op: str, message: Message) -> Message:
        """Send a request and wait for its answer, until `deadline` (of `time.monotonic`).

        Raises:
            CandidateTimeout: no answer in time.
            WireError: what came back is no answer.
        """
        self._gate.check()
        self._gate.renew()
        forgotten, self._forgotten = self._forgotten, []
        content = {"op": op, "forget": forgotten}
        sent = self._session.send(
            self._socket,
            "examination_request",
            content=content,
            buffers=[message.tree, *message.buffers],
        )
        while True:
            reply = self._receive()
            if reply.get("parent_header", {}).get("msg_id") == sent["header"]["msg_id"]:
                break
        if reply["msg_type"] != "examination_reply" or not reply["buffers"]:
            raise WireError("the candidate's kernel gave no answer to a question")
        tree, *buffers = (bytes(item) for item in reply["buffers"])
        return Message(tree, buffers)

    def _receive(self) -> dict[str, Any]:
        while True:
            # Every time: messages that are no answer must not put the deadline off.
            self._gate.check()
            if time.monotonic() > self.deadline:
                raise CandidateTimeout
            if self._socket.poll(_POLL_MILLISECONDS):
                break
        frames = self._socket.recv_multipart()
        try:
            _, frames = self._session.feed_identities(frames)
            message: dict[str, Any] = self._session.deserialize(frames)
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise WireError(
                f"the candidate's answer is malformed: {type(error).__name__}"
            ) from None
        if not isinstance(message.get("parent_header"), dict):
            raise WireError("the candidate's answer is malformed")
        return message

    def close(self) -> None:
        self._socket.close()
        self._gate.close()
