"""nbformat, imported without its most expensive optional part.

nbformat needs jsonschema, which imports `rfc3987_syntax` when that package is installed (it
comes with Jupyter). That one compiles a grammar for international web addresses, 0.8 s of
every start, for a format that no notebook schema uses. While nbformat is imported here the
package counts as missing; afterwards it can be imported as usual.
"""

from __future__ import annotations

import sys

_SLOW = "rfc3987_syntax"

_block = "jsonschema" not in sys.modules and _SLOW not in sys.modules
if _block:
    sys.modules[_SLOW] = None  # type: ignore[assignment]  # the documented way to fail an import
try:
    import nbformat
    from nbformat.notebooknode import NotebookNode, from_dict
    from nbformat.v4.rwbase import strip_transient
finally:
    if _block:
        del sys.modules[_SLOW]

__all__ = ["NotebookNode", "from_dict", "nbformat", "strip_transient"]
