"""What is wrong with the settings, in words; apart from them, since help must not wait for all they import."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SettingProblem:
    """One setting that does not do: its name, what is wrong, what to do."""

    name: str
    wrong: str
    mend: str

    def __str__(self) -> str:
        return f"{self.name}: {self.wrong}. {self.mend}"


class SettingsError(Exception):
    """The program cannot start as configured; `problems` are all of them."""

    def __init__(self, problems: list[SettingProblem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)
