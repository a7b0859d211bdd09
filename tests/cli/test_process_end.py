"""The end of a process: statuses, buffers and registered functions, with an object store or not."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import atexit, sys, threading, types
from safepassage.cli.process_end import leave
sys.modules |= {name: types.ModuleType(name) for name in sys.argv[2:]}
atexit.register(print, "registered")
threading.Thread(target=threading.Event().wait).start()  # only the end of the process ends it
threading.Thread(target=lambda: None, daemon=True).start()
print("printed", end=" ")
leave(int(sys.argv[1]))
"""
AFTER_A_STORE = PROGRAM
WITHOUT = PROGRAM.replace("threading.Thread(target=threading.Event().wait).start()", "")


@pytest.mark.parametrize("status", [0, 2, 130])
@pytest.mark.parametrize(("program", "modules"), [(AFTER_A_STORE, ["obstore"]), (WITHOUT, [])])
def test_nothing_printed_or_registered_is_lost(
    status: int, program: str, modules: list[str]
) -> None:
    command = [sys.executable, "-c", program, str(status), *modules]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (status, "printed registered\n")
