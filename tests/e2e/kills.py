#!/usr/bin/python3
"""kills: kill -9 of the real program at random points, then resume.

SPDX-License-Identifier: GPL-3.0-or-later

    kills.py --ctl PROGRAM --sandbox PROGRAM [--count 200] [--seed N]

With KEEP_FAILURES=DIR in the environment, profile, log of the sandbox and what resume printed are kept there.

Each round starts from an empty company and an unused profile, kills one run
somewhere between its first and its last moment (one in three times the resumed
run as well), resumes, and demands: every record exactly once, parents complete,
a journal without open questions, and nothing left to write for the next run.
"""
import concurrent.futures
import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import threading
import time

import model
from harness import Ctl, Tap, Workplace, is_write, parse_arguments

WORKERS = 2
CUSTOMERS, PROJECTS = 150, 75
LATENCY_MS = 3
KILLED_TWICE = 0.33
FINAL = ("done", "failed", "not-applied")


class Bench:
    """One sandbox and the profile that every round starts from. Used by one thread at a time."""

    def __init__(self, arguments, place, number):
        self.program = arguments.ctl
        self.sandbox = place.sandbox(arguments.sandbox, "--customers", str(CUSTOMERS), "--projects", str(PROJECTS),
                                     "--latency", str(LATENCY_MS))
        self.template = place.path("template-%d" % number)
        self.profile = place.path("profile-%d" % number)
        ctl = Ctl(self.program, self.template)
        self.integration = ctl.expect(0, "sample", "add", "--info", self.sandbox.info_file).lines[0]["integration"]
        self.company = self.sandbox.info["precoro"][0]
        self.before = self.options()
        self.ctl = Ctl(self.program, self.profile)
        self.duration = self.measure()

    def options(self):
        return [one for one in self.sandbox.state("precoro", "options")
                if str(one["company"]) == str(self.company["company"])]

    def start_over(self):
        self.sandbox.post("reset")
        shutil.rmtree(self.profile, ignore_errors=True)
        shutil.copytree(self.template, self.profile)

    def measure(self):
        """Seconds that an undisturbed run takes."""
        self.start_over()
        start = time.monotonic()
        self.ctl.expect((0, 1), "run", self.integration, "--all")
        duration = time.monotonic() - start
        self.check("undisturbed")
        return duration

    def run_and_kill(self, delay, *command):
        """TRUE when the program was still alive after @delay seconds, and is dead now."""
        process = self.ctl.start(*command)
        try:
            process.communicate(timeout=delay)
            return False
        except Exception:
            process.send_signal(signal.SIGKILL)
            process.communicate()
            return True

    def round(self, delay, second_delay):
        self.start_over()
        killed = self.run_and_kill(delay, "run", self.integration, "--all")
        if killed and second_delay is not None:
            self.run_and_kill(second_delay, "resume")
        resumed = self.ctl.expect((0, 1), "resume")
        if not resumed.events("end"):
            # Killed before the run existed, or not killed at all.
            self.ctl.expect((0, 1), "run", self.integration, "--all")
        try:
            self.check("killed after %.3f s" % delay)
        except AssertionError:
            self.keep(resumed)
            raise
        return bool(resumed.events("end"))

    def keep(self, resumed):
        """For whoever looks for the cause."""
        if "KEEP_FAILURES" not in os.environ:
            return
        folder = os.path.join(os.environ["KEEP_FAILURES"], "failure-%d" % time.monotonic_ns())
        shutil.copytree(self.profile, folder)
        with open(os.path.join(folder, "resume.jsonl"), "w", encoding="utf-8") as file:
            file.write(resumed.out)
        with open(os.path.join(folder, "log.json"), "w", encoding="utf-8") as file:
            json.dump(self.sandbox.log(), file, indent=1)

    def check(self, what):
        records = model.read_source(self.sandbox)
        needed = model.select(records, {str(self.company["subsidiary"])}, True)
        problems = model.compare(records, needed, self.options(), self.before)
        stuck = model.find_conflicts(records, needed, self.before)
        problems += model.compare_marks(records, needed - stuck)
        problems += check_journal(os.path.join(self.profile, "causeway.db"))
        assert not problems, "%s: %d problems\n%s" % (what, len(problems), "\n".join(problems[:20]))
        last = self.sandbox.log()[-1]["number"]
        self.ctl.expect((0, 1), "run", self.integration, "--all")
        writes = [entry for entry in self.sandbox.get("/__sandbox/log?since=%d" % last) if is_write(entry)]
        assert not writes, "%s: the next run wrote %s" % (what, writes[:5])


def check_journal(file):
    """An intent has one final outcome, a run an end, a record one link."""
    problems = []
    base = sqlite3.connect("file:%s?mode=ro" % file, uri=True)
    try:
        if base.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            problems.append("the database is damaged")
        for number, finals in base.execute(
                "SELECT i.number, (SELECT COUNT(*) FROM journal o WHERE o.intent = i.number AND o.kind IN (?, ?, ?)) "
                "FROM journal i WHERE i.kind = 'intent'", FINAL):
            if finals != 1:
                problems.append("intent %d has %d final outcomes" % (number, finals))
        for (number,) in base.execute("SELECT number FROM open_intent"):
            problems.append("intent %d is still open" % number)
        for (number,) in base.execute("SELECT id FROM run WHERE ended = 0"):
            problems.append("run %d has no end" % number)
        for source, count in base.execute(
                "SELECT type || ':' || source_id, COUNT(DISTINCT target_id) FROM journal "
                "WHERE kind = 'done' AND operation = 'create' GROUP BY 1 HAVING COUNT(*) > 1"):
            problems.append("%s was created %d times" % (source, count))
    finally:
        base.close()
    return problems


class Pool:
    """Hands each round a bench that no other thread uses."""

    def __init__(self, benches):
        self.free = list(benches)
        self.lock = threading.Lock()

    def run(self, share, second_share):
        with self.lock:
            bench = self.free.pop()
        try:
            second = second_share * bench.duration if second_share is not None else None
            return bench.round(share * bench.duration, second)
        finally:
            with self.lock:
                self.free.append(bench)


def main():
    arguments = parse_arguments(count=200, seed=random.SystemRandom().randrange(1 << 30))
    tap = Tap()
    tap.note("seed %d" % arguments.seed)
    dice = random.Random(arguments.seed)
    with Workplace() as place:
        benches = [tap.case("undisturbed run %d" % number, Bench, arguments, place, number) for number in range(WORKERS)]
        if None in benches:
            return tap.end()
        tap.note("an undisturbed run takes %.2f s" % benches[0].duration)
        pool = Pool(benches)
        resumed = 0
        with concurrent.futures.ThreadPoolExecutor(WORKERS) as threads:
            rounds = []
            for _ in range(arguments.count):
                share = dice.random()
                second = dice.random() * 0.7 if dice.random() < KILLED_TWICE else None
                rounds.append((share, threads.submit(pool.run, share, second)))
            for share, future in rounds:
                resumed += bool(tap.case("killed at %.3f of a run" % share, future.result))
        tap.note("%d of %d rounds had something to resume" % (resumed, arguments.count))
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
