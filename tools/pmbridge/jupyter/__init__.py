"""JupyterLab's settings for learners, shipped with the package."""
