"""Runs calls of a component in wasmtime.

    library.py COMPONENT FOLDER

FOLDER has cases.json, a list of {"name", "call": [interface, function], "args"}, and the files that they name. Arguments are
written in JSON as WIT has them: {"file": name} for list<u8>, {"tag", "val"} for a variant, a list of names for flags, null for
an option that is none. Prints one line of JSON for each case: {"name", "ok": result} or {"name", "err": fault}; list<u8> is
hex there.

What the component imports is asked for on the same pipes: {"ask": function, "args"} goes out, and one line comes in,
{"value": result} or {"errno": number}. Needs the package wasmtime (Python 3.9 or newer).
"""

import json
import sys
from pathlib import Path

import wasmtime
from wasmtime import component as wit

PACKAGE = "tsmkit:attestation/{}@0.1.0"
FILES = PACKAGE.format("report-files")


def lower(kind, value, folder):
    """From JSON to what the function takes."""
    if isinstance(kind, wit.ListType):
        if isinstance(kind.element, wit.U8):
            return (folder / value["file"]).read_bytes()
        return [lower(kind.element, item, folder) for item in value]
    if isinstance(kind, wit.RecordType):
        record = wit.Record()
        for name, member in kind.fields:
            setattr(record, name, lower(member, value.get(name), folder))
        return record
    if isinstance(kind, wit.OptionType):
        return None if value is None else lower(kind.payload, value, folder)
    if isinstance(kind, wit.VariantType):
        payload = dict(kind.cases)[value["tag"]]
        lowered = None if payload is None else lower(payload, value["val"], folder)
        # Where the cases can be told apart by their types, wasmtime takes the payload alone.
        return wit.Variant(value["tag"], lowered) if wit.Variant in classes(kind) else lowered
    return set(value) if isinstance(kind, wit.FlagsType) else value


def classes(kind):
    found = set()
    kind.add_classes(found)
    return found


def lift(value):
    """From what a function gives to JSON."""
    if isinstance(value, wit.Record):
        return {name: lift(member) for name, member in vars(value).items()}
    if isinstance(value, bytes):
        return value.hex()
    return value


def ask(function):
    """A function of the host, answered by whoever started this program."""

    def call(_store, *args):
        print(json.dumps({"ask": function, "args": [lift(arg) for arg in args]}), flush=True)
        answer = json.loads(sys.stdin.readline())
        if "errno" in answer:
            return answer["errno"]
        return bytes.fromhex(answer["value"]) if function == "read" else answer["value"]

    return call


def instantiate(path):
    engine = wasmtime.Engine()
    store = wasmtime.Store(engine)
    component = wit.Component.from_file(engine, path)
    linker = wit.Linker(engine)
    if FILES in component.type.imports(engine):
        with linker.root() as root, root.add_instance(FILES) as files:
            for function in ("create", "remove", "read", "write", "wait"):
                files.add_func(function, ask(function))
    return store, linker.instantiate(store, component)


def main(path, folder):
    store, instance = instantiate(path)
    for case in json.loads((folder / "cases.json").read_text()):
        interface, name = case["call"]
        exported = instance.get_export_index(store, PACKAGE.format(interface))
        function = instance.get_func(store, instance.get_export_index(store, name, exported))
        kind = function.type(store)
        args = [lower(param, arg, folder) for (_, param), arg in zip(kind.params, case["args"])]
        result = function(store, *args)
        if isinstance(result, wit.Variant):
            told = {result.tag: lift(result.payload)}
        else:
            # Ok and err can be told apart: only a fault is a record then.
            told = {"err" if isinstance(result, wit.Record) else "ok": lift(result)}
        print(json.dumps({"name": case["name"], **told}), flush=True)


main(sys.argv[1], Path(sys.argv[2]))
