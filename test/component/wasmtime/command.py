"""Runs a component that is a command (wasi:cli/run) in wasmtime, on one directory.

    command.py COMPONENT DIRECTORY ARGUMENT…

The program sees the directory as `.`, and has the standard streams. Ends with its exit code. Needs the package wasmtime
(Python 3.9 or newer).
"""

import sys

import wasmtime
from wasmtime import component as wit


def main(path, directory, *args):
    engine = wasmtime.Engine()
    store = wasmtime.Store(engine)
    wasi = wasmtime.WasiConfig()
    wasi.argv = ["tsm", *args]
    wasi.inherit_stdin()
    wasi.inherit_stdout()
    wasi.inherit_stderr()
    wasi.preopen_dir(directory, ".")
    store.set_wasi(wasi)
    component = wit.Component.from_file(engine, path)
    linker = wit.Linker(engine)
    linker.add_wasip2()
    instance = linker.instantiate(store, component)
    [name] = [name for name in component.type.exports(engine) if name.startswith("wasi:cli/run@")]
    exported = instance.get_export_index(store, name)
    run = instance.get_func(store, instance.get_export_index(store, "run", exported))
    try:
        result = run(store)
    except wasmtime.ExitTrap as trap:
        return trap.code
    return 0 if result.tag == "ok" else 1


sys.exit(main(*sys.argv[1:]))
