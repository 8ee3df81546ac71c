"""Rows of one policy with one text become one measure; what is kept of them is small."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Group:
    """What the rows of one measure have in common; never their text."""

    row: int
    rows: int = 0
    repeated: int = 0
    edition: str = ""
    categories: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    record_ids: tuple[str, ...] = ()
    """All ids of the rows, kept only where they are more than one."""

    def add(self, edition: str, category: str, target: str, record_id: str) -> None:
        """Take one more row into the group."""
        self.rows += 1
        self.edition = max(self.edition, edition)
        is_known = self.rows > 1 and record_id in self.record_ids
        self.repeated += is_known
        if record_id and not is_known:
            self.record_ids = (*self.record_ids, record_id)
        if category and category not in self.categories:
            self.categories = (*self.categories, category)
        if target and target not in self.targets:
            self.targets = (*self.targets, target)


@dataclass
class Groups:
    """All groups of a file, by the hash of policy and text."""

    by_hash: dict[int, Group] = field(default_factory=dict)
    _strings: dict[str, str] = field(default_factory=dict)

    def add(self, number: int, row: int, edition: str, category: str, target: str, record_id: str) -> None:
        """Put one row into its group."""
        group = self.by_hash.get(number)
        if group is None:
            group = self.by_hash[number] = Group(row)
        # The same few hundred categories stand in every row: keep each string once.
        kept = self._strings
        group.add(edition, kept.setdefault(category, category), kept.setdefault(target, target), record_id)
