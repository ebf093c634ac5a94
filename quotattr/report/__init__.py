"""
A report on many articles: who is quoted how often and how long, in which way, through which media.

`write_report` writes it as one page; `counting` counts, `columns` draws what changes over time, and the templates of
`quotattr.formats` lay it out. Start reading at `quotattr.report.page`.
"""

from quotattr.report.page import write_report

__all__ = ["write_report"]
