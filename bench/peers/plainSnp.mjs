// The peer "plain JS, no checks": reads an SNP report with DataView and Buffer, field by field. It gives the fields that
// tsmkit gives and believes every byte. Source: AMD 56860 section 7.3, report version 5 with the TCB of Milan and Genoa.

function policy(/** @type {DataView} */ view) {
  const low = view.getUint32(0x08, true);
  return {
    value: String(view.getBigUint64(0x08, true)),
    abiMinor: low & 255,
    abiMajor: (low >>> 8) & 255,
    smt: (low & (1 << 16)) !== 0,
    reservedMbo: (low & (1 << 17)) !== 0,
    migrateMa: (low & (1 << 18)) !== 0,
    debug: (low & (1 << 19)) !== 0,
    singleSocket: (low & (1 << 20)) !== 0,
    cxlAllow: (low & (1 << 21)) !== 0,
    memAes256Xts: (low & (1 << 22)) !== 0,
    raplDis: (low & (1 << 23)) !== 0,
    ciphertextHidingDram: (low & (1 << 24)) !== 0,
    pageSwapDisable: (low & (1 << 25)) !== 0,
  };
}

function platformInfo(/** @type {DataView} */ view) {
  const low = view.getUint32(0x40, true);
  return {
    value: String(view.getBigUint64(0x40, true)),
    smtEn: (low & 1) !== 0,
    tsmeEn: (low & 2) !== 0,
    eccEn: (low & 4) !== 0,
    raplDis: (low & 8) !== 0,
    ciphertextHidingDramEn: (low & 16) !== 0,
    aliasCheckComplete: (low & 32) !== 0,
    tioEn: (low & 128) !== 0,
  };
}

function keyInfo(/** @type {DataView} */ view) {
  const value = view.getUint32(0x48, true);
  return {
    value,
    authorKeyEn: (value & 1) !== 0,
    maskChipKey: (value & 2) !== 0,
    signingKey: (value >>> 2) & 7,
  };
}

/** The parts of the TCB at an offset. */
function tcb(/** @type {DataView} */ view, /** @type {number} */ at) {
  return {
    bootloader: view.getUint8(at),
    tee: view.getUint8(at + 1),
    snp: view.getUint8(at + 6),
    microcode: view.getUint8(at + 7),
  };
}

/** Reads a report into an object. */
export function parsePlain(/** @type {Uint8Array} */ report) {
  const view = new DataView(report.buffer, report.byteOffset, report.byteLength);
  const buffer = Buffer.from(report.buffer, report.byteOffset, report.byteLength);
  const hex = (/** @type {number} */ at, /** @type {number} */ size) => buffer.toString("hex", at, at + size);
  return {
    fields: {
      version: view.getUint32(0x00, true),
      guestSvn: view.getUint32(0x04, true),
      policy: policy(view),
      familyId: hex(0x10, 16),
      imageId: hex(0x20, 16),
      vmpl: view.getUint32(0x30, true),
      signatureAlgo: view.getUint32(0x34, true),
      currentTcb: hex(0x38, 8),
      platformInfo: platformInfo(view),
      keyInfo: keyInfo(view),
      reportData: hex(0x50, 64),
      measurement: hex(0x90, 48),
      hostData: hex(0xc0, 32),
      idKeyDigest: hex(0xe0, 48),
      authorKeyDigest: hex(0x110, 48),
      reportId: hex(0x140, 32),
      reportIdMa: hex(0x160, 32),
      reportedTcb: hex(0x180, 8),
      cpuidFamId: view.getUint8(0x188),
      cpuidModId: view.getUint8(0x189),
      cpuidStep: view.getUint8(0x18a),
      chipId: hex(0x1a0, 64),
      committedTcb: hex(0x1e0, 8),
      currentBuild: view.getUint8(0x1e8),
      currentMinor: view.getUint8(0x1e9),
      currentMajor: view.getUint8(0x1ea),
      committedBuild: view.getUint8(0x1ec),
      committedMinor: view.getUint8(0x1ed),
      committedMajor: view.getUint8(0x1ee),
      launchTcb: hex(0x1f0, 8),
      launchMitVector: String(view.getBigUint64(0x1f8, true)),
      currentMitVector: String(view.getBigUint64(0x200, true)),
      signatureR: hex(0x2a0, 72),
      signatureS: hex(0x2e8, 72),
    },
    tcbs: [tcb(view, 0x38), tcb(view, 0x180), tcb(view, 0x1e0), tcb(view, 0x1f0)],
  };
}
