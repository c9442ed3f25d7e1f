"""`python -m hall.serving.printing`: the printing process as the server starts it, writing the server's log."""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Sends the log where the settings say, then prints until told to end; the exit status."""
    from hall import config
    from hall.errors import ConfigError
    from hall.serving import logs

    os.umask(0o027)
    try:
        logs.configure(config.load().log)
    except (ConfigError, OSError) as fault:
        sys.stderr.write(f"{fault}\n")
        return 2
    from hall.printing import process

    return process.main()


if __name__ == "__main__":
    sys.exit(main())
