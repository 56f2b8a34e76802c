"""The world of tests that need none: a host without files, packages and settings."""

from __future__ import annotations

from layerhints.values.host import Sought


class Nowhere:
    """Implements `values.host.Host`. A defect of layerhints is not borne: it is raised."""

    def source(self, name: str, importer: str) -> None:
        return None

    def is_compiled(self, name: str, importer: str) -> bool:
        return False

    def data(self, file: str) -> None:
        return None

    def distribution(self, name: str) -> None:
        return None

    def keras_configuration(self) -> dict[str, object]:
        return {}

    def module_name(self, file: str) -> str:
        return "program"

    def defect(self, error: Exception) -> bool:
        return False

    def search(self, file: str, pattern: Sought) -> None:
        return None
