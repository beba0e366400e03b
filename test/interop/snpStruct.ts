/**
 * The bytes of an SNP report from the JSON that Trustee is sent, as its crate `sev` lays them out: version 4 with bincode, which
 * takes what is reserved from the JSON too, and version 6, which leaves it zero. Written from the structures of the crate.
 */
type Members = Record<string, unknown>;

class Writer {
  readonly bytes: number[] = [];
  number(value: unknown, size: number): this {
    let rest = BigInt(value as number);
    for (let i = 0; i < size; i++, rest >>= 8n) this.bytes.push(Number(rest & 255n));
    return this;
  }
  array(value: unknown, size: number): this {
    const list = value as number[];
    if (!Array.isArray(list) || list.length !== size) throw new Error(`expected an array of ${size}`);
    if (!list.every((one) => Number.isInteger(one) && one >= 0 && one < 256)) throw new Error("expected bytes");
    this.bytes.push(...list);
    return this;
  }
}

function start(w: Writer, r: Members, tcb: (name: string) => void): void {
  w.number(r.version, 4).number(r.guest_svn, 4).number(r.policy, 8).array(r.family_id, 16).array(r.image_id, 16);
  w.number(r.vmpl, 4).number(r.sig_algo, 4);
  tcb("current_tcb");
  w.number(r.plat_info, 8);
}

function middle(w: Writer, r: Members, tcb: (name: string) => void): void {
  w.array(r.report_data, 64).array(r.measurement, 48).array(r.host_data, 32).array(r.id_key_digest, 48);
  w.array(r.author_key_digest, 48).array(r.report_id, 32).array(r.report_id_ma, 32);
  tcb("reported_tcb");
}

/** Version 4: every byte is a member. */
export function layOut4(r: Members): Uint8Array {
  const w = new Writer();
  const tcb = (name: string) => {
    const t = r[name] as Members;
    w.number(t.bootloader, 1).number(t.tee, 1).array(t._reserved, 4).number(t.snp, 1).number(t.microcode, 1);
  };
  start(w, r, tcb);
  w.number(r._author_key_en, 4).number(r._reserved_0, 4);
  middle(w, r, tcb);
  w.array(r._reserved_1, 24).array(r.chip_id, 64);
  tcb("committed_tcb");
  w.number(r.current_build, 1).number(r.current_minor, 1).number(r.current_major, 1).number(r._reserved_2, 1);
  w.number(r.committed_build, 1).number(r.committed_minor, 1).number(r.committed_major, 1).number(r._reserved_3, 1);
  tcb("launch_tcb");
  const { r: one, s, _reserved } = r.signature as Members;
  w.array(r._reserved_4, 168).array(one, 72).array(s, 72).array(_reserved, 368);
  return Uint8Array.from(w.bytes);
}

/** Version 6: parts of what was reserved have names, and the rest is zero. */
export function layOut6(r: Members): Uint8Array {
  const w = new Writer();
  const turin = (r.cpuid_fam_id as number | null) === 0x1a;
  const tcb = (name: string) => {
    const { fmc, bootloader, tee, snp, microcode } = r[name] as Members;
    const order = turin
      ? [fmc, bootloader, tee, snp, 0, 0, 0, microcode]
      : [bootloader, tee, 0, 0, 0, 0, snp, microcode];
    w.array(order, 8);
  };
  start(w, r, tcb);
  w.number(r.key_info, 4).number(0, 4);
  middle(w, r, tcb);
  w.array([r.cpuid_fam_id ?? 0, r.cpuid_mod_id ?? 0, r.cpuid_step ?? 0, ...new Array(21).fill(0)], 24);
  w.array(r.chip_id, 64);
  tcb("committed_tcb");
  for (const version of [r.current, r.committed] as Members[]) {
    w.number(version.build, 1).number(version.minor, 1).number(version.major, 1).number(0, 1);
  }
  tcb("launch_tcb");
  w.number(r.launch_mit_vector ?? 0, 8)
    .number(r.current_mit_vector ?? 0, 8)
    .number(0, 152);
  const { r: one, s } = r.signature as Members;
  w.array(one, 72).array(s, 72).number(0, 368);
  return Uint8Array.from(w.bytes);
}
