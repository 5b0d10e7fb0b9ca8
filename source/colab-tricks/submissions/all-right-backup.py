# student: Tomasz, reads the Keras documentation first: BackupAndRestore, makedirs, SourceFileLoader
# score: 20
# %% q1a
def in_colab():
    try:
        from google.colab import drive
    except ImportError:
        return False
    else:
        return True

# %% q1b
def parse_tf_version(v):
    m = re.match(r'(\d+)\.(\d+)', v)
    if m is None:
        raise ValueError(f'cannot read {v}')
    return tuple(map(int, m.groups()))

# %% q2
def setup_device():
    gpus = tf.config.list_physical_devices('GPU')
    if len(gpus) == 0:
        print('Using CPU')
        return 'CPU'
    for g in gpus:
        try:
            tf.config.experimental.set_memory_growth(g, True)
        except RuntimeError as e:
            print(e)
    print('Using GPU')
    return 'GPU'

# %% q3
def project_root(base, course='NYU', in_colab=False):
    drive_root = os.path.join(str(base), 'My Drive', 'Colab Notebooks') if in_colab else str(base)
    root = os.path.join(drive_root, course)
    if not os.path.isdir(root):
        os.makedirs(root)
    return pathlib.Path(root)

# %% q4
def load_helper(path):
    from importlib.machinery import SourceFileLoader
    path = os.path.realpath(path)
    if not os.path.exists(path):
        raise FileNotFoundError(path)
    folder = os.path.dirname(path)
    if folder not in sys.path:
        sys.path.append(folder)
    loader = SourceFileLoader(os.path.splitext(os.path.basename(path))[0], path)
    code = loader.source_to_code(loader.get_data(path), path)  # not get_code: it would take the .pyc
    module = type(os)(loader.name)
    exec(code, vars(module))
    return module

# %% q5
def resumable_fit(make_model, X, y, epochs, ckpt_dir, batch_size=32):
    model = make_model()
    cb = keras.callbacks.BackupAndRestore(str(ckpt_dir), save_freq='epoch', delete_checkpoint=False)
    model.fit(X, y, epochs=epochs, batch_size=batch_size, shuffle=False, verbose=0, callbacks=[cb])
    return model
