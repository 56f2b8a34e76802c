"""Hypothesis draws anew on a developer's machine, and always the same where the suite has to say yes or no. What a run
reads is never what an earlier one kept.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
if os.environ.get("CI"):
    settings.load_profile("ci")
os.environ["LAYERHINTS_CACHE"] = "off"
