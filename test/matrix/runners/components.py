"""The components in Wasmtime: `components.py COMPONENTS FOLDER [DIRECTORY]`.

With a directory of served TSMs it makes the requests, else everything else. Prints the answers as a list in JSON.
"""

import json
import os
import sys
import time
from datetime import datetime
from pathlib import Path

import wasmtime
from wasmtime import component as wit

PACKAGE = "tsmkit:attestation/{}@0.1.0"
COMPONENTS, FOLDER, *DIRECTORY = map(Path, sys.argv[1:])
ENGINE = wasmtime.Engine()


def record(**members):
    made = wit.Record()
    for name, member in members.items():
        setattr(made, name.replace("_", "-"), member)
    return made


class World:
    """An instance of a component."""

    def __init__(self, name, files=None):
        self.store = wasmtime.Store(ENGINE)
        component = wit.Component.from_file(ENGINE, str(COMPONENTS / f"{name}.component.wasm"))
        linker = wit.Linker(ENGINE)
        if files:
            with linker.root() as root, root.add_instance(PACKAGE.format("report-files")) as instance:
                for verb in ("create", "remove", "read", "write", "wait"):
                    instance.add_func(verb, getattr(files, verb))
        self.instance = linker.instantiate(self.store, component)

    def call(self, interface, function, *args):
        """Calls a function. Returns its result, or its fault as a record."""
        index = self.instance.get_export_index(self.store, PACKAGE.format(interface))
        index = self.instance.get_export_index(self.store, function, index)
        called = self.instance.get_func(self.store, index)
        result = called(self.store, *args)
        called.post_return(self.store)
        # Result and fault come with their tag where both are records.
        return result.payload if isinstance(result, wit.Variant) else result


class Files:
    """The files of a report directory; what fails gives the error number."""

    def __init__(self, root):
        self.root = root

    def create(self, _store, entry):
        return self.done(lambda: os.mkdir(self.root / entry))

    def remove(self, _store, entry):
        return self.done(lambda: os.rmdir(self.root / entry))

    def read(self, _store, entry, attribute):
        return self.done((self.root / entry / attribute).read_bytes)

    def write(self, _store, entry, attribute, content):
        def write():
            file = os.open(self.root / entry / attribute, os.O_WRONLY)
            try:
                os.write(file, content)
            finally:
                os.close(file)

        return self.done(write)

    def wait(self, _store, milliseconds):
        time.sleep(milliseconds / 1000)
        return True

    @staticmethod
    def done(work):
        try:
            return work()
        except OSError as error:
            return error.errno


def read(name):
    return (FOLDER / name).read_bytes()


def inspect(library, case):
    return library.call("inspect", "inspect", read(case["evidence"]), case.get("form", "auto"), set())


def verify(library, case):
    at = datetime.fromisoformat(case["at"].replace("Z", "+00:00"))
    options = record(
        # The cases can be told apart by their types: bytes, or nothing.
        nonce=bytes.fromhex(case["nonce"]) if "nonce" in case else None,
        time=int(at.timestamp()),
        endorsements=[read(name) for name in case["endorsements"]],
        trust_roots=[read(name) for name in case["trustRoots"]],
        policy=read(case["policy"]).decode() if "policy" in case else None,
        colours=False,
    )
    return library.call("verify", "appraise", read(case["evidence"]), "auto", options)


def request(case, number):
    """Requests, and shows the evidence as `tsm report` prints it."""
    options = record(
        report_data=wit.Variant("nonce", bytes.fromhex(case["nonce"])),
        entry=f"tsmkit--{number}",
        seed=number,
        privlevel=case.get("privlevel"),
        service=None,
        aux=case.get("aux", False),
        attempts=case.get("attempts"),
    )
    made = World("attester", Files(DIRECTORY[0] / case["tsm"])).call("request", "request", options)
    if hasattr(made, "code"):
        return made
    members = {name.replace("-", "_"): member for name, member in vars(made).items()}
    shown = {
        "provider": members["provider"],
        "privlevel": members["privlevel"],
        "generation": str(members["generation"]),
        "attempts": members["attempts"],
        "interfered": members["interfered"],
        "reportData": {"bytes": members["report_data"].hex(), "length": members["report_data_length"]},
        **{name: members[name] and members[name].hex() for name in ("outblob", "auxblob", "manifestblob")},
    }
    there = {name: member for name, member in shown.items() if member is not None}
    return record(json=json.dumps(there, separators=(",", ":")))


def answer(library, case, number):
    if case["call"] == "request":
        given = request(case, number)
    else:
        given = (inspect if case["call"] == "inspect" else verify)(library, case)
    return f"{given.code}\n{given.message}" if hasattr(given, "code") else given.json


cases = json.loads(read("cases.json"))
asked = [case for case in cases if (case["call"] == "request") == bool(DIRECTORY)]
library = World("tsmkit")
json.dump([answer(library, case, number) for number, case in enumerate(asked)], sys.stdout)
