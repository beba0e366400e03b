"""Inspects and verifies evidence with the raw core on wasmtime. What the calls mean: docs/core-abi.md.

Usage: python main.py core.wasm evidence root nonce-in-hex seconds-since-1970 [endorsement ...]
"""

import sys
from pathlib import Path

from wasmtime import Engine, Instance, Module, Store

AUTO, BYTES = 0, 1  # forms
JSON = 0  # view
GIVEN = 1  # expectation


class Fault(Exception):
    """A result below 0: the code's number, and the core's sentence about it."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"fault {code}: {message}")
        self.code = code


class Core:
    """One instance. It has one input, one output and one state, so never call it from two threads at once."""

    def __init__(self, wasm: bytes) -> None:
        # To start faster, compile once and keep the result: Module.serialize, Module.deserialize.
        engine = Engine()
        self.store = Store(engine)
        self.exports = Instance(self.store, Module(engine, wasm), []).exports(self.store)
        self.memory = self.exports["memory"]

    def raw(self, name: str, *args: int) -> int:
        # wasmtime takes and gives an i32 with its sign. A trap is a bug: the instance may hold anything then.
        signed = [(value ^ 0x80000000) - 0x80000000 for value in args]
        return self.exports[name](self.store, *signed)

    def call(self, name: str, *args: int) -> int:
        """Calls a door that may give a fault."""
        result = self.raw(name, *args)
        if result < 0:
            raise Fault(-result, self.output(self.raw("faultMessage")))
        return result

    def put(self, data: bytes) -> int:
        """Copies bytes into the input region. Returns their length, as doors take it."""
        if len(data) > self.raw("inputMax"):
            raise ValueError(f"{len(data)} bytes don't fit into the input")
        self.memory.write(self.store, data, self.raw("inputAt"))
        return len(data)

    def output(self, length: int) -> str:
        """Copies text out of the output region, which the next call overwrites."""
        at = self.raw("outputAt")
        return self.memory.read(self.store, at, at + length).decode("ascii")


def main(wasm: str, evidence: str, root: str, nonce: str, seconds: str, *endorsements: str) -> None:
    core = Core(Path(wasm).read_bytes())
    data = Path(evidence).read_bytes()
    print(core.output(core.call("inspect", AUTO, core.put(data), JSON, 0)))

    core.raw("endorseReset")
    core.call("trustRoot", core.put(Path(root).read_bytes()))  # leave it out where the vendor's own roots count
    for path in endorsements:
        core.call("endorse", core.put(Path(path).read_bytes()))
    core.call("policySet", 0)  # the default policy
    core.call("expectNonce", GIVEN, core.put(bytes.fromhex(nonce)))
    now = int(seconds)
    core.call("appraise", AUTO, core.put(data), now >> 32, now & 0xFFFFFFFF)
    print(core.output(core.call("renderVerdict", JSON, 0)))

    try:
        core.call("inspect", BYTES, core.put(data[:100]), JSON, 0)
    except Fault as fault:
        print(fault)


if __name__ == "__main__":
    main(*sys.argv[1:])
