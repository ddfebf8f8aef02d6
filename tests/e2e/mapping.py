#!/usr/bin/python3
"""mapping: causewayctl mapping with the real programs.

SPDX-License-Identifier: GPL-3.0-or-later

    mapping.py --ctl PROGRAM --sandbox PROGRAM

A person exports the mapping, edits the file as an editor would, imports it,
checks, previews and pins it, and sees exactly what it changes in the plan.
What must come out is worked out from the truth that the sandbox shows.
"""
import json
import sys

from harness import Ctl, Tap, Workplace, is_write, parse_arguments

WORKFLOW = "precoro.customers-projects"
CURRENCY = {"map": {"field": "currency", "type": "reference"}, "entries": [{"from": "1", "to": "Dollar"}], "default": {"value": "other"}}


class Story:
    def __init__(self, arguments, place):
        self.place = place
        self.sandbox = place.sandbox(arguments.sandbox, "--customers", "120", "--projects", "40")
        self.ctl = Ctl(arguments.ctl, place.path("profile"))
        lines = self.ctl.expect(0, "sample", "add", "--info", self.sandbox.info_file).lines
        line = next(one for one in lines if one["system"] == "precoro")
        self.name, self.company = line["integration"], line["company"]
        self.ctl.expect((0, 1), "run", self.name, WORKFLOW, "--all", "--yes")

    def mapping(self, status, verb, *arguments):
        return self.ctl.expect(status, "mapping", verb, self.name, WORKFLOW, *arguments)

    def options(self):
        return {one["externalId"]: one for one in self.sandbox.state("precoro", "options")
                if one["company"] == self.company and one.get("externalId")}

    def export(self, path, *arguments):
        self.mapping(0, "export", path, *arguments)
        with open(path, encoding="utf-8") as file:
            return json.load(file)

    def write(self, path, document):
        with open(path, "w", encoding="utf-8") as file:
            json.dump(document, file)
        return path

    def default_is_clean(self):
        versions = self.mapping(0, "versions").lines
        assert [one["version"] for one in versions] == [0] and versions[0]["in_force"], versions
        end = self.mapping(0, "check", "--refresh").end
        assert end["problems"] == 0 and end["records"] == end["passing"] > 20, end
        rows = [one for one in self.mapping(0, "show").lines if "target" in one]
        assert [(one["type"], one["target"]) for one in rows] == [("customer", "name"), ("job", "name"), ("job", "code")], rows

    def edit_plan_run(self):
        path = self.place.path("mapping.json")
        document = self.export(path)
        assert document["from"]["version"] == 0
        document["groups"][0]["rows"].append({"target": "code", "source": CURRENCY})
        line = self.mapping(0, "import", self.write(path, document), "--note", "codes by currency").lines[-1]
        assert line == {"version": 1, "changes": 1}, line
        changes = self.mapping(0, "diff").lines
        assert len(changes) == 1 and changes[0]["change"] == "added" and changes[0]["name"] == "code", changes
        assert changes[0]["after_json"]["source"] == CURRENCY

        truth = {one["id"]: one for one in self.sandbox.state("netsuite", "customer")}
        plan = self.ctl.expect((0, 1), "plan", self.name, WORKFLOW, "--all")
        assert plan.events("plan")[0]["mapping"] == 1
        updates = [one for one in plan.events("record") if one["operation"] == "update"]
        ours = {number for number, one in self.options().items() if number in truth and one["enable"]}
        assert {one["source"] for one in updates} == {"customer:" + number for number in ours}, (len(updates), len(ours))
        for one in updates:
            number = one["source"].split(":")[1]
            assert one["after"] == {"code": "Dollar" if truth[number]["currency"] == "1" else "other"}, one

        self.ctl.expect((0, 1), "run", self.name, WORKFLOW, "--all", "--yes")
        for number, one in self.options().items():
            if number in ours:
                assert one["code"] == ("Dollar" if truth[number]["currency"] == "1" else "other"), one
        before = len(self.sandbox.log())
        self.ctl.expect((0, 1), "run", self.name, WORKFLOW, "--all", "--yes")
        writes = [one for one in self.sandbox.log()[before:] if is_write(one)]
        assert not writes, writes
        newest = self.ctl.expect(0, "history").lines[0]
        assert newest["mappings"] == {WORKFLOW: 1}, newest

    def missing_entry_and_pin(self):
        path = self.place.path("asking.json")
        document = self.export(path)
        del document["groups"][0]["rows"][-1]["source"]["default"]
        document["groups"][0]["rows"][-1]["source"]["ask"] = True
        self.write(path, document)
        result = self.mapping(1, "check", path)
        finding = next(one for one in result.lines if one.get("finding") == "no-entry")
        assert finding["error"] and finding["count"] == len(finding["records"]) > 0, finding
        held = finding["records"][0]["source"]
        preview = self.mapping(1, "preview", path, held).lines[0]
        assert preview["problems"] and "code" not in preview["fields"], preview

        good = self.mapping(0, "preview", held, "--pin", "another currency").lines
        assert good[0]["fields"]["code"] == "other" and good[1]["version"] == 2, good
        assert self.mapping(0, "check").end["tests"] == 1
        document = self.export(path)
        document["groups"][0]["rows"][-1]["source"]["default"] = {"value": "foreign"}
        result = self.mapping(1, "check", self.write(path, document))
        failed = next(one for one in result.lines if "test" in one)
        assert failed["deviations"] == [{"target": "code", "expected": "other", "found": "foreign"}], failed

    def merge(self):
        ours, theirs = self.place.path("ours.json"), self.place.path("theirs.json")
        document = self.export(theirs)
        mine = self.export(ours)
        mine["groups"][1]["rows"][1]["active"] = False
        self.mapping(0, "import", self.write(ours, mine))
        document["groups"][0]["rows"][-1]["initial-only"] = True
        self.mapping(0, "import", self.write(theirs, document))
        rows = [one for one in self.mapping(0, "show").lines if "target" in one]
        assert [(one["type"], one["target"]) for one in rows if not one["active"]] == [("job", "code")]
        assert [(one["type"], one["target"]) for one in rows if one["initial_only"]] == [("customer", "code")]

        document["groups"][1]["rows"][1]["required"] = True
        result = self.mapping(1, "import", self.write(theirs, document))
        assert [one["name"] for one in result.lines if "conflict" in one] == ["code"], result.describe()
        before = self.mapping(0, "versions").lines[0]["version"]
        assert self.mapping(0, "import", theirs, "--theirs").lines[-1]["version"] == before + 1

    def refused(self):
        path = self.place.path("broken.json")
        before = self.mapping(0, "versions").out
        document = self.export(path)
        for broken, says in (({"version": 9}, "newer"), ({"workflow": "precoro.employees"}, "precoro.employees"),
                             ({"groups": [{"name": "a", "type": "invoice", "rows": []}]}, "invoice"), ({"colour": 1}, "colour")):
            error = self.mapping(2, "import", self.write(path, {**document, **broken})).error
            assert says in error["message"] and "broken.json:" in error["message"], error
        with open(path, "w", encoding="utf-8") as file:
            file.write(json.dumps(document)[:-20])
        assert "broken.json:" in self.mapping(2, "import", path).error["message"]
        assert self.mapping(2, "import", self.place.path("nothing.json")).error["code"] == "usage"
        assert self.mapping(2, "restore", "99").error["code"] == "usage"
        assert self.mapping(0, "versions").out == before

    def restore(self):
        newest = self.mapping(0, "versions").lines[0]["version"]
        assert self.mapping(0, "restore", "default").lines == [{"version": newest + 1, "restored": 0}]
        assert self.mapping(0, "diff", "default").out == ""
        assert self.mapping(0, "versions").lines[0]["note"]


def main():
    arguments = parse_arguments()
    tap = Tap()
    with Workplace() as place:
        story = tap.case("set up", Story, arguments, place)
        if story is None:
            return tap.bail_out("nothing to go on with")
        for name in ("default_is_clean", "edit_plan_run", "missing_entry_and_pin", "merge", "refused", "restore"):
            tap.case(name.replace("_", " "), getattr(story, name))
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
