"""
The door of the command line: ``quotattr``, or ``python -m quotattr``. What is behind it is in `quotattr.command_line`.
"""

from __future__ import annotations

import sys

from quotattr.command_line.entry import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
