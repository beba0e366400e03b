"""Wasmtime as a host of commands: `command.py MODULE HOST=GUEST …`, with folders of the host that the command may use.

Reads a list of argument lists in JSON, runs the module with each, and prints what came of them as a list.
"""

import json
import sys
import tempfile
from pathlib import Path

import wasmtime

ENGINE = wasmtime.Engine()


def run(module: wasmtime.Module, folders: list[list[str]], arguments: list[str]) -> dict:
    """Makes one call, with an instance of its own."""
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        wasi = wasmtime.WasiConfig()
        wasi.argv = ["tsm", *arguments]
        wasi.stdout_file = out
        wasi.stderr_file = err
        for host, guest in folders:
            wasi.preopen_dir(host, guest)
        store = wasmtime.Store(ENGINE)
        store.set_wasi(wasi)
        linker = wasmtime.Linker(ENGINE)
        linker.define_wasi()
        code = 0
        try:
            linker.instantiate(store, module).exports(store)["_start"](store)
        except wasmtime.ExitTrap as exit:
            code = exit.code
        return {"out": out.read_text(), "err": err.read_text(), "code": code}


module = wasmtime.Module.from_file(ENGINE, sys.argv[1])
folders = [argument.split("=", 1) for argument in sys.argv[2:]]
json.dump([run(module, folders, arguments) for arguments in json.load(sys.stdin)], sys.stdout)
