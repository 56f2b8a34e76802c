"""`python -m layerhints`."""

import sys

from layerhints.cli import main

sys.exit(main())
