"""model: what the export of customers and projects must leave behind.

SPDX-License-Identifier: GPL-3.0-or-later

The rules of the product, written once more and independently of the program:
from the state of the sandbox's NetSuite and what stood in Precoro before, it
says which option each company must hold. Nothing here looks at the program's
plan or database.
"""

CUSTOMER_NAME_MAX = 83
PROJECT_NAME_MAX = 256
THREE_LEVELS = 3
SYNC_BOX = "custentity_precoro_sync"


class Record:
    """A customer or project of NetSuite, with the verdict of the rules."""

    def __init__(self, kind, row):
        self.kind = kind
        self.id = row["id"]
        self.row = row
        self.key = "%s:%s" % (kind, self.id)
        self.subsidiaries = set(str(s) for s in row["subsidiaries"])
        self.inactive = row.get("isinactive") == "T"
        self.marked = row.get(SYNC_BOX) == "T"
        self.stage = (row.get("searchstage") or "customer").lower() if kind == "customer" else "customer"
        self.parent = None

    @property
    def name(self):
        row = self.row
        company = (row.get("companyname") or "").strip()
        if self.kind == "job":
            return company or row.get("entityid") or ""
        person = " ".join(p for p in (row.get("firstname"), row.get("lastname")) if p).strip()
        return company or person or row.get("entityid") or ""

    @property
    def name_max(self):
        return CUSTOMER_NAME_MAX if self.kind == "customer" else PROJECT_NAME_MAX


def read_source(sandbox):
    """Every record by id, with parents joined. Customers and projects share one space of ids."""
    records = {}
    for kind in ("customer", "job"):
        for row in sandbox.state("netsuite", kind):
            records[row["id"]] = Record(kind, row)
    for record in records.values():
        parent = record.row.get("parent")
        record.parent = records.get(parent) if parent else None
        record.parent_missing = bool(parent) and parent not in records
    return records


def get_chain(record):
    """The record and its parents up to the root; None on or below a cycle."""
    chain = []
    while record is not None:
        if record in chain:
            return None
        chain.append(record)
        record = record.parent
    return chain


def stands(record, subsidiaries):
    """Whether the record could have a place in the target: itself and its whole chain of parents."""
    chain = get_chain(record)
    if chain is None:
        return False
    for one in chain:
        if one.parent_missing or one.inactive or not one.subsidiaries & subsidiaries:
            return False
        if not one.name or len(one.name) > one.name_max:
            return False
    projects = [one for one in chain if one.kind == "job"]
    if projects and projects[-1].parent is None:
        return False
    return len(projects) + 1 <= THREE_LEVELS


def travels(record, subsidiaries, everything):
    """By its own rules and those of its place: availability, mark, stage."""
    return ((everything or record.marked) and record.stage == "customer" and
            bool(record.subsidiaries & subsidiaries) and stands(record, subsidiaries))


def select(records, subsidiaries, everything):
    """Ids of what must be in the company: what travels and the parents it brings along."""
    needed = set()
    for record in records.values():
        if travels(record, subsidiaries, everything):
            needed.update(one.id for one in get_chain(record))
    return needed


def get_parent_in_target(record):
    """In three levels every customer stands at the root."""
    return None if record.kind == "customer" else record.parent


def get_external_id(option):
    return None if option.get("externalId") in (None, "", []) else str(option["externalId"])


def get_parent_id(option):
    parent = option.get("parent")
    if isinstance(parent, dict):
        return parent.get("id")
    return None


def is_on(value):
    return value in (True, 1, "1", "true")


def compare(records, needed, options, before):
    """Problems of one company as sentences; none when all is as it must be.

    @options: those of the company now, @before: those it had at the start. A record whose place was taken by an option
    of somebody else from the start is a conflict or a link, and is judged by @before's owner only."""
    problems = []
    by_external = {}
    by_id = {option["id"]: option for option in options}
    for option in options:
        if get_external_id(option) is not None:
            by_external.setdefault(get_external_id(option), []).append(option)
    conflicts = find_conflicts(records, needed, before)
    for number in sorted(needed, key=int):
        record = records[number]
        found = by_external.get(number, [])
        if number in conflicts:
            continue
        if len(found) != 1:
            problems.append("%s (%s) is there %d times" % (record.key, record.name, len(found)))
            continue
        problems += compare_one(record, found[0], by_external)
    known = {option["id"] for option in before}
    for option in options:
        number = get_external_id(option)
        if option["id"] not in known and number not in needed:
            problems.append("option %s (%s) should not be there" % (option["id"], option["name"]))
        if get_parent_id(option) is not None and get_parent_id(option) not in by_id:
            problems.append("option %s hangs below one that is not there" % option["id"])
    return problems


def compare_one(record, option, by_external):
    problems = []
    parent = get_parent_in_target(record)
    if option["name"] != record.name:
        problems.append("%s is called %r instead of %r" % (record.key, option["name"], record.name))
    if not is_on(option["enable"]):
        problems.append("%s is switched off" % record.key)
    want = None
    if parent is not None:
        candidates = by_external.get(parent.id, [])
        want = candidates[0]["id"] if candidates else "missing"
    if get_parent_id(option) != want:
        problems.append("%s hangs below %s instead of %s" % (record.key, get_parent_id(option), want))
    return problems


def find_conflicts(records, needed, before):
    """Records that a person has to settle because of what was in the company before, and all below them.

    Two options with its external id; one that another connector keeps."""
    by_external = {}
    for option in before:
        if get_external_id(option) is not None:
            by_external.setdefault(get_external_id(option), []).append(option)
    stuck = set()
    for number in needed:
        found = by_external.get(number, [])
        if len(found) > 1 or any(option.get("netSuiteId") for option in found):
            stuck.add(number)
    below = set(stuck)
    for number in needed:
        if any(one.id in stuck for one in get_chain(records[number])):
            below.add(number)
    return below


def compare_marks(records, needed):
    """Every record that was exported, parents brought along included, ends marked."""
    return ["%s is not marked" % records[number].key for number in sorted(needed, key=int) if not records[number].marked]
