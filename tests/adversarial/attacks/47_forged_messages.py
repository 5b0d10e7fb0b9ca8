# class: 47 36
# attack: sends malformed, foreign and huge messages on the channels of its kernel
# want: V2
# outcome: what is no output is dropped; all bytes count
# expect: q3_hidden=output_limit
# %% after q1_hidden
kernel = get_ipython().kernel
session, socket = kernel.session, kernel.iopub_socket
parent = kernel.get_parent("shell")
for kind, content in [
    ("display_data", {}), ("display_data", {"data": 3, "metadata": None}), ("status", {}), ("stream", {"name": 3}),
    ("error", {}), ("execute_result", {"data": {}}), ("comm_open", {}), ("comm_msg", {"data": 1}), ("comm_close", {}),
    ("nonsense", {}), ("update_display_data", {"transient": {"display_id": "x"}, "data": {}}), ("clear_output", {}),
    ("display_data", {"data": {"text/html": {"a": [1]}}, "metadata": {}, "transient": {"display_id": "y"}}),
]:
    session.send(socket, kind, content, parent=parent)
deep = []
for _ in range(700):
    deep = [deep]
session.send(socket, "display_data", {"data": {"application/json": deep}, "metadata": {}}, parent=parent)
socket.send_multipart([b"kernel.x", b"<IDS|MSG>", b"bad signature", b"{}", b"{}", b"{}", b"{}"])
socket.send_multipart([b"no delimiter"])
forged = session.serialize(session.msg("stream", {"name": "stdout", "text": "x"}, parent=parent))
socket.send_multipart([b"x", forged[0], session.sign([b"[" * 3000] * 4), *[b"[" * 3000] * 4])
# %% q3
def triple(x):
    kernel = get_ipython().kernel
    while True:
        kernel.session.send(kernel.iopub_socket, "comm_msg", {"data": {}, "comm_id": "1"}, buffers=[b"x" * 200_000])
