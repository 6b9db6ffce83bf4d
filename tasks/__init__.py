"""What can be started: one thin ``*_task.py`` a task."""
