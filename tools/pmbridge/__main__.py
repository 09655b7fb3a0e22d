"""``python -m pmbridge`` is the ``pmbridge`` command."""

from pmbridge.cli import main

main()
