"""
The command line, ``quotattr FILE…``, one module for each step of a run.

    entry        from the words of the command line to the exit code
    arguments    what may be asked, and the help text
    extraction   what ``quotattr FILE…`` does, in the order of these modules:
      inputs       which files the arguments mean, and their ids
      readers      a file → its documents (records), pages and tables among them; decoding: bytes → text
      jobs         documents → articles, in one process or several
      selection    the quotations that were asked for
      outputs      articles → standard output, a file, a folder
      resuming     what an earlier run has written already
      progress     a bar, on a terminal
    reports, lexicon_tables, completion: what the commands do
    failures     what goes wrong: a line each, and the exit codes

Start reading at `quotattr.command_line.entry.main`.
"""
