"""The check block of an exercise notebook: panels, hints, and errors explained to a beginner."""
