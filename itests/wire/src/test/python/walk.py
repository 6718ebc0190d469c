"""Steps of a walk with an old client, told as scenarios.py tells: a line of JSON for each."""

import json
import time
import traceback


class Skip(Exception):
    """What this machine lacks for a step."""


def until(what, fact, seconds=60):
    end = time.time() + seconds
    while True:
        value = fact()
        if value:
            return value
        assert time.time() < end, "not within %d s: %s" % (seconds, what)
        time.sleep(0.1)


def walk(steps):
    """Takes each step, whatever became of those before, and tells."""
    for step in steps:
        began = time.time()
        try:
            step()
            trouble, skipped = "", ""
        except Skip as lack:
            trouble, skipped = "", str(lack)
        except Exception:
            trouble, skipped = traceback.format_exc(), ""
        took = int((time.time() - began) * 1000)
        print(
            json.dumps(
                {
                    "name": step.__name__,
                    "millis": took,
                    "trouble": trouble,
                    "skipped": skipped,
                }
            ),
            flush=True,
        )
