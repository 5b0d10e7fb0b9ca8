"""Wire format of arrays, tensors and tables; frameworks are used only where already imported.

A value of NumPy, TensorFlow or pandas can exist only if its module is imported, so encoders look
into `sys.modules` and never import anything into the candidate.
"""

from __future__ import annotations

import math
import re
import sys
from typing import Any

from autograder.examine.wire_types import Decoding, Encoding, WireError

# No object ("O") and no structured ("V") dtypes: both can smuggle more than numbers.
_NUMPY_DTYPE = re.compile(
    r"^[<>|=]?(b1|[iu][1248]|f[248]|f16|c8|c16|c32|U\d{1,6}|S\d{1,6}|[mM]8\[\w{1,4}\])$"
)
# 8- and 16-bit floats of ml_dtypes travel by name; NumPy alone does not know them.
_NAMED_DTYPES = ("bfloat16", "float8_e4m3fn", "float8_e5m2")


def _module(name: str) -> Any:
    """A module that is already imported, or None: a value of it cannot exist otherwise."""
    return sys.modules.get(name)


def _array_tree(encoder: Encoding, array: Any, kind: str) -> dict[str, Any]:
    np = _module("numpy")
    name = array.dtype.str if array.dtype.kind != "V" else array.dtype.name
    if array.dtype.name in _NAMED_DTYPES:
        name = array.dtype.name
    elif not _NUMPY_DTYPE.match(name):
        raise WireError(f"an array of dtype {array.dtype} is no data")
    data = np.ascontiguousarray(array).tobytes()
    return {"k": kind, "d": name, "s": list(array.shape), "b": encoder.buffer(data)}


def _encode_array_like(encoder: Encoding, value: Any, depth: int) -> Any:
    np = _module("numpy")
    if np is None:
        return None
    if isinstance(value, np.dtype):
        return {"k": "dtype", "v": value.name if value.name in _NAMED_DTYPES else value.str}
    if isinstance(value, np.ndarray):
        plain = np.array(value, copy=True, subok=False)
        if plain.dtype == object:
            # Lists of texts and ragged rows: the elements decide, one by one.
            elements = encoder.items(plain.ravel().tolist(), depth)
            return {"k": "objects", "s": list(plain.shape), "v": elements}
        return _array_tree(encoder, plain, "array")
    if isinstance(value, np.generic):
        return _array_tree(encoder, np.asarray(value), "scalar")
    return None


def _encode_tensor(encoder: Encoding, value: Any, depth: int) -> Any:
    tf = _module("tensorflow")
    if tf is None or not hasattr(tf, "TensorShape"):
        return None
    if isinstance(value, tf.TensorShape):
        dims = None if value.rank is None else value.as_list()
        return {"k": "shape", "v": encoder.encode(dims, depth + 1)}
    if isinstance(value, tf.DType):
        return {"k": "tfdtype", "v": value.name}
    # Variables stay in the candidate: they are state, not values.
    if isinstance(value, tf.Tensor) and not isinstance(value, tf.Variable):
        if not hasattr(value, "numpy"):
            return None  # a symbolic tensor of a graph
        array = _module("numpy").asarray(value.numpy())
        if array.dtype == object:
            elements = encoder.items(array.ravel().tolist(), depth)
            return {"k": "strings", "s": list(array.shape), "v": elements}
        return _array_tree(encoder, array, "tensor")
    return None


def _encode_table(encoder: Encoding, value: Any, depth: int) -> Any:
    pd = _module("pandas")
    if pd is None or not hasattr(pd, "DataFrame"):
        return None
    if isinstance(value, pd.DataFrame):
        columns = [_encode_column(encoder, value.iloc[:, i], depth) for i in range(value.shape[1])]
        names = encoder.items(value.columns.tolist(), depth)
        index = _encode_index(encoder, value.index, depth)
        return {"k": "frame", "n": names, "i": index, "v": columns}
    if isinstance(value, pd.Series):
        index = _encode_index(encoder, value.index, depth)
        column = _encode_column(encoder, value, depth)
        return {"k": "series", "n": encoder.encode(value.name, depth + 1), "i": index, "v": column}
    if isinstance(value, pd.Index):
        return {"k": "index", "v": _encode_index(encoder, value, depth)}
    if isinstance(value, pd.Timestamp):
        return {"k": "timestamp", "v": value.isoformat()}
    return None


def _encode_column(encoder: Encoding, column: Any, depth: int) -> Any:
    if isinstance(column.dtype, _module("numpy").dtype) and column.dtype != object:
        return encoder.encode(column.to_numpy(), depth + 1)
    missing = _module("pandas").NA
    values = [None if item is missing else item for item in column.tolist()]
    return encoder.encode(values, depth + 1)


def _encode_index(encoder: Encoding, index: Any, depth: int) -> Any:
    if isinstance(index, _module("pandas").RangeIndex):
        return encoder.encode(range(index.start, index.stop, index.step), depth)
    return _encode_column(encoder, index, depth)


def _decode_array(decoder: Decoding, tree: dict[str, Any]) -> Any:
    import numpy as np

    dtype = _decode_dtype(tree["d"])
    shape = _decode_dims(tree["s"])
    data = decoder.buffer(tree["b"])
    if math.prod(shape) * dtype.itemsize != len(data):
        raise WireError("an array's shape does not fit its data")
    return np.frombuffer(data, dtype=dtype).reshape(shape).copy()


def _decode_dims(dims: Any) -> tuple[int, ...]:
    if not isinstance(dims, list) or len(dims) > 32:
        raise WireError("an array has an impossible shape")
    if any(type(n) is not int or not 0 <= n < 2**40 for n in dims):
        raise WireError("an array has an impossible shape")
    return tuple(dims)


def _decode_dtype(name: Any) -> Any:
    import numpy as np

    if name in _NAMED_DTYPES:
        import ml_dtypes

        return np.dtype(getattr(ml_dtypes, name))
    if not isinstance(name, str) or not _NUMPY_DTYPE.match(name):
        raise WireError(f"the dtype {str(name)[:40]!r} is no data")
    return np.dtype(name)


def _decode_objects(decoder: Decoding, tree: dict[str, Any], depth: int) -> Any:
    import numpy as np

    shape = _decode_dims(tree["s"])
    items = decoder.items(tree, depth)
    if math.prod(shape) != len(items):
        raise WireError("an array's shape does not fit its data")
    array = np.empty(len(items), dtype=object)
    for position, item in enumerate(items):  # slice assignment would unpack nested lists
        array[position] = item
    return array.reshape(shape)


def _decode_strings(decoder: Decoding, tree: dict[str, Any], depth: int) -> Any:
    import tensorflow as tf

    items = decoder.items(tree, depth)
    if any(type(item) is not bytes for item in items):
        raise WireError("a text tensor holds something else")
    return tf.reshape(tf.constant(items, dtype=tf.string), _decode_dims(tree["s"]))


def _decode_tensor(decoder: Decoding, tree: dict[str, Any], _depth: int) -> Any:
    import tensorflow as tf

    return tf.constant(_decode_array(decoder, tree))


def _decode_tensor_shape(decoder: Decoding, tree: dict[str, Any], depth: int) -> Any:
    import tensorflow as tf

    return tf.TensorShape(decoder.decode(tree["v"], depth + 1))


def _decode_tf_dtype(_: Decoding, tree: dict[str, Any], _depth: int) -> Any:
    import tensorflow as tf

    return tf.as_dtype(str(tree["v"]))


def _decode_frame(decoder: Decoding, tree: dict[str, Any], depth: int) -> Any:
    import pandas as pd

    index = decoder.decode(tree["i"], depth + 1)
    columns = [_column(item, index) for item in decoder.items(tree, depth)]
    frame = pd.DataFrame(dict(enumerate(columns)), index=index)
    frame.columns = pd.Index([decoder.decode(name, depth + 1) for name in tree["n"]])
    return frame


def _decode_series(decoder: Decoding, tree: dict[str, Any], depth: int) -> Any:
    import pandas as pd

    name = decoder.decode(tree["n"], depth + 1)
    index = decoder.decode(tree["i"], depth + 1)
    column = _column(decoder.decode(tree["v"], depth + 1), index)
    return pd.Series(column, index=index, name=name)


def _column(values: Any, index: Any) -> Any:
    """`values`, if they are as many as `index` has: pandas repeats a single one as often as asked.

    A range is no column: a few bytes of message would become as many numbers as it names.
    """
    import numpy as np

    if not isinstance(values, list | np.ndarray) or len(values) != len(index):
        raise WireError("a table's column does not fit its index")
    return values


def _decode_index(decoder: Decoding, tree: dict[str, Any], depth: int) -> Any:
    import pandas as pd

    return pd.Index(decoder.decode(tree["v"], depth + 1))


def _decode_timestamp(_: Decoding, tree: dict[str, Any], _depth: int) -> Any:
    import pandas as pd

    return pd.Timestamp(str(tree["v"]))


def encode_framework_value(encoder: Encoding, value: Any, depth: int) -> Any:
    """The tree of an array, tensor or table; None for every other value."""
    for encode in (_encode_array_like, _encode_tensor, _encode_table):
        tree = encode(encoder, value, depth)
        if tree is not None:
            return tree
    return None


DECODERS = {
    "array": lambda decoder, tree, _: _decode_array(decoder, tree),
    "scalar": lambda decoder, tree, _: _decode_array(decoder, tree)[()],
    "objects": _decode_objects,
    "dtype": lambda _, tree, __: _decode_dtype(tree["v"]),
    "tensor": _decode_tensor,
    "strings": _decode_strings,
    "shape": _decode_tensor_shape,
    "tfdtype": _decode_tf_dtype,
    "frame": _decode_frame,
    "series": _decode_series,
    "index": _decode_index,
    "timestamp": _decode_timestamp,
}
