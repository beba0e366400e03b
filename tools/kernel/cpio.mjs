// Archives that the kernel unpacks as its first file system.
// Source: Linux Documentation/driver-api/early-userspace/buffer-format.rst, "newc".

/** Kind of file and permission bits, as st_mode. */
export const MODES = { directory: 0o040755, file: 0o100644, program: 0o100755, link: 0o120777 };

const padding = (/** @type {number} */ size) => Buffer.alloc((4 - (size % 4)) % 4);

function entry(/** @type {number} */ inode, /** @type {string} */ path, /** @type {number} */ mode, content) {
  const name = Buffer.from(`${path}\0`);
  // Inode, mode, owner, group, links, time, size, four device numbers, length of the name, no checksum.
  const fields = [inode, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, name.length, 0];
  const head = Buffer.from(`070701${fields.map((field) => field.toString(16).padStart(8, "0")).join("")}`);
  return [head, name, padding(head.length + name.length), content, padding(content.length)];
}

/** An archive of files by path, without a slash in front; a link's content is where it leads. Makes the folders too. */
export function cpio(/** @type {Map<string, {mode: number, content: Buffer}>} */ files) {
  const folders = new Set();
  for (const path of files.keys()) {
    for (let at = path.indexOf("/"); at > 0; at = path.indexOf("/", at + 1)) folders.add(path.slice(0, at));
  }
  let inode = 0;
  const parts = [];
  for (const folder of folders) parts.push(...entry(++inode, folder, MODES.directory, Buffer.alloc(0)));
  for (const [path, { mode, content }] of files) parts.push(...entry(++inode, path, mode, content));
  parts.push(...entry(0, "TRAILER!!!", 0, Buffer.alloc(0)));
  return Buffer.concat(parts);
}
