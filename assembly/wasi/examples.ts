/** What help says besides the tables: examples that teach each verb, and how directories are handed over. */
import { Text } from "../text";

/** The end of every help text. */
export const EXIT_CODES: Text = `
Exit codes:
  0         done
  1         usage: the call, its input or its files have to change
  2         rejected: the evidence is malformed, or not affirmed
  3         collateral: what verifying needs is not at hand
  4         device: there is no TSM, or it failed, or it was too slow
  5         conflict: other programs kept interfering with the request
`;

export const PROGRAM: Text = `
This is tsm for WASI. It sees the directories that it is given and nothing else:
a path starts with the name of one. wazero calls that -mount, the others --dir.

Examples:
  A look at this guest's own report, straight from configfs:
    $ wazero run -mount /sys/kernel/config tsm.wasm report --random
  What evidence in this directory says; where "tsm" stands below, the engine
  and its directories come first, as here:
    $ wasmtime run --dir . tsm.wasm inspect evidence.json
  May it be trusted, and why?
    $ tsm verify --offline --collateral certs --nonce "$NONCE" evidence.json
  What stands between this guest and a report?
    $ wazero run -mount /:/:ro -mount /sys/kernel/config tsm.wasm doctor
`;

export const REPORT: Text = `
It asks through configfs, and needs its directory, writable:
    $ wazero run -mount /sys/kernel/config tsm.wasm report --random
    $ wasmtime run --dir /sys/kernel/config tsm.wasm report --random
    $ wasmedge --dir /sys/kernel/config:/sys/kernel/config tsm.wasm \\
        report --random
A signal ends an engine at once, and may leave the entry behind; --timeout is
looked at between two files, since no call of WASI can be given up.

Examples:
  A report for the verifier that sent this nonce, with certificates, as JSON:
    $ tsm report --nonce "$NONCE" --aux > evidence.json
  The same into a file, whole or not at all; its directory is mounted too:
    $ wazero run -mount /sys/kernel/config -mount .:/out tsm.wasm report \\
        --nonce "$NONCE" --aux --out /out/evidence.json
  A report that vouches for a public key:
    $ tsm report --data-file - --hash sha512 --format bin < key.pub > report.bin
`;

export const INSPECT: Text = `
It reads SEV-SNP reports and certificate tables, TDX and SGX quotes, TDREPORTs,
Azure's HCL reports and TPM quotes, and the JSON of tsm report and of attesters.

Examples:
  What people ask for most; stdin needs no directory:
    $ wazero run tsm.wasm inspect --short < report.bin
  Every byte of a quote that came as base64, by name:
    $ wasmtime run --dir . tsm.wasm inspect --format hex \\
        --in-form base64 quote.txt
  One field, for a script:
    $ tsm inspect --format json report.bin | jq '.sections[0].fields.policy'
  Straight from the TSM, with the certificates:
    $ tsm report --random --aux | tsm inspect
`;

export const VERIFY: Text = `
Nothing is fetched: certificates, CRLs and Intel's collateral are handed in, or
come with the evidence in a bundle of "tsm bundle". Every check that can be made
is made; "tsm explain CHECK" tells what one means. EVIDENCE may be bytes, hex,
base64, PEM, the JSON of tsm report or of an attester in Azure, or a bundle.

Examples:
  From a bundle, which has all that is needed:
    $ wazero run tsm.wasm verify --offline --nonce "$NONCE" < bundle.tsm
  With files; a directory is read with all that is in it:
    $ wasmtime run --dir . tsm.wasm verify --offline --certs certs \\
        --nonce "$NONCE" report.bin
    $ tsm verify --offline --collateral tdx.json --nonce "$NONCE" quote.bin
  A report that vouches for a public key, against your own policy:
    $ tsm verify --offline --data key.pub --hash sha512 --policy policy.json \\
        bundle.tsm
  An old quote, as it stood then; nobody waits for a nonce:
    $ tsm verify --offline --no-nonce --at 2025-06-01T00:00:00Z quote.bin
  What did not affirm, for a script:
    $ tsm verify --offline --nonce "$NONCE" --format json bundle.tsm |
        jq -r '.outcomes[] | select(.outcome != "affirming") | .check'
`;

export const EXPLAIN: Text = `
Examples:
  What is this check of my appraisal about?
    $ tsm explain snp-endorsed-tcb
  All checks that there are:
    $ tsm explain
`;

export const EVENTS: Text = `
An event is "proven" when its data gives its digest, "described" when it only
tells of what was measured; docs/events.md explains them all. What is wrong with
the log, or disagrees with what it is compared with, makes the exit code 2.
Verify the evidence too: a log proves no more than it.

Examples:
  This guest's log; root may read it:
    $ wazero run -mount /sys/firmware:/sys/firmware:ro tsm.wasm events
  Does a log give the registers of a quote? For a script:
    $ tsm events --log ccel.bin --against quote.bin --format json |
        jq '.registers[] | select(.agrees == false)'
  From which event on is it another boot than the one that you know?
    $ tsm events --log ccel.bin --reference known.bin
`;

export const DOCTOR: Text = `
It looks at configfs, its mount, its driver and its entries, at the clock, the
measurement registers and the event log, as far as directories were handed over:
all of /, and configfs so that it can be written to. Whether it can be it tells
by an entry that it makes and removes again; it changes nothing else. Guest
devices take ioctl calls, which WASI has not: the Node command looks at those.

Examples:
  Why is there no report?
    $ wazero run -mount /:/:ro -mount /sys/kernel/config tsm.wasm doctor
  Also ask for one, since only that tells whether TDX's quoting service lives:
    $ tsm doctor --request
  For a script:
    $ tsm doctor --format json | jq -r '.configfs[] | select(.mend) | .mend'

It exits with 0 when a report can be had, and with 4 when not.
`;

export const UNLOCK: Text = `
The verifier is at the other end of a channel: a serial port, or stdin and
stdout, which socat can make of anything. docs/secret-release.md has the
protocol, and docs/initrd.md an initrd that opens its disk like this.

Examples:
  The key of a disk, over a virtio serial port, straight to cryptsetup:
    $ wazero run -mount /sys/kernel/config -mount /dev tsm.wasm unlock \\
        --channel /dev/virtio-ports/verifier --verifier-key "$KEY" |
        cryptsetup open --key-file=- /dev/vda secrets
  The same over vsock, into a file in memory:
    $ socat VSOCK-CONNECT:2:4050 EXEC:'tsm unlock --channel - --out /run/key'
`;
