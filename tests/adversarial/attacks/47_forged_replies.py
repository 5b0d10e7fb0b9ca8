# class: 47 61
# attack: answers in its kernel's place, with replies that are none
# want: V1
# outcome: the kernel counts as died; the other submissions do not notice
# expect: q1_visible=not_reached q1_hidden=not_reached q2_hidden=not_reached q3_hidden=not_reached
# %% q1
kernel = get_ipython().kernel
parent, ident = kernel.get_parent("shell"), kernel._parent_ident["shell"]
for content in (b"[]", {}, {"status": []}):
    kernel.session.send(kernel.shell_stream, "execute_reply", content, parent=parent, ident=ident)
def double(x):
    return 0 * x
