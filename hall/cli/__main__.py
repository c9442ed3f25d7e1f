"""`python -m hall.cli` is `antrean`."""

import sys

from hall.cli import main

sys.exit(main())
