"""`python -m evaldsl` is the command line."""

from evaldsl.cli import main

main()
