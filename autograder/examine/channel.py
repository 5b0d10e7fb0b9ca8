"""The examiner's line to the candidate: one request, one answer, over its shell channel."""

from __future__ import annotations

import time
from typing import Any

import zmq
from jupyter_client.session import Session as MessageSession

from autograder.examine.wire_types import MAX_BUFFER_BYTES, Message, WireError

_POLL_MILLISECONDS = 200


class CandidateTimeout(BaseException):
    """The candidate did not answer before the test's deadline.

    Derives from BaseException so that a test's own ``except Exception`` cannot swallow it.
    """


class Channel:
    """A connection to the shell socket of a candidate's kernel.

    Args:
        endpoint: ZMQ address of the shell channel, e.g. ``ipc:///run/peers/x/kernel-1``.
        key: the signing key of the candidate's kernel.
    """

    def __init__(self, endpoint: str, key: str) -> None:
        self._session = MessageSession(key=key.encode("ascii"))
        self._socket: zmq.Socket[bytes] = zmq.Context.instance().socket(zmq.DEALER)
        self._socket.setsockopt(zmq.LINGER, 0)
        self._socket.setsockopt(zmq.MAXMSGSIZE, MAX_BUFFER_BYTES)
        self._socket.connect(endpoint)
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
        while not self._socket.poll(_POLL_MILLISECONDS):
            if time.monotonic() > self.deadline:
                raise CandidateTimeout
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
