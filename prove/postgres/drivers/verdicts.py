"""A pytest plugin that writes a verdict, a tab and a name for each test to the file named by VERDICTS."""

import os

WORSE = {"passed": 0, "skipped": 1, "failed": 2}
verdicts = {}


def pytest_runtest_logreport(report):
    found = verdicts.setdefault(report.nodeid, "passed")
    if WORSE[report.outcome] > WORSE[found]:
        verdicts[report.nodeid] = report.outcome
    if report.when == "teardown":
        with open(os.environ["VERDICTS"], "a", encoding="utf-8") as written:
            name = report.nodeid.encode("unicode_escape").decode("ascii")
            written.write(f"{verdicts.pop(report.nodeid)}\t{name}\n")


def pytest_collectreport(report):
    if report.failed:
        with open(os.environ["VERDICTS"], "a", encoding="utf-8") as written:
            written.write(f"failed\t{report.nodeid}\n")
