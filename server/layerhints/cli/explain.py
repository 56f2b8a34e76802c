"""`layerhints explain`: the page of a problem."""

from __future__ import annotations

import argparse

from layerhints.cli.outcome import CLEAN, Complaint


def run(options: argparse.Namespace) -> int:
    from difflib import get_close_matches

    from layerhints.rules.problems import PAGES

    page = PAGES.get(options.code)
    if page is None:
        near = get_close_matches(options.code, PAGES, n=1)
        hint = f"; did you mean `{near[0]}`?" if near else f"; the codes are {', '.join(sorted(PAGES))}"
        raise Complaint(f"there is no problem with the code `{options.code}`{hint}")
    print(f"{options.code}: {page.title}\n\n{page.text}")
    return CLEAN
