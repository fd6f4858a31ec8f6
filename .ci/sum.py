"""Prints `N passed, N failed` over vitest's JSON reports; exit code 1 when anything failed or nothing ran."""

import json
import sys


def counts(path):
    """Passed and failed of one report; a file that failed without a failing test (it did not load) counts as one."""
    try:
        with open(path, encoding="utf-8") as report:
            data = json.load(report)
    except (OSError, ValueError) as error:
        print(f"no report: {error}", file=sys.stderr)
        return 0, 1
    broken = sum(
        suite["status"] == "failed" and not any(t["status"] == "failed" for t in suite["assertionResults"])
        for suite in data["testResults"]
    )
    skipped = data["numPendingTests"] + data.get("numTodoTests", 0)
    if skipped:
        print(f"{skipped} skipped in {path}", file=sys.stderr)
    if data["numTotalTests"] == 0:
        print(f"no test ran in {path}", file=sys.stderr)
        broken += 1
    return data["numPassedTests"], data["numFailedTests"] + broken


totals = [counts(path) for path in sys.argv[1:]]
passed, failed = (sum(column) for column in zip(*totals))
print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0 or passed == 0)
