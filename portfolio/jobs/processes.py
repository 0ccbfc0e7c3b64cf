"""Tell whether the process of a worker or a lane still runs, by its name."""

import os
import socket


def is_gone(name: str) -> bool:
    """Tell whether `NAME@HOST/PROCESS` or `HOST/PROCESS` is of this machine and no longer runs."""
    host, _, process = name.rpartition("@")[2].rpartition("/")
    if host != socket.gethostname() or not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
