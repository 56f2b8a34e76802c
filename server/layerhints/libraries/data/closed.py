"""Libraries that are not read: why what they give is unknown.

Interpreting their source would take long, and what it gives depends on files or on numbers.
"""

from __future__ import annotations

_TABLE = "the rows and columns of a pandas table come from data that is not read"
_PICTURE = "the size of a picture is in its file, which is not read"
_DRAWING = "drawing has no influence on shapes"
_NUMBERS = "SciPy's results are not described"
_NETWORK = "what comes from the network is not read"
_TEXT = "what is found in a text has no influence on shapes"
_FILE = "what is in the file is not read"

REASONS: dict[str, str] = {
    "pandas": _TABLE,
    "scipy": _NUMBERS,
    "cv2": _PICTURE,
    "PIL": _PICTURE,
    "imageio": _PICTURE,
    "skimage": _PICTURE,
    "matplotlib": _DRAWING,
    "seaborn": _DRAWING,
    "plotly": _DRAWING,
    "pylab": _DRAWING,
    "IPython": "what a notebook shows has no influence on shapes",
    "h5py": "what an HDF5 file holds is not read",
    "tensorflow_datasets": "what a data set of TensorFlow holds is not read",
    "requests": _NETWORK,
    "httpx": _NETWORK,
    "httpx2": _NETWORK,
    "regex": _TEXT,
    "jinja2": _TEXT,
    "yaml": _FILE,
    "filelock": _FILE,
}
