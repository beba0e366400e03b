/** Mounting without root: in a user namespace, and by fusermount3. */
import { describe, expect, it } from "vitest";
import { MAIN } from "../../cli/tsm.ts";
import { mountPoint, run } from "../command.ts";

/** The folder with fusermount3 of Debian's package. */
const fusermount = process.env.TSMKIT_FUSERMOUNT ?? "";

/**
 * A mount namespace with a /dev/fuse that everybody may open, as udev makes it; some machines keep it to root. What is in it
 * goes away with it. Runs $1 as another user, in a directory of its own.
 */
const NAMESPACE = `
  mount -t tmpfs none "$2"
  mknod "$2/fuse" c 10 229
  chmod 666 "$2/fuse"
  mount --bind "$2/fuse" /dev/fuse
  mount -t fusectl none /sys/fs/fuse/connections
  mkdir "$2/bin" "$2/tsm"
  if [ "$3" ]; then cp "$3" "$2/bin/"; chmod 4755 "$2/bin/fusermount3"; fi
  chown 1000:1000 "$2/tsm"
  PATH="$2/bin:$PATH" exec setpriv --reuid=1000 --regid=1000 --clear-groups sh -c "$1" sh "$2/tsm"`;

/** Mounts on $1, uses it, and ends that. */
const USE = `
  ${process.execPath} ${MAIN} mount "$1" --provider software 2> /dev/null & server=$!
  until [ -e "$1/class" ]; do sleep 0.05; done
  cd "$1/class/tsm/tsm0"
  echo c0ffee > inhex
  cat inhex
  stat -c %u inhex
  cd /
  ${process.execPath} ${MAIN} report --random --format bin --entry-root "$1/config/tsm/report" 2> /dev/null | wc -c
  kill $server
  wait $server
  echo $?
  ls "$1"`;

const within = (lines: string) => run("unshare", ["-m", "sh", "-ec", NAMESPACE, "sh", lines, mountPoint(), fusermount]);

describe("another user than root mounts", () => {
  it("in a user namespace, where it is root", async () => {
    const { out, err } = await within(`unshare -rm sh -c '${USE}' sh "$1"`);
    expect({ out: out.toString(), err }).toEqual({ out: "c0ffee\n0\n1184\n0\n", err: "" });
  });

  const skipped = fusermount === "" ? " (SKIPPED: Debian's package fuse3 is not to be had)" : "";
  it.skipIf(skipped)(`by fusermount3${skipped}`, async () => {
    const { out, err } = await within(USE);
    expect({ out: out.toString(), err }).toEqual({ out: "c0ffee\n1000\n1184\n0\n", err: "" });
  });

  it.skipIf(skipped)(`by fusermount3, and ends though somebody uses it${skipped}`, async () => {
    const lines = `
      ${process.execPath} ${MAIN} mount "$1" --provider software 2> /dev/null & server=$!
      until [ -e "$1/class" ]; do sleep 0.05; done
      exec 4< "$1/class/tsm/tsm0/generation"
      kill $server
      wait $server
      echo $?
      cat <&4 || ls "$1"`;
    const { out, err } = await within(lines);
    expect({ out: out.toString(), err }).toMatchObject({ out: "0\n", err: expect.stringContaining("not connected") });
  });

  it.skipIf(skipped)(`by fusermount3, and leaves nothing when it is killed${skipped}`, async () => {
    const lines = `
      ${process.execPath} ${MAIN} mount "$1" --provider software 2> /dev/null & server=$!
      until [ -e "$1/class" ]; do sleep 0.05; done
      kill -9 $server
      wait $server || echo $?
      for i in 1 2 3 4 5 6 7 8 9; do grep -q " $1 " /proc/self/mounts || break; sleep 0.2; done
      ls "$1"`;
    const { out, err } = await within(lines);
    expect({ out: out.toString(), err: err.replace("Killed\n", "") }).toEqual({ out: "137\n", err: "" });
  });
});
