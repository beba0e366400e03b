"""How long `render` of the component takes in wasmtime: CPU time of a call in nanoseconds, round by round, as JSON."""

import json
import sys
import time

import wasmtime
from wasmtime import component as wit

CALLS = 20
ROUNDS = 25

engine = wasmtime.Engine()
store = wasmtime.Store(engine)
instance = wit.Linker(engine).instantiate(store, wit.Component.from_file(engine, sys.argv[1]))
inspect = instance.get_export_index(store, "tsmkit:attestation/inspect@0.1.0")
render = instance.get_func(store, instance.get_export_index(store, "render", inspect))
evidence = bytes.fromhex(sys.stdin.read())


def turn():
    start = time.process_time_ns()
    for _ in range(CALLS):
        render(store, evidence, "bin", "json", set())
    return (time.process_time_ns() - start) / CALLS


turn()
print(json.dumps([turn() for _ in range(ROUNDS)]))
