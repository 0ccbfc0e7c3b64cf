"""Opens a backlog export of any tracker, told by the names of its columns."""

from datetime import UTC, tzinfo
from typing import BinaryIO

from portfolio.connectors.azure_devops_csv.parse import FORMAT as AZURE_DEVOPS
from portfolio.connectors.delimited import open_delimited
from portfolio.connectors.github_projects.parse import FORMAT as GITHUB_PROJECTS
from portfolio.connectors.jira_csv.parse import JiraExport, export_of
from portfolio.connectors.linear_csv.parse import FORMAT as LINEAR
from portfolio.connectors.raw_text import Limits
from portfolio.connectors.shortcut_csv.parse import FORMAT as SHORTCUT
from portfolio.connectors.tracker_export import TrackerExport, open_tracker

FORMATS = (LINEAR, AZURE_DEVOPS, SHORTCUT, GITHUB_PROJECTS)
BacklogExport = JiraExport | TrackerExport


def open_backlog(
    stream: BinaryIO,
    *,
    zone: tzinfo = UTC,
    day_first: bool | None = None,
    limits: Limits | None = None,
) -> BacklogExport:
    """Look an export through; raise ImportRefused where it is of no tracker that is known."""
    file = open_delimited(stream, limits=limits)
    for one in FORMATS:
        if one.is_of(file.header):
            return open_tracker(file, one, zone=zone, day_first=day_first)
    return export_of(file, zone=zone, day_first=day_first)
