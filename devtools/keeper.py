"""`python -m devtools.keeper PURPOSE`: started by devtools.servers, never by hand."""

import sys

from devtools.servers import keep

keep(sys.argv[1])
