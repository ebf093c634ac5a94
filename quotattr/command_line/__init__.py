"""
The command line, ``quotattr FILE…``, one module for each step of a run.

    arguments   what may be asked, and the help text           (imports nothing that takes time)
    inputs      which files the arguments mean, and their ids
    readers     a file → its documents                          (decoding: bytes → text)
    jobs        documents → articles; one that fails costs no other
    selection   the quotations that were asked for
    resuming    what an earlier run has written already
    outputs     articles → standard output, a file, a folder
    progress    a bar, on a terminal
    failures    what went wrong, a line each, and the exit code
    commands    what ``agencies``, ``cues`` and the others do; extraction is in `extraction`

Start reading at `quotattr.command_line.entry.main`.
"""
