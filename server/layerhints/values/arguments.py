"""The arguments of one call, evaluated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.values.base import ABSENT
from layerhints.values.origins import Perhaps
from layerhints.values.sites import Places, Site

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from layerhints.syntax.tree import Span


class Arguments:
    """Positional and keyword arguments with the place of each.

    `more` is set when `*x` or `**x` was passed with an x that is not known: then any parameter that was not given
    may have been, and its value is `more`; where that has Perhaps as its origin, only by the names that are in there.
    `each` is what all items of such an `*x` are like, if that is known and x is the only argument; ABSENT otherwise.
    `rest` is set when a `Rest` was passed as `**x`: what has to be given is then taken to be in there, and what need
    not be is taken to be left out. It is Unknown where a dict was passed that may
    hold a part of such a `Rest`: then it is also the value of what has to be given. `spread` is set when any `**x` was
    passed: what the call lacks somebody else has not given. `unread` is set where `more` stands only for items that
    cannot be read yet.
    """

    __slots__ = (
        "_behind", "_places", "_shift", "_spans", "each", "keywords", "more", "positional", "rest", "site", "spread",
        "unread",
    )  # fmt: skip

    def __init__(
        self,
        positional: list[Any] | None = None,
        keywords: dict[str, Any] | None = None,
        site: Site | None = None,
        places: dict[int | str, Site] | None = None,
        more: Unknown | None = None,
        spans: Sequence[tuple[int | str, Span]] = (),
    ) -> None:
        self.positional = positional if positional is not None else []
        self.keywords = keywords if keywords is not None else {}
        self.site = site
        self.more = more
        self.each: Any = ABSENT
        self.rest: bool | Unknown = False
        self.spread = False
        self.unread = False
        self._behind: Arguments | None = None
        """The same call less its first positional argument, where that is known."""
        self._places = places if places is not None else {}
        self._shift = 0
        self._spans = spans
        """The same for arguments that stand in the definition of `site`, not yet in `_places`."""

    @property
    def places(self) -> dict[int | str, Site]:
        """Where each argument stands. Most calls are never asked, so places are made, and positions moved, when
        somebody does.
        """
        if self._spans and self.site is not None:
            unit = self.site.unit
            self._places = {place: Site(unit, span) for place, span in self._spans}
            self._spans = ()
        shift = self._shift
        if shift:
            self._shift = 0
            self._places = {
                place + shift if isinstance(place, int) else place: site
                for place, site in self._places.items()
                if not isinstance(place, int) or place + shift >= 0
            }
        return self._places

    def places_of(self, fields: Mapping[str, int | str]) -> Mapping[str, Site]:
        """Where the arguments stand that go to some fields: the places of the arguments by the names of the fields."""
        if self._spans and self.site is not None and not self._shift:
            spans = dict(self._spans)
            return Places(self.site.unit, {field: spans[at] for field, at in fields.items() if at in spans})
        places = self.places
        return {field: places[at] for field, at in fields.items() if at in places}

    def behind(self, first: Any) -> Arguments:
        """The same call with one more positional argument in front (the `self` of a method)."""
        # The place of an argument that was taken away is lost; one that was put in front never had a place.
        places = self.places if self._shift < 0 else self._places
        moved = Arguments([first, *self.positional], self.keywords, self.site, places, self.more, self._spans)
        moved._shift = self._shift + 1
        moved.each, moved.rest, moved.spread, moved.unread = self.each, self.rest, self.spread, self.unread
        moved._behind = self
        return moved

    def without_first(self) -> Arguments:
        """The same call less its first positional argument."""
        if self._behind is not None:
            return self._behind
        moved = Arguments(self.positional[1:], self.keywords, self.site, self._places, self.more, self._spans)
        moved._shift = self._shift - 1
        moved.each, moved.rest, moved.spread, moved.unread = self.each, self.rest, self.spread, self.unread
        return moved

    def unseen(self, names: Collection[str], given: Sequence[str]) -> tuple[dict[str, Unknown], Unknown | None]:
        """What may have been passed unseen to who takes these names, of which some are given by position: what is not
        known by its name, and `more` where it may be anything.
        """
        more = self.more
        if more is None or not isinstance(more.origin, Perhaps):
            return {}, more
        taken = {*self.keywords, *given}
        return {name: Unknown(more.reason) for name in more.origin.values if name in names and name not in taken}, None

    def get(self, position: int, name: str, default: Any = None) -> Any:
        """The argument at `position` or called `name`; `more` when it may have been passed unseen."""
        if position < len(self.positional):
            return self.positional[position]
        if name in self.keywords:
            return self.keywords[name]
        return default if self.more is None else self.more
