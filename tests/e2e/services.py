#!/usr/bin/python3
"""services: a whole services company imported into SuiteProjects Pro with the real programs.

SPDX-License-Identifier: GPL-3.0-or-later

    services.py --ctl PROGRAM --sandbox PROGRAM [--customers N --projects N --employees N]

Every workflow of the integration takes part. What SuiteProjects Pro holds
afterwards is compared field by field with services_model.py, and requests are
counted in the sandbox's log. With other numbers it is the soak test.
"""
import json
import os
import subprocess
import sys
import time

import services_model as model
from harness import Ctl, Result, Tap, Workplace, parse_arguments

STAGES = ("customer", "lead", "prospect")
BATCH = 1000
FAULTS = ("429", "500", "reset", "commit-drop", "truncate")
FAULT_RATE = "0.1"
MOST_RUNS = 12
WRITES = ("Add", "Modify", "Delete", "CreateUser")


def is_write(entry):
    """Reading and writing have one address in SuiteProjects Pro; the log says which it was."""
    if entry["system"] == "suiteprojects":
        return any(one.split(" ")[0] in WRITES for one in (entry.get("commands") or "").split(", "))
    return entry["method"] != "GET" and not entry["path"].endswith(("/suiteql", "/token"))


def describe(entries):
    counts = {}
    for entry in entries:
        name = entry.get("commands") or "%s %s" % (entry["method"], entry["path"].rstrip("0123456789"))
        counts[name] = counts.get(name, 0) + 1
    return ", ".join("%d × %s" % (count, name) for name, count in sorted(counts.items()))


class Company:
    """One sandbox, one profile, and the integration that takes everything over."""

    def __init__(self, arguments, place, tap, name):
        self.tap = tap
        self.sandbox = place.sandbox(arguments.sandbox, "--customers", str(arguments.customers), "--projects",
                                     str(arguments.projects), "--employees", str(arguments.employees))
        self.ctl = Ctl(arguments.ctl, place.path(name))
        self.name = "company"
        self.peak = 0

    def connect(self):
        lines = self.ctl.expect(0, "sample", "add", "--info", self.sandbox.info_file).lines
        sample = next(line for line in lines if line["system"] == "suiteprojects")
        names = [one["name"] for one in self.ctl.expect(0, "connection", "list").lines]
        source = next(one for one in names if "NetSuite" in one and "services" in one)
        target = next(one for one in names if "SuiteProjects" in one)
        self.ctl.expect(0, "integration", "remove", sample["integration"])
        # All but one: whoever is only available there has to stay out.
        every = sorted((one["id"] for one in self.sandbox.state("netsuite", "subsidiary")), key=int)
        self.subsidiaries = every[:-1]
        options = [part for one in self.subsidiaries for part in ("--subsidiary", one)]
        self.ctl.expect(0, "integration", "add", self.name, "--source", source, "--target", target, *options)
        for flow in model.FLOWS:
            self.ctl.expect(0, "workflow", "enable", self.name, flow.workflow)
        self.set("spp.customers", "leads=true", "prospects=true")
        self.mappings = {}
        for flow in model.FLOWS:
            path = os.path.join(os.path.dirname(self.ctl.profile), "mapping.json")
            self.ctl.expect(0, "mapping", "export", self.name, flow.workflow, path)
            with open(path, encoding="utf-8") as file:
                self.mappings[flow.workflow] = json.load(file)

    def set(self, workflow, *settings):
        self.ctl.expect(0, "workflow", "set", self.name, workflow, *settings)

    def check_boxes(self):
        """All of them, as an administrator's mass update would. NetSuite saves no project that belongs to nobody."""
        for flow in model.FLOWS:
            if flow.table == "job":
                for row in self.sandbox.state("netsuite", "job"):
                    if row.get("parent") and row.get(flow.box) != "T":
                        self.sandbox.edit("job", row["id"], **{flow.box: "T"})
            elif flow.box is not None:
                record = "salesOrder" if flow.table == "transaction" else flow.table
                self.sandbox.edit(record, "all", **{flow.box: "T"})

    def rules(self, everything):
        return model.Rules(self.subsidiaries, self.mappings, everything, STAGES)

    def mark(self):
        log = self.sandbox.log()
        return log[-1]["number"] if log else 0

    def writes_since(self, number):
        return [one for one in self.sandbox.get("/__sandbox/log?since=%d" % number) if is_write(one)]

    def run(self, *arguments):
        """A run, with its time and the peak of its memory."""
        command = self.ctl.command("--json", "run", self.name, "--yes", *arguments)
        begun = time.monotonic()
        out = os.path.join(os.path.dirname(self.ctl.profile), "run.out")
        with open(out, "w+", encoding="utf-8") as file, open(out + ".err", "w+", encoding="utf-8") as errors:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=file, stderr=errors)
            usage = self.watch(process)
            file.seek(0)
            errors.seek(0)
            result = Result(process.returncode, file.read(), errors.read())
        self.tap.note("run %s: %.1f s (%.1f s of processor), %d MB at most" % (
            " ".join(arguments), time.monotonic() - begun, usage.ru_utime + usage.ru_stime, self.peak))
        return result

    def watch(self, process):
        """Waits for its end; the peak of its memory is asked of the system meanwhile, since what wait4 tells begins with our own."""
        status_file, self.peak = "/proc/%d/status" % process.pid, 0
        while True:
            try:
                with open(status_file, encoding="utf-8") as file:
                    self.peak = max([self.peak] + [int(line.split()[1]) // 1024 for line in file if line.startswith("VmHWM")])
            except OSError:
                pass
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid != 0:
                process.returncode = os.waitstatus_to_exitcode(status)
                return usage
            time.sleep(0.02)


class Story:
    """The first import, and what comes after it."""

    def __init__(self, arguments, place, tap):
        self.company = Company(arguments, place, tap, "profile")
        self.sandbox, self.ctl, self.tap = self.company.sandbox, self.company.ctl, tap
        self.company.connect()
        self.before = model.World(self.sandbox)
        self.expectations = model.expect(self.before, self.company.rules(True))

    def check(self):
        after = model.World(self.sandbox)
        problems, compared = model.compare(self.expectations, self.before, after)
        self.tap.note("%d values compared, of %s" % (compared, ", ".join(
            "%d %s" % (len(one.wanted), workflow) for workflow, one in self.expectations.items())))
        assert not problems, "%d problems\n%s" % (len(problems), "\n".join(problems[:40]))
        return after

    def first(self):
        for workflow, one in self.expectations.items():
            assert one.wanted, "nothing of %s would travel" % workflow
        assert any(one.conflicts for one in self.expectations.values()) and any(one.matched for one in self.expectations.values())
        stages = {(self.before.source["customer"][number].get("searchstage") or "").lower()
                  for number in self.expectations["spp.customers"].wanted}
        assert stages == set(STAGES), stages
        start = self.company.mark()
        result = self.company.run("--all")
        assert result.status == 1, "planted conflicts need attention: " + result.describe()
        conflicts = {line["source"] for line in result.events("record") if line["operation"] == "conflict"}
        expected = {"%s:%s" % (one.flow.source, number) for one in self.expectations.values() for number in one.conflicts}
        assert conflicts == expected, sorted(conflicts ^ expected)[:20]
        failed = [line for line in result.events("record") if line["outcome"] in ("failed", "unsettled")]
        left = model.refuse(self.expectations, self.before, [line["source"] for line in failed])
        self.tap.note("%d refused by rules of the system itself" % (len(failed) - len(left)))
        assert not left, "%d failed: %s" % (len(left), [line for line in failed if line["source"] in left][:5])
        self.check()
        self.count_requests(self.company.writes_since(start))

    def count_requests(self, writes):
        """At most one request that writes for 1,000 records of a type."""
        services = [one for one in writes if one["system"] == "suiteprojects"]
        for expectation in self.expectations.values():
            kind = model.TYPES[expectation.flow.target]
            names = {"Create" + kind, "Add " + kind, "Modify " + kind}
            count = sum(1 for one in services if names & set(one["commands"].split(", ")))
            assert 1 <= count <= -(-len(expectation.wanted) // BATCH), (kind, count, describe(services))
        assert all(len({name.split(" ")[-1].replace("Create", "") for name in one["commands"].split(", ")}) == 1 for one in services)
        self.tap.note("requests that write: " + describe(services))

    def marked(self):
        """Whatever was taken over ends marked."""
        for flow in (model.EMPLOYEES, model.CUSTOMERS, model.PROJECTS):
            rows = {row["id"]: row for row in self.sandbox.state("netsuite", flow.table)}
            missing = [number for number in self.expectations[flow.workflow].wanted if rows[number].get(flow.box) != "T"]
            assert not missing, "%d of %s are not marked: %s" % (len(missing), flow.workflow, missing[:10])

    def quiet(self):
        """A run that writes nothing."""
        start = self.company.mark()
        result = self.company.run()
        assert result.status == 1, result.describe()
        assert not self.company.writes_since(start), describe(self.company.writes_since(start))

    def pick(self, workflow, column):
        """A record that was taken over and has a value in @column."""
        expectation = self.expectations[workflow]
        rows = self.before.source[expectation.flow.table]
        return next(number for number in sorted(expectation.wanted, key=int) if rows[number].get(column))

    def change(self, workflow, column, value, writes):
        """One value changed in NetSuite leads to @writes requests that write, and to what the mapping says."""
        flow = self.expectations[workflow].flow
        number = self.pick(workflow, column)
        self.sandbox.edit(flow.table, number, **{column: value})
        start = self.company.mark()
        result = self.company.run()
        assert result.status == 1, result.describe()
        entries = self.company.writes_since(start)
        assert len(entries) == writes, "%s of %s:%s: %s" % (column, flow.source, number, describe(entries))
        self.expectations[workflow].wanted[number] = model.apply_mapping(
            self.company.mappings[workflow], flow.source, dict(model.World(self.sandbox).source[flow.table][number]))
        return number

    def changes(self):
        self.change("spp.customers", "email", "changed@customer.example", 1)
        self.change("spp.customers", "accountnumber", "D99999", 0)
        self.change("spp.projects", "companyname", "Renamed & moved", 1)
        self.change("spp.employees", "phone", "+1 555 0000", 1)
        self.change("spp.contacts", "phone", None, 1)
        self.check()

    def monitored(self):
        """Of the mapped fields only those that are monitored send a record again."""
        self.company.set("spp.customers", "monitored-fields=companyName,email")
        self.quiet()
        number = self.pick("spp.customers", "phone")
        before = self.find(number)["addr/phone"]
        self.change("spp.customers", "phone", "+49 30 000000", 0)
        assert self.find(number)["addr/phone"] == before
        self.sandbox.edit("customer", number, email="monitored@customer.example")
        start = self.company.mark()
        self.company.run()
        assert len(self.company.writes_since(start)) == 1, describe(self.company.writes_since(start))
        assert self.find(number)["addr/email"] == "monitored@customer.example" and self.find(number)["addr/phone"] == "+49 30 000000"

    def find(self, number):
        rows = [model.flatten(one) for one in self.sandbox.state("suiteprojects", "customer")]
        return next(one for one in rows if one.get("netsuite_customer_id__c") == number)


class Storm:
    """The same import while one request in ten fails in each of five ways."""

    def __init__(self, arguments, place, tap):
        self.tap = tap
        self.company = Company(arguments, place, tap, "storm")
        self.company.connect()
        self.company.check_boxes()
        self.before = model.World(self.company.sandbox)
        self.expectations = model.expect(self.before, self.company.rules(False))

    def converge(self):
        sandbox = self.company.sandbox
        for kind in FAULTS:
            for system in ("netsuite", "suiteprojects"):
                sandbox.post("fault", {"spec": "%s:%s:%s" % (system, kind, FAULT_RATE)})
        start, runs = self.company.mark(), 0
        while runs < MOST_RUNS:
            runs += 1
            result = self.company.run()
            open_ends = [one["source"] for one in result.events("record") if one["outcome"] in ("failed", "unsettled")]
            self.tap.note("run %d: status %d, %d open" % (runs, result.status, len(open_ends)))
            if result.status in (0, 1) and result.events("end") and self.is_done(open_ends):
                break
        else:
            raise AssertionError("still not done after %d runs: %s" % (runs, result.describe()))
        log = sandbox.get("/__sandbox/log?since=%d" % start)
        struck = {}
        for entry in log:
            if entry.get("fault"):
                key = "%s %s" % (entry["system"], entry["fault"])
                struck[key] = struck.get(key, 0) + 1
        self.tap.note("%d requests, faults: %s" % (len(log), struck))
        assert any(key.startswith("suiteprojects") for key in struck)
        assert not model.refuse(self.expectations, self.before, open_ends)
        problems, compared = model.compare(self.expectations, self.before, model.World(sandbox))
        self.tap.note("%d values compared" % compared)
        assert not problems, "%d problems\n%s" % (len(problems), "\n".join(problems[:40]))

    def is_done(self, open_ends):
        """Nothing is open but what the system refuses whenever it is asked."""
        try:
            return not model.refuse(model.clone(self.expectations), self.before, open_ends)
        except AssertionError:
            return False

    def quiet(self):
        self.company.sandbox.post("fault", {"clear": True})
        start = self.company.mark()
        self.company.run()
        # What the system refused by a rule of its own waits for a person now: its place is taken.
        assert not self.company.writes_since(start), describe(self.company.writes_since(start))


def main():
    arguments = parse_arguments(customers=400, projects=200, employees=60)
    tap = Tap()
    with Workplace() as place:
        story = tap.case("set up", Story, arguments, place, tap)
        if story is None:
            return tap.bail_out("nothing to go on with")
        for name in ("first", "marked", "quiet", "changes", "monitored"):
            tap.case(name, getattr(story, name))
        story.sandbox.stop()
        storm = tap.case("set up a storm", Storm, arguments, place, tap)
        if storm is not None:
            tap.case("converge", storm.converge)
            tap.case("quiet after the storm", storm.quiet)
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
