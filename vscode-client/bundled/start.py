"""Start the layerhints that came with the extension, with the extension's own copies of all it needs.

Beside this file lie `pure/` (layerhints and packages in plain Python) and `compiled/`, which has a folder for each
version of CPython that tree-sitter was built for, and `abi3/` for what serves them all. It is run as `python -I`, so
that neither the workspace nor the user's own packages stand in between. Python 3.6 must be able to read it, to be told.
"""

import sys
from pathlib import Path

if sys.version_info < (3, 10):  # noqa: UP036
    sys.exit(f"layerhints needs Python 3.10 or newer; {sys.executable} is {sys.version.split()[0]}")

here = Path(__file__).resolve().parent
compiled = here / "compiled"
sys.path[:0] = [str(here / "pure"), str(compiled / str(sys.implementation.cache_tag)), str(compiled / "abi3")]
try:
    import tree_sitter  # noqa: F401
    import tree_sitter_python  # noqa: F401
except ImportError as error:
    sys.exit(
        f"the extension has no parser for {sys.executable}, {sys.implementation.cache_tag} on {sys.platform} ({error});"
        " pip install layerhints there, or name another Python in the setting layerhints.interpreter"
    )

from layerhints.cli import main  # noqa: E402

sys.exit(main())
