#!/usr/bin/python3
"""schedule: runs by schedule with the real program: once, whatever dies and however many look.

SPDX-License-Identifier: GPL-3.0-or-later

    schedule.py --ctl PROGRAM --sandbox PROGRAM [--count 8] [--seed N]

A planned moment that was missed is made by dating the schedule back in the
database, as if the computer had been off; one is waited for.
"""
import datetime
import os
import random
import shutil
import signal
import sqlite3
import sys
import time

import model
from harness import Ctl, Tap, Workplace, is_write, parse_arguments
from kills import check_journal

CUSTOMERS, PROJECTS = 150, 75
LATENCY_MS = 5
WORKFLOW = "precoro.customers-projects"
HOUR = 3600 * 1000000


class Bench:
    def __init__(self, arguments, place):
        self.program = arguments.ctl
        self.sandbox = place.sandbox(arguments.sandbox, "--customers", str(CUSTOMERS), "--projects", str(PROJECTS),
                                     "--latency", str(LATENCY_MS))
        self.template = place.path("template")
        self.ctl = Ctl(self.program, place.path("profile"))
        ctl = Ctl(self.program, self.template)
        self.line = ctl.expect(0, "sample", "add", "--info", self.sandbox.info_file).lines[0]
        self.integration = self.line["integration"]
        self.company = self.sandbox.info["precoro"][0]
        self.before = self.options()

    def options(self):
        return [one for one in self.sandbox.state("precoro", "options")
                if str(one["company"]) == str(self.company["company"])]

    def start_over(self):
        """An empty company, and a schedule whose last planned moment was missed."""
        self.sandbox.post("reset")
        shutil.rmtree(self.ctl.profile, ignore_errors=True)
        shutil.copytree(self.template, self.ctl.profile)
        minute = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=1)
        self.ctl.expect(0, "schedule", "add", self.integration, "Nightly", "--workflow", WORKFLOW, "--days", "daily",
                        "--time", minute.strftime("%H:%M"), "--zone", "UTC")
        with sqlite3.connect(os.path.join(self.ctl.profile, "causeway.db")) as base:
            base.execute("UPDATE schedule SET since = since - ?", (HOUR,))

    def runs(self):
        return [line for line in self.ctl.expect(0, "history").lines if line["why"] == "schedule"]

    def serve(self, seconds, status=(0, 1)):
        return self.ctl.expect(status, "schedule", "serve", "--for", str(seconds))

    def check(self, what):
        """One run; everything there once; nothing left to write."""
        runs = self.runs()
        assert len(runs) == 1, "%s: %d runs: %s" % (what, len(runs), runs)
        assert runs[0]["ended"] is not None and runs[0]["outcome"] in ("done", "attention"), "%s: %s" % (what, runs[0])
        records = model.read_source(self.sandbox)
        needed = model.select(records, {str(self.company["subsidiary"])}, False)
        problems = model.compare(records, needed, self.options(), self.before)
        problems += check_journal(os.path.join(self.ctl.profile, "causeway.db"))
        assert not problems, "%s: %d problems\n%s" % (what, len(problems), "\n".join(problems[:20]))
        last = self.sandbox.log()[-1]["number"]
        quiet = self.serve(0)
        assert not quiet.events("started"), "%s: it came again: %s" % (what, quiet.describe())
        self.ctl.expect((0, 1), "run", self.integration)
        writes = [entry for entry in self.sandbox.get("/__sandbox/log?since=%d" % last) if is_write(entry)]
        assert not writes, "%s: the next run wrote %s" % (what, writes[:5])


def words(bench):
    """What a person types, and what is refused."""
    ctl, integration = bench.ctl, bench.integration
    bench.start_over()
    add = ["schedule", "add", integration, "Second", "--workflow", WORKFLOW]
    for wrong, named in ((["--days", "moonday", "--time", "06:00"], "moonday"), (["--days", "mon", "--time", "25:00"], "25:00"),
                         (["--days", "mon", "--time", "06:00", "--zone", "Europe/Nowhere"], "Europe/Nowhere"),
                         (["--days", "mon"], "--time"), (["--time", "06:00"], "--days"),
                         (["--days", "mon", "--time", "06:00", "--workflow", "spp.customers"], "spp.customers")):
        error = ctl.expect(2, *add, *wrong).error
        assert named in error["message"], error
    assert "Nightly" in ctl.expect(2, "schedule", "add", integration, "Nightly", "--workflow", WORKFLOW, "--days", "mon",
                                   "--time", "06:00").error["message"]
    ctl.expect(2, "schedule", "on", integration, "Nobody")
    line = ctl.expect(0, *add, "--days", "mon-fri", "--time", "6:00", "--time", "18:00", "--zone", "America/New_York").lines[0]
    assert line["days"] == ["mon", "tue", "wed", "thu", "fri"] and line["times"] == ["06:00", "18:00"] and line["on"], line
    line = ctl.expect(0, "schedule", "set", integration, "Second", "days=sat,sun", "times=7:30", "name=Weekend").lines[0]
    assert line["schedule"] == "Weekend" and line["days"] == ["sat", "sun"] and line["times"] == ["07:30"], line
    assert line["next"] is not None and line["due"] is None, line
    text = ctl.text("schedule", "list", integration)
    assert "Saturdays and Sundays at 07:30, New York time" in text.out, text.out
    assert ctl.expect(0, "schedule", "off", integration, "Weekend").lines[0]["next"] is None
    ctl.expect(0, "schedule", "remove", integration, "Weekend")
    assert [one["schedule"] for one in ctl.expect(0, "schedule", "list").lines] == ["Nightly"]


def protected(bench):
    """Nothing that the schedule needs is taken away; how it works may change."""
    ctl, integration = bench.ctl, bench.integration
    bench.start_over()
    connections = [line["name"] for line in ctl.expect(0, "connection", "list").lines]
    refused = [("workflow", "disable", integration, WORKFLOW), ("workflow", "deactivate", integration, WORKFLOW),
               ("integration", "remove", integration)]
    used = 0
    for command in refused:
        error = ctl.expect(2, *command).error
        assert error["code"] == "in-use" and "“Nightly”" in error["message"], error
    for name in connections:
        error = ctl.expect(2, "connection", "remove", name).error
        used += error["code"] == "in-use" and "“Nightly”" in error["message"]
    assert used == 2, "%d connections are protected by the schedule" % used
    ctl.expect(0, "workflow", "set", integration, WORKFLOW, "page-size=50")
    ctl.expect(0, "schedule", "off", integration, "Nightly")
    ctl.expect(0, "workflow", "deactivate", integration, WORKFLOW)


def two_at_once(bench):
    """Two programs look for what was missed: one run."""
    bench.start_over()
    both = [bench.ctl.start("schedule", "serve", "--for", "6") for _ in range(2)]
    answers = [process.communicate(timeout=120) for process in both]
    started = sum(out.count('"event":"started"') for out, _ in answers)
    assert started == 1, answers
    assert all(process.returncode in (0, 1) for process in both), [process.returncode for process in both]
    bench.check("two at once")


def killed(bench, share, duration):
    """kill -9 somewhere in the middle; whoever looks next finishes it. TRUE: a run had begun."""
    bench.start_over()
    process = bench.ctl.start("schedule", "serve")
    time.sleep(share * duration)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    begun = len(bench.runs())
    bench.serve(0)
    bench.check("killed at %.3f s" % (share * duration))
    return begun


def terminated(bench, duration):
    """SIGTERM in the middle of a run: what is on the wire is finished, the next one goes on with the same run."""
    bench.start_over()
    bench.sandbox.post("settings", {"latency": 40})
    process = bench.ctl.start("schedule", "serve")
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not any(is_write(entry) and "/precoro/" in entry["path"] for entry in bench.sandbox.log()):
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    finally:
        bench.sandbox.post("settings", {"latency": LATENCY_MS})
        if process.poll() is None:
            process.kill()
            process.communicate()
    assert process.returncode == 4, process.returncode
    (stopped,) = bench.runs()
    assert stopped["outcome"] == "stopped" and stopped["ended"] is None, stopped
    resumed = bench.serve(0).events("end")
    assert [line["run"] for line in resumed] == [stopped["run"]], resumed
    bench.check("terminated")


def on_time(bench):
    """A planned moment that is still to come, with two programs waiting for it; nothing before it."""
    bench.start_over()
    now = datetime.datetime.now(datetime.timezone.utc)
    moment = (now + datetime.timedelta(seconds=65 if now.second >= 57 else 60)).replace(second=0, microsecond=0)
    bench.ctl.expect(0, "schedule", "set", bench.integration, "Nightly", "times=" + moment.strftime("%H:%M"))
    wait = (moment - datetime.datetime.now(datetime.timezone.utc)).total_seconds()
    both = [bench.ctl.start("schedule", "serve", "--for", str(int(wait) + 4)) for _ in range(2)]
    answers = [process.communicate(timeout=wait + 120) for process in both]
    assert sum(out.count('"event":"started"') for out, _ in answers) == 1, answers
    (run,) = bench.runs()
    began = datetime.datetime.fromisoformat(run["started"].replace("Z", "+00:00"))
    late = (began - moment).total_seconds()
    assert -0.001 <= late < 6, "it began %f s after its time" % late
    bench.check("on time")


def main():
    arguments = parse_arguments(count=8, seed=random.SystemRandom().randrange(1 << 30))
    dice = random.Random(arguments.seed)
    tap = Tap()
    tap.note("seed %d" % arguments.seed)
    with Workplace() as place:
        bench = tap.case("set up", Bench, arguments, place)
        if bench is None:
            return tap.end()
        tap.case("words", words, bench)
        tap.case("protected", protected, bench)
        tap.case("two at once", two_at_once, bench)
        bench.start_over()
        begin = time.monotonic()
        bench.serve(0)
        duration = time.monotonic() - begin
        tap.note("an undisturbed run takes %.2f s" % duration)
        begun = 0
        for _ in range(arguments.count):
            share = dice.random()
            begun += tap.case("killed at %.3f" % share, killed, bench, share, duration) or 0
        tap.note("%d of %d were killed after their run had begun" % (begun, arguments.count))
        tap.case("terminated", terminated, bench, duration)
        tap.case("on time", on_time, bench)
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
