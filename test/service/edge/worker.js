// The service as a worker of the edge: its core is a module that the runtime compiled, for no code may be compiled there.
import { core } from "tsmkit";
import wasm from "tsmkit/core.wasm";
import { verifierService } from "tsmkit/service";

let service;

export default {
  fetch(request, { ISSUER, ROOT }) {
    core.use(wasm);
    const bytes = Uint8Array.from(atob(ROOT), (digit) => digit.charCodeAt(0));
    service ??= verifierService({ issuer: ISSUER, offline: true, trustRoots: [{ name: "test root", bytes }] });
    return service.fetch(request);
  },
};
