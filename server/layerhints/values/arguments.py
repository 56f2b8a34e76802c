"""The arguments of one call, evaluated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from layerhints.algebra import Unknown
    from layerhints.values.sites import Site


class Arguments:
    """Positional and keyword arguments with the place of each.

    `more` is set when `*x` or `**x` was passed with an x that is not known: then any parameter that was not given
    may have been, and its value is `more`.
    """

    __slots__ = ("keywords", "more", "places", "positional", "site")

    def __init__(
        self,
        positional: list[Any] | None = None,
        keywords: dict[str, Any] | None = None,
        site: Site | None = None,
        places: dict[int | str, Site] | None = None,
        more: Unknown | None = None,
    ) -> None:
        self.positional = positional if positional is not None else []
        self.keywords = keywords if keywords is not None else {}
        self.site = site
        self.places = places if places is not None else {}
        self.more = more

    def behind(self, first: Any) -> Arguments:
        """The same call with one more positional argument in front (the `self` of a method)."""
        places: dict[int | str, Site] = {
            place + 1 if isinstance(place, int) else place: site for place, site in self.places.items()
        }
        return Arguments([first, *self.positional], self.keywords, self.site, places, self.more)

    def without_first(self) -> Arguments:
        """The same call less its first positional argument."""
        places: dict[int | str, Site] = {
            place - 1 if isinstance(place, int) else place: site for place, site in self.places.items() if place != 0
        }
        return Arguments(self.positional[1:], self.keywords, self.site, places, self.more)

    def get(self, position: int, name: str, default: Any = None) -> Any:
        """The argument at `position` or called `name`; `more` when it may have been passed unseen."""
        if position < len(self.positional):
            return self.positional[position]
        if name in self.keywords:
            return self.keywords[name]
        return default if self.more is None else self.more
