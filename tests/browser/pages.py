"""The pages that every browser test walks, each with the role it is looked at as."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shown:
    """A page and who looks at it; `then` is the first link to follow from it, a CSS selector."""

    path: str
    role: str = "planner"
    then: str | None = None
    step: str = "first"

    @property
    def name(self) -> str:
        """A file name for its screenshot."""
        bare = self.path.strip("/").split("?")[0].replace("/", "-") or "home"
        return f"{bare}-{self.role}" + (f"-{self.step}" if self.then else "")


PAGES = (
    Shown("/sign-in", "stranger"),
    Shown("/"),
    Shown("/", "lead"),
    Shown("/", "executive"),
    Shown("/progress", "executive"),
    Shown("/okrs"),
    Shown("/okrs", then="main table tbody a"),
    Shown("/okrs?status=at_risk", "executive", then="main table tr:not(.sum) th a"),
    Shown("/check-ins", "lead"),
    Shown("/okrs", then="main table tbody a[href*='key-results']", step="key-result"),
    Shown("/okrs/new"),
    Shown("/backlog"),
    Shown("/backlog", then="main table tbody a"),
    Shown("/plans"),
    Shown("/plans", then="main table tbody a"),
    Shown("/backlog?shape=rank", "area_owner"),
    Shown("/dependencies", "lead"),
    Shown("/wishes"),
    Shown("/scenarios"),
    Shown("/scenarios", then="main table tbody a"),
    Shown("/items/new"),
    Shown("/teams"),
    Shown("/teams", then="main table tbody a"),
    Shown("/areas"),
    Shown("/workflows"),
    Shown("/delivery"),
    Shown("/delivery/services"),
    Shown("/changes"),
    Shown("/decisions"),
    Shown("/jobs"),
    Shown("/account"),
    Shown("/search?q=a"),
    Shown("/imports"),
    Shown("/imports/new/jira"),
    Shown("/admin", "administrator"),
    Shown("/admin/accounts/new", "administrator"),
    Shown("/nowhere"),
)
