"""services_model: what the import into SuiteProjects Pro must leave behind.

SPDX-License-Identifier: GPL-3.0-or-later

The rules of selection and matching, written once more and independently of the
program: from the truth of NetSuite, what stood in SuiteProjects Pro before,
and the mappings as files, it says what each record must look like afterwards.
Nothing here looks at the program's plan or database. Only the workflow's name,
its mapping and its settings come from the files that a person reads and edits.
Hierarchies are in services_trees.py.
"""
import decimal
import glob
import json
import os

from services_trees import Forest

BOX = "custentity_oa_export_to_openair"
ADDRESS = ("addr1", "addr2", "addr3", "city", "state", "zip", "country")


class Flow:
    """One workflow as the reference describes it: where its records come from and where they go."""

    def __init__(self, workflow, source, table, target, id_field, box=BOX, only=None, owner=None, match=("name",),
                 available=None, inactivates=True, lookups=(), scope=None):
        self.workflow = workflow
        self.source = source          # NetSuite's type as the program names it
        self.table = table            # collection of the sandbox's NetSuite
        self.target = target          # collection of its SuiteProjects Pro
        self.id_field = id_field
        self.box = box                # None: all travel
        self.only = only or (lambda row: True)
        self.owner = owner            # (field of the target, column or None for the chain of parents, flow of the owner)
        self.match = match            # fields of the target that together are the name
        self.scope = scope or (owner[0] if owner else None)   # field within whose value names count
        self.available = available    # None: to everybody; else row, world → set of subsidiaries
        self.inactivates = inactivates
        self.lookups = lookups        # Lookup


class Lookup:
    """A field of the target that holds the id of another record there, which the mapping calls by its name."""

    def __init__(self, field, collection, by="name", only=None, required=False, taken=(), same=()):
        self.field = field
        self.collection = collection
        self.by = by
        self.only = only or (lambda row: True)
        self.required = required
        self.taken = taken            # fields that come along from what was found
        self.same = same              # fields that have to say the same on both


def own_subsidiary(row, world):
    return {row["subsidiary"]} if row.get("subsidiary") else set()


def listed_subsidiaries(row, world):
    return {str(one) for one in row["subsidiaries"]}


def related_subsidiaries(row, world):
    return world.vendor_subsidiaries.get(row["id"], set())


def choosable_subsidiaries(row, world):
    """Those of a list, and all below them where it says so."""
    found = {one.strip() for one in (row.get("subsidiary") or "").split(",") if one.strip()}
    if row.get("includechildren") != "T":
        return found
    while True:
        more = {one for one, parent in world.parents.items() if parent in found} - found
        if not more:
            return found
        found |= more


def subsidiaries_of_project(row, world):
    project = world.source["job"].get(row.get("project"))
    return listed_subsidiaries(project, world) if project else set()


COST_CENTER = Lookup("cost_centerid", "costcenter")
EMPLOYEES = Flow("spp.employees", "employee", "employee", "user", "netsuite_user_id__c", match=("nickname",), available=own_subsidiary,
                 lookups=(Lookup("departmentid", "department"), Lookup("job_codeid", "jobcode")))
CUSTOMERS = Flow("spp.customers", "customer", "customer", "customer", "netsuite_customer_id__c", available=listed_subsidiaries,
                 lookups=(COST_CENTER, Lookup("userid", "user", "nickname")))
PROJECTS = Flow("spp.projects", "job", "job", "project", "netsuite_project_id__c", owner=("customerid", None, CUSTOMERS),
                available=listed_subsidiaries,
                lookups=(Lookup("project_stageid", "projectstage"), Lookup("rate_cardid", "ratecard"), COST_CENTER,
                         Lookup("template_project_id", "project", only=lambda row: row.get("is_template") == "1")))
TASKS = Flow("spp.tasks", "projecttask", "projecttask", "projecttask", "netsuite_project_task_id__c",
             box="custevent_oa_export_to_openair", owner=("projectid", "project", PROJECTS), inactivates=False,
             available=subsidiaries_of_project)
PAYMENTS = Flow("spp.payments", "customerpayment", "customerpayment", "payment", "netsuite_payment_id__c", box=None, inactivates=False,
                only=lambda row: row["voided"] != "T", match=("date", "total"), scope="invoiceid", available=own_subsidiary,
                lookups=(Lookup("invoiceid", "invoice", "netsuite_invoice_id__c", required=True, taken=("customerid",), same=("currency",)),))
FLOWS = [
    EMPLOYEES,
    CUSTOMERS,
    PROJECTS,
    Flow("spp.services", "serviceitem", "item", "category", "netsuite_item_id__c", box="custitem_oa_export_to_openair",
         only=lambda row: row["itemtype"] == "Service", available=choosable_subsidiaries, lookups=(COST_CENTER,)),
    Flow("spp.expense-items", "expensecategory", "expensecategory", "item", "netsuite_expense_category_id__c", box=None,
         available=choosable_subsidiaries),
    Flow("spp.contacts", "contact", "contact", "contact", "netsuite_contact_id__c", owner=("customerid", "company", CUSTOMERS),
         match=("nickname",), available=own_subsidiary),
    Flow("spp.vendors", "vendor", "vendor", "vendor", "netsuite_vendor_id__c", available=related_subsidiaries),
    Flow("spp.products", "purchaseitem", "item", "product", "netsuite_product_id__c", box="custitem_oa_export_to_openair_product",
         only=lambda row: row["itemtype"] != "Service", available=choosable_subsidiaries),
    Flow("spp.customer-pos", "salesorder", "transaction", "customerpo", "netsuite_sales_order_id__c",
         box="custbody_oa_export_to_openair", only=lambda row: row["type"] == "SalesOrd",
         owner=("customerid", "entity", CUSTOMERS), match=("number",), available=own_subsidiary),
    TASKS,
    PAYMENTS,
]
TYPES = {"user": "User", "customer": "Customer", "project": "Project", "category": "Category", "item": "Item", "contact": "Contact",
         "vendor": "Vendor", "product": "Product", "customerpo": "Customerpo", "projecttask": "Projecttask", "payment": "Payment"}
# What is in force where nobody chose anything.
DEFAULTS = {}
for path in glob.glob(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "data", "workflows", "spp.*.json")):
    with open(path, encoding="utf-8") as file:
        DEFAULTS.update((one["key"], str(one["default"]).lower()) for one in json.load(file)["settings"])
# What the system itself decides, and what the workflows of others write.
NOT_COMPARED = {"updated", "created", "id"}
FLAGS = {"non_billable", "active", "create_workspace"}
# What a new project has of its template, where nobody says another thing; and so its tasks.
OF_TEMPLATE = ("project_stageid", "budget")
OF_TEMPLATE_TASK = ("name", "classification", "planned_hours", "priority")


# ---- the mapping, evaluated once more ----

def evaluate(source, row, settings):
    """The text of an expression, None when there is none. Only what these mappings use; anything else fails loudly."""
    if "field" in source:
        name = source["field"].lower()
        assert ("." not in name and "#" not in name) or name in row, source
        return row.get(name) or None
    if "value" in source:
        return source["value"]
    if "first" in source:
        return next((value for value in (evaluate(one, row, settings) for one in source["first"]) if value), None)
    if "concat" in source:
        return "".join(evaluate(one, row, settings) or "" for one in source["concat"])
    if "if" in source:
        branch = source.get("then" if holds(source["if"], row, settings) else "else")
        return evaluate(branch, row, settings) if branch is not None else None
    if "setting" in source:
        return settings.get(source["setting"], DEFAULTS[source["setting"]])
    if source.get("function") == "trim":
        text = evaluate(source["of"], row, settings)
        return text.strip() if text is not None else None
    raise AssertionError("the model does not know %r" % source)


def holds(condition, row, settings):
    assert condition["compare"] == "equal", condition
    left, right = evaluate(condition["left"], row, settings) or "", evaluate(condition["right"], row, settings) or ""
    return left.casefold() == right.casefold() if condition.get("ignore-case") else left == right


def apply_mapping(document, kind, row, settings):
    """Target field → (text or None, whether only at creation, whether required)."""
    values = {}
    for group in document["groups"]:
        if group["type"] != kind:
            continue
        assert "filter" not in group and "condition" not in group, "the model knows no filters"
        for one in group["rows"]:
            if one.get("active", True):
                value = evaluate(one["source"], row, settings)
                if one["target"] in FLAGS and value is not None:
                    value = "1" if value == "T" else "0"
                values[one["target"]] = (value or None, one.get("initial-only", False), one.get("required", False))
    return values


def look_up(lookup, values, world):
    """Puts the id of what is meant in place of its name. Why the record stays out, or None."""
    name, initial, required = values.get(lookup.field, (None, False, False))
    if name is None:
        return "look-up none" if lookup.required else None
    found = [row for row in world.target[lookup.collection].values()
             if lookup.only(row) and (row.get(lookup.by) or "").casefold() == name.casefold()]
    if len(found) != 1:
        return "look-up of %d" % len(found)
    for field in lookup.same:
        if values[field][0] is not None and values[field][0].casefold() != found[0][field].casefold():
            return "look-up differs"
    values[lookup.field] = (found[0]["id"], initial, required)
    values.update((field, (found[0].get(field), initial, False)) for field in lookup.taken)
    return None


def want(flow, row, world, rules):
    """What the mapping makes of @row, and why it cannot travel so (None: it can)."""
    values = apply_mapping(rules.mappings[flow.workflow], flow.source, row, rules.settings.get(flow.workflow, {}))
    problems = [problem for problem in (look_up(one, values, world) for one in flow.lookups) if problem]
    if any(required and value is None for value, _, required in values.values()):
        problems.append("required")
    return values, problems[0] if problems else None


# ---- rows of the target ----

def flatten(row):
    flat = {}
    for name, value in row.items():
        if isinstance(value, dict):
            flat.update({"%s/%s" % (name, inner): text for inner, text in value.items() if text != ""})
        elif value not in (None, ""):
            flat[name] = str(value)
    return flat


def same(left, right):
    if left == right:
        return True
    if left is None or right is None:
        return False
    try:
        return decimal.Decimal(left) == decimal.Decimal(right)
    except decimal.InvalidOperation:
        return False


CLASSIFICATIONS = ("department", "classification", "location", "subsidiary")


class World:
    """Both sides at one moment."""

    def __init__(self, sandbox):
        tables = {flow.table for flow in FLOWS if flow is not PAYMENTS} | set(CLASSIFICATIONS)
        targets = {flow.target for flow in FLOWS} | {one.collection for flow in FLOWS for one in flow.lookups}
        self.source = {table: {row["id"]: row for row in sandbox.state("netsuite", table)} for table in tables}
        self.target = {target: {row["id"]: flatten(row) for row in sandbox.state("suiteprojects", target)}
                       for target in targets | {"hierarchy", "hierarchynode"}}
        self.vendor_subsidiaries = {}
        for row in sandbox.state("netsuite", "vendorsubsidiaryrelationship"):
            self.vendor_subsidiaries.setdefault(row["entity"], set()).add(row["subsidiary"])
        self.parents = {number: row.get("parent") for number, row in self.source["subsidiary"].items()}
        self.indexes = {}
        self.name_references(sandbox)
        self.share_payments(sandbox)

    def name_references(self, sandbox):
        """What NetSuite shows beside an id."""
        stages = {row["id"]: row["name"] for row in sandbox.state("netsuite", "customrecord_oa_project_stages")}
        for row in self.source["job"].values():
            row["custentity_oa_project_stage#name"] = stages.get(row.get("custentity_oa_project_stage"))
            row["custentity_oa_project_template#name"] = row.get("custentity_oa_project_template")
        for row in self.source["employee"].values():
            row["department.name"] = self.source["department"].get(row.get("department"), {}).get("name")
        symbols = {row["id"]: row["symbol"] for row in sandbox.state("netsuite", "currency")}
        for table in ("employee", "customer", "job", "vendor", "transaction"):
            for row in self.source[table].values():
                row["currency.symbol"] = symbols.get(row.get("currency"))
        addresses = {row["nkey"]: row for row in sandbox.state("netsuite", "customeraddressbookentityaddress")}
        for row in self.source["customer"].values():
            address = addresses.get(row.get("defaultbillingaddress"), {})
            row.update(("defaultbillingaddress." + part, address.get(part)) for part in ADDRESS)

    def share_payments(self, sandbox):
        """A payment of NetSuite is as many here as there are documents that it pays, and one more for what is left."""
        symbols = {row["id"]: row["symbol"] for row in sandbox.state("netsuite", "currency")}
        documents, paid = self.source["transaction"], {}
        for link in sandbox.state("netsuite", "nexttransactionlinelink"):
            if link["linktype"] == "Payment" and documents[link["nextdoc"]]["type"] == "CustPymt":
                shares = paid.setdefault(link["nextdoc"], {})
                shares[link["previousdoc"]] = shares.get(link["previousdoc"], 0) + abs(decimal.Decimal(link["foreignamount"]))
        self.source["customerpayment"] = shared = {}
        for number, payment in documents.items():
            if payment["type"] != "CustPymt":
                continue
            shares = dict(paid.get(number, {}))
            rest = decimal.Decimal(payment["foreigntotal"]) - sum(shares.values())
            if rest > 0 or not shares:
                shares["0"] = rest
            for document, amount in shares.items():
                row = dict(payment, id="%s-%s" % (number, document), amount=str(amount), invoice=None)
                row["currency.symbol"] = symbols[payment["currency"]]
                if document != "0" and documents[document]["type"] == "CustInvc":
                    row["invoice"] = document
                shared[row["id"]] = row

    def find(self, flow, number):
        """Ids of the records of the target that carry NetSuite's id @number."""
        if flow.workflow not in self.indexes:
            index = self.indexes[flow.workflow] = {}
            for row in self.target[flow.target].values():
                index.setdefault(row.get(flow.id_field), []).append(row["id"])
        return self.indexes[flow.workflow].get(number, [])

    def rows(self, flow):
        return [row for row in self.source[flow.table].values() if flow.only(row)]


class Rules:
    """What an integration was told: its subsidiaries and, by workflow, mapping and settings."""

    def __init__(self, subsidiaries, mappings, settings, everything=False, stages=("customer",)):
        self.subsidiaries = set(subsidiaries)
        self.mappings = mappings
        self.settings = settings
        self.everything = everything
        self.stages = set(stages)


class Expectation:
    """What must become of each record of one flow: id → wanted values, or the reason why it stays out."""

    def __init__(self, flow):
        self.flow = flow
        self.wanted = {}      # id → {field: (value, initial only, required)}
        self.matched = {}     # id → id in the target before; missing: to be made
        self.copied = {}      # id → id of the template's task of which it takes over the copy that came with its project
        self.conflicts = {}   # id → why
        self.stays = {}       # id → why


def find_owner(flow, row, world):
    """The id of the record that @row belongs to, None when there is none."""
    _, column, owner = flow.owner
    if column is not None:
        return row.get(column)
    jobs, customers = world.source["job"], world.source["customer"]
    up = row.get("parent")
    for _ in range(32):
        if up in customers or up is None:
            return up
        up = jobs[up].get("parent") if up in jobs else None
    return None


def reason_to_stay(flow, row, values_problem, world, rules, expectations):
    if flow.available is not None and not flow.available(row, world) & rules.subsidiaries:
        return "not available"
    if flow.box is not None and not rules.everything and row.get(flow.box) != "T":
        return "not marked"
    if flow.source == "customer" and (row.get("searchstage") or "customer").lower() not in rules.stages:
        return "stage"
    if flow.inactivates and row.get("isinactive") == "T":
        return "inactive"
    if flow.owner is not None:
        owner = find_owner(flow, row, world)
        if owner not in expectations[flow.owner[2].workflow].wanted:
            return "owner"
    return values_problem


def expect(world, rules):
    """Workflow → Expectation, from both sides as they stood before the first run."""
    expectations = {}
    for flow in FLOWS:
        expect_flow(flow, world, rules, expectations)
    return expectations


def expect_flow(flow, world, rules, expectations):
    """Puts what must become of @flow's records into @expectations, which has those of flows before it."""
    expectation = expectations[flow.workflow] = Expectation(flow)
    for row in world.rows(flow):
        values, problem = want(flow, row, world, rules)
        why = reason_to_stay(flow, row, problem, world, rules, expectations)
        if why is None:
            expectation.wanted[row["id"]] = values
        else:
            expectation.stays[row["id"]] = why
    match(expectation, world, expectations)
    for number in expectation.conflicts:
        del expectation.wanted[number]


def fold(field, value):
    """What two names have in common that mean the same."""
    return decimal.Decimal(value) if field == "total" and value else (value or "").casefold()


def match(expectation, world, expectations):
    """B6: by the id that a record carries, then by its name whatever its case; two of either need a person."""
    flow = expectation.flow
    by_id, by_name = {}, {}
    for number, row in world.target[flow.target].items():
        if flow.id_field in row:
            by_id.setdefault(row[flow.id_field], []).append(number)
        by_name.setdefault((row.get(flow.scope),) + tuple(fold(field, row.get(field)) for field in flow.match), []).append(number)
    unmatched = []
    for number in expectation.wanted:
        found = by_id.get(number, [])
        if len(found) > 1:
            expectation.conflicts[number] = "two carry the id"
        elif found:
            expectation.matched[number] = found[0]
        else:
            unmatched.append(number)
    held = set(expectation.matched.values())
    claims = {}
    for number in unmatched:
        values = expectation.wanted[number]
        scope = values[flow.scope][0] if flow.scope in values else None
        if flow.owner is not None:
            above = expectations[flow.owner[2].workflow]
            scope = above.matched.get(find_owner(flow, world.source[flow.table][number], world), "new")
        name = tuple(fold(field, values[field][0]) for field in flow.match)
        found = by_name.get((scope,) + name, [])
        if flow is TASKS and scope == "new":
            found = find_copies(world.source[flow.table][number]["project"], name, by_name, expectations[PROJECTS.workflow])
        if len(found) > 1:
            expectation.conflicts[number] = "two have the name"
        elif found:
            claims.setdefault(found[0], []).append(number)
    for there, numbers in claims.items():
        if there in held or len(numbers) > 1:
            expectation.conflicts.update((number, "belongs to another") for number in numbers)
        elif isinstance(there, tuple):
            expectation.copied[numbers[0]] = there[1]
        else:
            expectation.matched[numbers[0]] = there


def find_copies(project, name, by_name, projects):
    """Tasks of this name that a new project has of its template: pairs of project and task of the template."""
    template = projects.wanted[project]["template_project_id"][0]
    return [(project, task) for task in by_name.get((template,) + name, [])] if template is not None else []


def find_rivals(expectation, world):
    """Projects that SuiteProjects Pro cannot hold both: their customer has one of this name (943). Lists of ids."""
    flow, groups = expectation.flow, {}
    if flow is not PROJECTS:
        return []
    for number, values in expectation.wanted.items():
        key = (find_owner(flow, world.source[flow.table][number], world), values["name"][0].casefold())
        groups.setdefault(key, []).append(number)
    return [group for group in groups.values() if len(group) > 1]


def clone(expectations):
    """Twins whose records can be taken out without harm."""
    twins = {}
    for workflow, one in expectations.items():
        twins[workflow] = Expectation(one.flow)
        twins[workflow].wanted = dict(one.wanted)
        twins[workflow].matched = dict(one.matched)
        twins[workflow].copied = dict(one.copied)
    return twins


def refuse(expectations, world, failed):
    """Takes out what the system refuses by its own rules; what is left of @failed (keys) is not explained by them."""
    failed, gone = set(failed), set()
    for group in find_rivals(expectations[PROJECTS.workflow], world):
        refused = [number for number in group if "%s:%s" % (PROJECTS.source, number) in failed]
        assert len(refused) == len(group) - 1, "of %s only one can stand: %s" % (group, refused)
        gone.update(refused)
    for number in gone:
        del expectations[PROJECTS.workflow].wanted[number]
        failed.discard("%s:%s" % (PROJECTS.source, number))
    for expectation in expectations.values():
        flow = expectation.flow
        if flow.owner is None or flow.owner[2] is not PROJECTS:
            continue
        for number in [one for one in expectation.wanted if find_owner(flow, world.source[flow.table][one], world) in gone]:
            del expectation.wanted[number]
            failed.discard("%s:%s" % (flow.source, number))
    return failed


# ---- comparison ----

def compare(expectations, before, after, trees):
    """Problems as sentences; none when all is as it must be. Counts what was compared."""
    problems, compared = [], 0
    forest = Forest(trees, before, after)
    problems += forest.problems
    compared += forest.compared
    for expectation in expectations.values():
        flow = expectation.flow
        rows, old = after.target[flow.target], before.target[flow.target]
        by_id = {}
        for row in rows.values():
            by_id.setdefault(row.get(flow.id_field), []).append(row)
        ours = set()
        for number in expectation.wanted:
            found = by_id.get(number, [])
            key = "%s:%s" % (flow.source, number)
            if len(found) != 1:
                problems.append("%s is there %d times" % (key, len(found)))
                ours.update(row["id"] for row in found)
                continue
            ours.add(found[0]["id"])
            known = expectation.matched.get(number)
            if known is not None and found[0]["id"] != known:
                problems.append("%s is %s instead of %s" % (key, found[0]["id"], known))
            if known is None and found[0]["id"] in old:
                problems.append("%s took %s, which it has nothing to do with" % (key, found[0]["id"]))
            stood = stand_before(expectation, number, before)
            wanted = list_wanted(expectation, number, stood, before, after, forest)
            count, wrong = compare_one(wanted, found[0], stood)
            compared += count
            problems += ["%s: %s" % (key, one) for one in wrong]
        if flow is TASKS:
            count, wrong, copies = compare_copied_tasks(expectations[PROJECTS.workflow], ours, before, after)
            compared += count
            problems += wrong
            ours |= copies
        problems += compare_rest(flow, rows, old, ours)
    count, wrong = compare_balances(after)
    return problems + wrong, compared + count


def stand_before(expectation, number, before):
    """The record that @number took over, as it was; None: it was made."""
    rows = before.target[expectation.flow.target]
    if number in expectation.copied:
        task = expectation.copied[number]
        return dict({name: rows[task][name] for name in OF_TEMPLATE_TASK if name in rows[task]}, originating_id=task)
    return rows.get(expectation.matched.get(number))


def list_wanted(expectation, number, old, before, after, forest):
    """Field → value of what stands for @number now."""
    flow, source = expectation.flow, after.source[expectation.flow.table][number]
    expected = {flow.id_field: number}
    for name, (value, initial, _) in expectation.wanted[number].items():
        # What NetSuite does not say is left as it was when the two met.
        expected[name] = value if value is not None and not (initial and old is not None) else (old or {}).get(name)
    if flow.inactivates:
        expected["active"] = "1"
    if flow.owner is not None:
        above = after.find(flow.owner[2], find_owner(flow, source, after))
        expected[flow.owner[0]] = above[0] if len(above) == 1 else "nobody"
    if flow is PROJECTS and old is None and expected["template_project_id"] is not None:
        template = before.target["project"][expected["template_project_id"]]
        for name in OF_TEMPLATE:
            expected[name] = expected.get(name) or template.get(name)
    nodes = forest.list_nodes(flow.workflow, source, old)
    if nodes is not None:
        expected["hierarchy_node_ids"] = nodes
    return expected


def compare_one(expected, row, old):
    wrong = []
    for name, value in expected.items():
        there = row.get(name)
        if isinstance(value, frozenset):
            there = frozenset((there or "").split(",")) - {""}
        if not (there == value if isinstance(value, frozenset) else same(there, value)):
            wrong.append("%s is %r instead of %r" % (name, there, value))
    for name, value in (old or {}).items():
        if name not in expected and name not in NOT_COMPARED and row.get(name) != value:
            wrong.append("%s was %r and is %r" % (name, value, row.get(name)))
    return len(expected), wrong


def compare_copied_tasks(projects, ours, before, after):
    """A project that was made from a template has the tasks of that, once each: those that are nobody's are told here. Their ids, too."""
    wrong, copies, compared = [], set(), 0
    by_project = {}
    for row in after.target["projecttask"].values():
        if "originating_id" in row and row["id"] not in before.target["projecttask"]:
            by_project.setdefault(row["projectid"], []).append(row)
    for number, values in projects.wanted.items():
        template, there = values["template_project_id"][0], after.find(PROJECTS, number)
        if template is None or number in projects.matched or len(there) != 1:
            continue
        rows = [row for row in by_project.get(there[0], []) if row["id"] not in ours]
        taken = {row["originating_id"] for row in by_project.get(there[0], []) if row["id"] in ours}
        wanted = [row for row in before.target["projecttask"].values() if row["projectid"] == template and row["id"] not in taken]
        found = sorted((tuple(row.get(name) for name in OF_TEMPLATE_TASK) for row in rows), key=str)
        if found != sorted((tuple(row.get(name) for name in OF_TEMPLATE_TASK) for row in wanted), key=str):
            wrong.append("job:%s was made from template %s and has the tasks %s" % (number, template, found))
        copies.update(row["id"] for row in rows)
        compared += len(wanted) * len(OF_TEMPLATE_TASK)
    return compared, wrong, copies


def compare_balances(after):
    """What an invoice is still open for is what no payment there has paid."""
    paid, wrong = {}, []
    for row in after.target["payment"].values():
        paid[row.get("invoiceid")] = paid.get(row.get("invoiceid"), 0) + decimal.Decimal(row["total"])
    for number, row in after.target["invoice"].items():
        if decimal.Decimal(row["balance"]) != decimal.Decimal(row["total"]) - paid.get(number, 0):
            wrong.append("invoice %s is open for %s of %s, paid %s" % (number, row["balance"], row["total"], paid.get(number, 0)))
    return len(after.target["invoice"]), wrong


def compare_rest(flow, rows, old, ours):
    """Nothing that was there is changed but what is ours, and nothing came that should not."""
    problems = []
    for number, row in rows.items():
        if number in ours:
            continue
        if number not in old:
            problems.append("%s %s (%s) should not be there" % (flow.target, number, row.get("name")))
        elif row != old[number]:
            problems.append("%s %s was touched" % (flow.target, number))
    problems += ["%s %s is gone" % (flow.target, number) for number in old if number not in rows]
    return problems
