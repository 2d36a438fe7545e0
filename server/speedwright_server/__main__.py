"""`python -m speedwright_server` is the command `speedwright`."""

import sys

from speedwright_server.cli.main import main

sys.exit(main())
