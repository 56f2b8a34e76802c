"""Data that scikit-learn loads, makes, splits and scales.

The sizes are those of the pages of the functions under https://scikit-learn.org/stable/api/; scikit-learn 1.9.1 gave
the same for each of these snippets (the houses of California, which it downloads, aside).
"""

from __future__ import annotations

from typing import Any

import pytest

from .check import plain, reasons, run

HEADER = """
import numpy as np
from sklearn import datasets
from sklearn.datasets import load_iris, load_digits, make_classification, make_regression, make_blobs, make_moons
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler, LabelEncoder, OneHotEncoder
from sklearn.decomposition import PCA
"""

SNIPPETS = {
    "d = load_iris(); r = d.data, d.target, d['data'].shape[1]": (("array", (150, 4)), ("array", (150,)), 4),
    "r = load_iris(return_X_y=True)": (("array", (150, 4)), ("array", (150,))),
    "d = load_iris(); r = len(np.unique(d.target)), d.data.shape[1]": (3, 4),
    "d = load_digits(); r = d.images, d.data": (("array", (1797, 8, 8)), ("array", (1797, 64))),
    "r = datasets.load_breast_cancer().data": ("array", (569, 30)),
    "r = datasets.load_wine().data": ("array", (178, 13)),
    "r = datasets.load_diabetes().data": ("array", (442, 10)),
    "r = datasets.fetch_california_housing().data": ("array", (20640, 8)),
    "r = make_classification(n_samples=1000, n_features=12)": (("array", (1000, 12)), ("array", (1000,))),
    "r = make_regression(50, 3, n_targets=2)": (("array", (50, 3)), ("array", (50, 2))),
    "r = make_moons(200, noise=0.1)": (("array", (200, 2)), ("array", (200,))),
    "r = make_blobs(n_samples=20, centers=3)": (("array", (20, 2)), ("array", (20,))),
    # A quarter is kept for testing by default; a share is rounded up.
    "r = train_test_split(np.zeros((150, 4)))": [("array", (112, 4)), ("array", (38, 4))],
    "a, b, c, d = train_test_split(np.zeros((150, 4)), np.zeros(150), test_size=0.2); r = a, b, c, d": (
        ("array", (120, 4)),
        ("array", (30, 4)),
        ("array", (120,)),
        ("array", (30,)),
    ),
    "r = train_test_split(np.zeros((10, 4)), test_size=3)": [("array", (7, 4)), ("array", (3, 4))],
    "r = train_test_split(np.zeros((10, 4)), train_size=0.55)": [("array", (5, 4)), ("array", (5, 4))],
    "r = train_test_split(np.zeros((10, 4)), test_size=11)": None,
    "r = StandardScaler().fit_transform(np.zeros((10, 4)))": ("array", (10, 4)),
    "r = StandardScaler().fit(np.zeros((9, 4))).inverse_transform(np.zeros((3, 4)))": ("array", (3, 4)),
    "s = StandardScaler().fit(np.zeros((10, 4))); r = s.transform(np.zeros((3, 4)))": ("array", (3, 4)),
    "r = LabelEncoder().fit_transform(['a', 'b', 'a'])": ("array", (3,)),
    "r = OneHotEncoder(sparse_output=False).fit_transform(np.zeros((10, 1)))": ("array", (10, None)),
    "r = PCA(n_components=2).fit_transform(np.zeros((10, 4)))": ("array", (10, 2)),
    "from tqdm import tqdm\nr = [i for i in tqdm(range(3))]": [0, 1, 2],
}


@pytest.mark.parametrize(("snippet", "expected"), SNIPPETS.items())
def test_shapes(snippet: str, expected: Any) -> None:
    assert plain(run(f"{HEADER}{snippet}\n")["r"]) == expected


def test_a_table_says_why_it_is_not_known() -> None:
    values = run("import pandas as pd\ndf = pd.read_csv('houses.csv')\nx = df.drop('price', axis=1).values\n")
    assert reasons(values["x"]) == ["the rows and columns of a pandas table come from data that is not read"]


def test_drawing_changes_nothing() -> None:
    values = run(f"{HEADER}import matplotlib.pyplot as plt\nx = np.zeros((3, 4))\nplt.imshow(x)\nplt.show()\n")
    assert plain(values["x"]) == ("array", (3, 4))
