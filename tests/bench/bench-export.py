#!/usr/bin/python3
"""bench-export: full export and no-change run, against the lower bound.

SPDX-License-Identifier: GPL-3.0-or-later

One row for each number of lanes: requests, wall and CPU seconds, peak memory
of causewayctl, and E = bound / measured. The bound is what latency and lanes
alone allow:

  T_write = ceil (Q_w / C) * L     T_read = ceil (Q_r / C_r) * L
  T_total >= max (T_read, T_write) + 2 L

with Q_w the writes to the target, Q_r the pages of 1,000 that a full reading
takes, L the latency. A run without changes has a handful of reads in a row.
--lanes N measures one number of lanes only.
"""
import json
import math
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
from harness import Ctl, Sandbox, Workplace, is_write, parse_arguments  # noqa: E402

LANES = (15, 5, 1)


def measure(ctl, *arguments):
    """The end event of a command with its wall, CPU and memory."""
    process = ctl.start(*arguments)
    started = time.monotonic()
    end = None

    for line in process.stdout:
        event = json.loads(line)
        if event.get("event") in ("end", "error"):
            end = event
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - started
    assert end is not None and end["event"] == "end", (end, process.stderr.read())
    return end, wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def count_writes(sandbox, system, seen):
    return sum(1 for entry in sandbox.log() if entry["number"] > seen and entry["system"] == system and is_write(entry))


def last_number(sandbox):
    log = sandbox.log()
    return log[-1]["number"] if log else 0


def print_row(what, lanes, requests, wall, cpu, memory, bound):
    print("%-10s %5d %9d %9.2f %8.2f %7.0f %9.2f %6.3f" %
          (what, lanes, requests, wall, cpu, memory, bound, bound / wall), flush=True)


def run_with(place, arguments, lanes):
    latency = arguments.latency / 1000
    with Sandbox(arguments.sandbox, place.folder, "--customers", str(arguments.customers), "--projects", str(arguments.projects),
                 "--latency", str(arguments.latency), "--rate", "off", "--concurrency", "16") as sandbox:
        ctl = Ctl(arguments.ctl, place.path("bench-%d" % lanes))
        ctl.expect(0, "sample", "add", "--info", sandbox.info_file)
        integration = ctl.expect(0, "integration", "list").lines[0]["integration"]
        for line in ctl.expect(0, "connection", "list").lines:
            ctl.expect(0, "connection", "set", line["name"], "lanes=%d" % lanes)

        end, wall, cpu, memory = measure(ctl, "run", integration, "--all")
        writes = count_writes(sandbox, "precoro", 0)
        pages = 2 * math.ceil(arguments.customers / 1000) + math.ceil(arguments.projects / 1000)
        bound = max(math.ceil(writes / lanes), math.ceil(pages / lanes)) * latency + 2 * latency
        print_row("export", lanes, sum(end["requests"].values()), wall, cpu, memory, bound)

        seen = last_number(sandbox)
        end, wall, cpu, memory = measure(ctl, "run", integration, "--all")
        assert count_writes(sandbox, "precoro", seen) == 0
        # What was marked by the export comes back once as a change, in pages of 1,000 read side by side.
        pages = math.ceil(writes / 1000)
        print_row("again", lanes, sum(end["requests"].values()), wall, cpu, memory, (3 + math.ceil(pages / lanes)) * latency)

        end, wall, cpu, memory = measure(ctl, "run", integration, "--all")
        print_row("no change", lanes, sum(end["requests"].values()), wall, cpu, memory, 4 * latency)


def main():
    arguments = parse_arguments(customers=18000, projects=9000, latency=50, lanes=0)
    print("%-10s %5s %9s %9s %8s %7s %9s %6s" % ("run", "lanes", "requests", "wall s", "CPU s", "MB", "bound s", "E"))
    with Workplace() as place:
        for lanes in (arguments.lanes,) if arguments.lanes else LANES:
            run_with(place, arguments, lanes)
    return 0


if __name__ == "__main__":
    sys.exit(main())
