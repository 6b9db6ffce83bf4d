"""The run report: what a supervisor reads after the night. Case ids only, never a person.

``tell_of_run`` writes it into the run's folder and mails it: ``ajoraportti.html`` and ``.xlsx``
(Finnish), ``korningsrapport.html`` and ``.xlsx`` (Swedish), ``run.json`` (machines). Read it so:

    history, shift     the runs before; whether this one ended otherwise than they did
    overview           what a supervisor must know, without words
    decisions          what somebody must decide today
    words, sentences   both in one language
    page (first_screen, case_sections, run_sections, shadow_section, charts, markup), book, mail
    post, telling      sending; alerts where there was no run
"""

from robots.reports.report import report_of, write_report
from robots.reports.telling import alerts, tell_of_alerts, tell_of_run, tell_of_stopped_run

__all__ = [
    "alerts",
    "report_of",
    "tell_of_alerts",
    "tell_of_run",
    "tell_of_stopped_run",
    "write_report",
]
