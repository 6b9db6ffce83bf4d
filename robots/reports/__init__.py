"""The run report: what a supervisor reads after the night. Case ids only, never a person.

``write_report`` puts ``ajoraportti.html`` (Finnish), ``korningsrapport.html`` (Swedish) and
``run.json`` (for machines) side by side into the run's folder.
"""

from robots.reports.report import write_report

__all__ = ["write_report"]
