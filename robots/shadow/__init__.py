"""What a shadow run's amounts are beside the manual ones: case by case in a workbook of the
county's, in numbers everywhere else."""

from robots.shadow.compare import compared

__all__ = ["compared"]
