"""`evaldsl` and `python -m evaldsl`: the command line, which may be interrupted while it is still being imported."""

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Runs the command line and exits with its code."""
    try:
        from evaldsl.cli import main as command_line

        command_line()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
