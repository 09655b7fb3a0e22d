"""Fixtures of the browser tests; what they use stands in ``jupyterlab``."""

from jupyterlab import browser, page, pytest_runtest_makereport

__all__ = ["browser", "page", "pytest_runtest_makereport"]
