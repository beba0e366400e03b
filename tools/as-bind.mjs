// A transform of the compiler, named in asconfig.json: describes the exported functions in the custom section that as-bind
// reads. as-bind's own is CommonJS and fails on this compiler. What as-bind's converters get wrong has names of its own, so
// that hosts/as-bind/converters.ts serves this module alone, and other modules of the same host keep theirs.
import { SourceKind } from "assemblyscript";
import { Transform } from "assemblyscript/transform";

/** Types that as-bind passes on as they are, and rightly. */
const AS_THEY_ARE = /^(void|bool|[iu]8|[iu]16|i32|i64|f32|f64)$/;

function nameOf(/** @type {any} */ type) {
  const name = type.getClass()?.internalName ?? type.toString();
  return AS_THEY_ARE.test(name) ? name : `tsmkit:${name}`;
}

export default class AsBind extends Transform {
  afterCompile(/** @type {any} */ module) {
    const { program } = this;
    /** @type {Record<string, {id: number, byteSize: number}>} */
    const typeIds = {};
    /** @type {Record<string, {returnType: string, parameters: string[]}>} */
    const exportedFunctions = {};
    const note = (/** @type {any} */ type) => {
      const { id, nextMemoryOffset: byteSize } = type.getClass() ?? {};
      if (id !== undefined) typeIds[nameOf(type)] = { id, byteSize };
      return nameOf(type);
    };
    // The buffer behind every typed array.
    note(program.arrayBufferInstance.type);
    for (const { source, exports } of program.filesByName.values()) {
      if (source.sourceKind !== SourceKind.UserEntry || !exports) continue;
      for (const [name, element] of exports) {
        const { signature } = element.instances?.get("") ?? {};
        if (!signature) continue;
        const parameters = signature.parameterTypes.map(note);
        exportedFunctions[name] = { returnType: note(signature.returnType), parameters };
      }
    }
    const text = JSON.stringify({ typeIds, importedFunctions: {}, exportedFunctions });
    module.addCustomSection("as-bind_bindings", new TextEncoder().encode(text));
  }
}
