"""Checks an export of Laufmappe. Needs Python 3 and nothing else: `python3 verify.py [FOLDER or ZIP]`.

For every event: the payload belongs to its salted hash (an erased or withheld payload is reported and counts
as kept), the leaf belongs to its hash, and each leaf holds on to the one before it, from the first event to
the head that the case names. For every document: its bytes have the hash that the history names; of a
withheld one the history names the hash. For every version: its files have the hash that is its name.
"""

import hashlib
import json
import sys
import zipfile
from pathlib import Path

START = "0" * 64


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def open_export(place):
    """A function that reads a file of the export, and the names of all files."""
    path = Path(place)
    if path.is_dir():
        names = [one.relative_to(path).as_posix() for one in path.rglob("*") if one.is_file()]
        return (lambda name: (path / name).read_bytes()), names
    archive = zipfile.ZipFile(path)
    return archive.read, archive.namelist()


def check_events(events, case, problems):
    previous, seen = START, 0
    for event in events:
        seen += 1
        leaf = event["leaf"]
        where = f"event {leaf['seq']} ({leaf['kind']})"
        if leaf["seq"] != seen:
            problems.append(f"{where}: expected number {seen}: an event is missing or doubled")
        if leaf["previous_hash"] != previous:
            problems.append(f"{where}: does not follow from the event before it")
        if hashlib.sha256(b"\x00" + canonical(leaf).encode()).hexdigest() != event["leaf_hash"]:
            problems.append(f"{where}: was changed after it was written")
        if event["payload"] is None:
            print(f"{where}: payload {'withheld' if event.get('withheld') else 'erased'}")
        else:
            salted = bytes.fromhex(event["salt"]) + event["payload"].encode()
            if hashlib.sha256(salted).hexdigest() != leaf["payload_hash"]:
                problems.append(f"{where}: its content was changed")
        previous = event["leaf_hash"]
    if previous != case["head"] or seen != case["events"]:
        problems.append(
            f"the history ends at event {seen}, the case at event {case['events']}: events are missing"
        )


def check_documents(events, documents, read, problems):
    named = set()
    for event in events:
        payload = json.loads(event["payload"]) if event["payload"] else {}
        if event["leaf"]["kind"] in ("DocumentIssued", "FileAttached", "DocumentRevised"):
            named.add(payload.get("sha256"))
    for document in documents:
        if document.get("withheld"):
            print(f"{document['title']}: withheld")
            if document["sha256"] not in named:
                problems.append(f"{document['title']}: withheld, and no event names it")
            continue
        found = hashlib.sha256(read(document["path"])).hexdigest()
        if found != document["sha256"]:
            problems.append(f"{document['path']}: is not the document that was issued")
        if found not in named:
            problems.append(f"{document['path']}: no event names it")


def check_versions(events, names, read, problems):
    wanted = {event["leaf"]["version_id"] for event in events} - {None}
    for version in sorted(wanted):
        inside = sorted(name for name in names if name.startswith(f"versions/{version}/"))
        digest = hashlib.sha256(b"laufmappe version 1\n")
        for name in inside:
            for part in (name.removeprefix(f"versions/{version}/").encode(), read(name)):
                digest.update(len(part).to_bytes(8, "big") + part)
        if digest.hexdigest() != version:
            problems.append(f"version {version[:12]}: its files are not those the case ran on")


def counted(entries, name):
    withheld = sum(1 for entry in entries if entry.get("withheld"))
    return f"{len(entries)} {name}" + (f" ({withheld} withheld)" if withheld else "")


def main(place):
    read, names = open_export(place)
    case = json.loads(read("case.json"))
    events = [json.loads(line) for line in read("events.jsonl").decode().splitlines()]
    documents = json.loads(read("documents.json"))
    problems = []
    check_events(events, case, problems)
    check_documents(events, documents, read, problems)
    check_versions(events, names, read, problems)
    for problem in problems:
        print(f"WRONG  {problem}")
    verdict = "NOT AS IT WAS" if problems else "unchanged"
    print(f"{case['number']}: {counted(events, 'events')}, {counted(documents, 'documents')}: {verdict}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parent))
