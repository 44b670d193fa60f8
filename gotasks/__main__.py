"""``python -m gotasks``."""

from gotasks.fronts.cli import main

main()
