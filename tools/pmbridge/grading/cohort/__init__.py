"""A cohort: one folder that is a complete nbgrader course, from the roster to returned feedback."""
