"""Which release brought a candidate's changes to production."""

import re
from collections.abc import Iterable, Mapping

from portfolio.domain.imports import ImportedDeployment

_CANDIDATE_TAIL = re.compile(
    r"[-_. ]?(?:rc|cr|candidate|alpha|beta|preview|snapshot|dev|m)[-_. ]?\d*[”\"]?$", re.IGNORECASE
)


def final_names(deployments: Iterable[ImportedDeployment]) -> Mapping[str, str]:
    """Return, for each candidate whose version was released, the name of that release.

    A release on the very commit of a candidate is its release, whatever it is called.
    """
    told = list(deployments)
    finals = {_bare(one.name): one.name for one in told if not one.is_candidate}
    by_revision = {one.revision: one.name for one in told if not one.is_candidate}
    found: dict[str, str] = {}
    for one in told:
        if not one.is_candidate:
            continue
        name = by_revision.get(one.revision) or finals.get(_version(one.name))
        if name:
            found[one.name] = name
    return found


def _version(candidate: str) -> str:
    return _CANDIDATE_TAIL.sub("", _bare(candidate))


def _bare(name: str) -> str:
    return name.strip("“”\"' ").casefold()
