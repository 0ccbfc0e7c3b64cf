"""What is wrong with a document that is refused: a path and a sentence for each fault."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason for refusing a document."""

    path: str
    what: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what}" if self.path else self.what


class DocumentRefused(ValueError):
    """A problem or plan that can't be read; `faults` has one entry for each thing wrong."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults
