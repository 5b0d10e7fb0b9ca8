# route: tf.train.Checkpoint with an epoch counter, one epoch per fit; runpy for helpers
# %% q1a
def in_colab():
    found = True
    try:
        import google.colab.drive
    except ImportError:
        found = False
    return found

# %% q1b
def parse_tf_version(v):
    numbers = re.findall("^([0-9]+)[.]([0-9]+)", v)
    if len(numbers) == 0:
        raise ValueError(v)
    return tuple(int(n) for n in numbers[0])

# %% q3
def project_root(base, course="NYU", in_colab=False):
    root = pathlib.Path(base, "My Drive", "Colab Notebooks", course) if in_colab else pathlib.Path(base, course)
    if not root.exists():
        root.mkdir(parents=True)
    return root

# %% q4
def load_helper(path):
    import runpy
    import types

    path = pathlib.Path(path).absolute()
    sys.path = [str(path.parent)] + [entry for entry in sys.path if entry != str(path.parent)]
    module = types.ModuleType(path.stem)
    if not path.exists():
        raise FileNotFoundError(path)
    module.__dict__.update(runpy.run_path(str(path), run_name=path.stem))
    return module

# %% q5
def resumable_fit(make_model, X, y, epochs, ckpt_dir, batch_size=32):
    model = make_model()
    model.optimizer.build(model.trainable_variables)
    epoch = tf.Variable(0, dtype=tf.int64)
    checkpoint = tf.train.Checkpoint(model=model, optimizer=model.optimizer, epoch=epoch)
    manager = tf.train.CheckpointManager(checkpoint, str(ckpt_dir), max_to_keep=2)
    if manager.latest_checkpoint:
        checkpoint.restore(manager.latest_checkpoint)
    while int(epoch) < epochs:
        model.fit(X, y, batch_size=batch_size, epochs=1, shuffle=False, verbose=0)
        epoch.assign_add(1)
        manager.save()
    return model
