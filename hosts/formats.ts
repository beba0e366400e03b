// Made by tools/emit.mjs from assembly/formats. Do not edit.
import type { CborItem, DerElement } from "./trees.ts";

/** Literal codes of errors. */
export type ErrorCode =
  | "empty"
  | "too-large"
  | "unknown-format"
  | "unknown-version"
  | "truncated"
  | "trailing-bytes"
  | "reserved-not-zero"
  | "bad-value"
  | "bad-length"
  | "duplicate"
  | "overlap"
  | "out-of-bounds"
  | "too-many"
  | "hex-digit"
  | "hex-odd"
  | "base64"
  | "pem"
  | "json"
  | "output-full"
  | "bad-request"
  | "nonce-length"
  | "privlevel-floor"
  | "no-attribute"
  | "no-configfs"
  | "no-provider"
  | "permission"
  | "read-only"
  | "refused"
  | "busy"
  | "device"
  | "timed-out"
  | "provider-gone"
  | "entry-gone"
  | "empty-outblob"
  | "conflict"
  | "bad-outblob"
  | "cancelled"
  | "errno"
  | "no-key"
  | "other-key"
  | "key-size"
  | "bad-policy"
  | "bad-endorsement"
  | "not-verifiable"
  | "not-affirmed"
  | "unreachable"
  | "throttled"
  | "not-found"
  | "bad-answer"
  | "offline"
  | "unfetchable"
  | "bad-bundle"
  | "no-device"
  | "no-ffi"
  | "firmware"
  | "host-refused"
  | "keys-wiped"
  | "no-registers"
  | "not-extendable"
  | "bad-message"
  | "challenge-unknown"
  | "challenge-used"
  | "challenge-expired"
  | "not-released"
  | "not-opened"
  | "bad-cbor"
  | "other-type"
  | "missing-claim"
  | "foreign-token"
  | "bad-certificate"
  | "partial-write"
  | "no-input"
  | "bad-token"
  | "token-expired"
  | "no-token"
  | "overloaded"
  | "store-failed"
  | "no-agent";

/** Kinds of evidence. */
export type EvidenceFormat =
  | "snp-report"
  | "tdx-quote"
  | "sgx-quote"
  | "td-report"
  | "snp-cert-table"
  | "cbor"
  | "der"
  | "cca-token"
  | "cca-claims"
  | "svsm-manifest"
  | "azure-hcl-report"
  | "tpm-quote"
  | "tpm-pcrs"
  | "certificate"
  | "cove-evidence"
  | "dice-certificates"
  | "csr"
  | "cwt";

/** Forms evidence is read from. */
export type EvidenceForm = "auto" | "bin" | "hex" | "base64" | "pem" | "json";

/** Files of a configfs-tsm report entry. */
export type Attribute =
  | "inblob"
  | "outblob"
  | "auxblob"
  | "manifestblob"
  | "generation"
  | "provider"
  | "privlevel"
  | "privlevel_floor"
  | "service_provider"
  | "service_guid"
  | "service_manifest_version";

/** Files of the class device. */
export type ClassAttribute = "inhex" | "outblob" | "generation" | "privlevel" | "format" | "outhex_input";

/** tsmkit, what a report of the class device is made from; 88 bytes. */
export interface ClassRequest {
  /** Writes so far. 8 bytes, little-endian, decimal. */
  generation: string;
  /** Privilege level to attest. 4 bytes, little-endian. */
  privlevel: number;
  /** What outblob holds. 4 bytes, little-endian. Values: 0 default, 1 extended. */
  format: number;
  /** Bytes of the input; 0 when there is none. 4 bytes, little-endian. */
  inputLength: number;
  /** The input, and zeros behind it. 64 bytes, hex. */
  input: string;
}

/** Azure confidential VM guest attestation, attestation header; 32 bytes. */
export interface HclHeader {
  /** HCLA in ASCII. 4 bytes, little-endian. Values: 1095517000 HCLA. */
  signature: number;
  /** Version of the header. 4 bytes, little-endian. */
  version: number;
  /** Bytes of header, hardware report, request and claims. 4 bytes, little-endian. */
  reportSize: number;
  /** What the report was made for. 4 bytes, little-endian. Values: 2 certificate of the attestation key. */
  requestType: number;
  /** Zero: it went well. 4 bytes, little-endian. */
  status: number;
}

/** Azure confidential VM guest attestation, runtime data header; 20 bytes. */
export interface HclRequest {
  /** Bytes of this and of the claims. 4 bytes, little-endian. */
  dataSize: number;
  /** Version of this structure. 4 bytes, little-endian. */
  version: number;
  /** Kind of the hardware's report. 4 bytes, little-endian. Values: 2 SNP, 4 TDX. */
  reportType: number;
  /** Hash of the claims in the hardware's report data. 4 bytes, little-endian. Values: 1 SHA-256, 2 SHA-384, 3 SHA-512. */
  hashType: number;
  /** Bytes of the claims. 4 bytes, little-endian. */
  claimsSize: number;
}

/** Azure confidential VM guest attestation, runtime claims. */
export interface HclClaimsText {
  /** Runtime claims in JSON, whose exact bytes are hashed. text. */
  claims: string;
}

/** Azure confidential VM guest attestation, runtime claims. */
export interface HclClaims {
  /** The firmware starts only what is signed. yes or no. */
  secureBoot?: boolean;
  /** The host has a serial console. yes or no. */
  consoleEnabled?: boolean;
  /** The host can type into it. yes or no. */
  interactiveConsoleEnabled?: boolean;
  /** There is a virtual TPM. yes or no. */
  tpmEnabled?: boolean;
  /** Its state outlives a boot. yes or no. */
  tpmPersisted?: boolean;
  /** The host's clock, in seconds since 1970. number. */
  currentTime?: number;
  /** Digest of the root of the host's attestation agent. text. */
  rootCertThumbprint?: string;
  /** The virtual machine's id. text. */
  vmUniqueId?: string;
  /** What the guest wrote to the NV index 0x01400002. hex. */
  userData?: string;
}

/** Azure confidential VM guest attestation, runtime claims; RFC 7517. */
export interface HclKey {
  /** Which key it is: HCLAkPub signs quotes, HCLEkPub endorses. text. */
  kid?: string;
  /** Kind of the key: RSA. text. */
  kty?: string;
  /** Modulus, big-endian. hex. */
  modulus?: string;
  /** Public exponent, big-endian. hex. */
  exponent?: string;
}

/** Linux sev-guest.h, struct snp_guest_request_ioctl; 32 bytes. */
export interface SnpGuestRequest {
  /** Version of the message; not 0. 1 bytes, little-endian. */
  msgVersion: number;
  /** Address of the request. 8 bytes, little-endian, decimal. */
  reqData: string;
  /** Address of the response. 8 bytes, little-endian, decimal. */
  respData: string;
  /** What the firmware said; 0xff and all ones when it was not asked. 4 bytes, little-endian. */
  fwError: number;
  /** What the host said. 4 bytes, little-endian. */
  vmmError: number;
}

/** Linux sev-guest.h, struct snp_report_req; AMD 56860, MSG_REPORT_REQ; 96 bytes. */
export interface SnpReportRequest {
  /** What the report shall carry. 64 bytes, hex. */
  userData: string;
  /** Privilege level to attest. 4 bytes, little-endian. */
  vmpl: number;
}

/** Linux sev-guest.h, struct snp_ext_report_req; 112 bytes. */
export interface SnpExtReportRequest {
  /** An snpReportRequest. 96 bytes, hex. */
  data: string;
  /** Address of the room for the certificate table. 8 bytes, little-endian, decimal. */
  certsAddress: string;
  /** Bytes of that room, whole pages; the driver writes how many the host wants. 4 bytes, little-endian. */
  certsLength: number;
}

/** Linux sev-guest.h, struct snp_report_resp; AMD 56860, MSG_REPORT_RSP; 4000 bytes. */
export interface SnpReportResponse {
  /** What the firmware said. 4 bytes, little-endian. */
  status: number;
  /** Bytes of the report. 4 bytes, little-endian. */
  reportSize: number;
  /** The report, and zeros behind it. 3968 bytes, hex. */
  report: string;
}

/** Linux sev-guest.h, struct snp_derived_key_req; AMD 56860, MSG_KEY_REQ; 32 bytes. */
export interface SnpDerivedKeyRequest {
  /** What the key is derived from. 4 bytes, little-endian. Values: 0 vcek, 1 vmrk. */
  rootKeySelect: number;
  /** What is mixed into the key. 8 bytes, little-endian. */
  guestFieldSelect: {
    /** The whole field. */
    value: string;
    /** The guest's policy. */
    policy: boolean;
    /** The image id. */
    imageId: boolean;
    /** The family id. */
    familyId: boolean;
    /** The launch measurement. */
    measurement: boolean;
    /** The security version of the guest, as given here. */
    guestSvn: boolean;
    /** The TCB version, as given here. */
    tcbVersion: boolean;
    /** Set bits that have no name. */
    unnamedBits?: number[];
  };
  /** Privilege level that the key is for. 4 bytes, little-endian. */
  vmpl: number;
  /** Security version of the guest, at most its own. 4 bytes, little-endian. */
  guestSvn: number;
  /** TCB version, at most the committed one. 8 bytes, little-endian, decimal. */
  tcbVersion: string;
}

/** Linux sev-guest.h, struct snp_derived_key_resp; AMD 56860, MSG_KEY_RSP; 64 bytes. */
export interface SnpDerivedKeyResponse {
  /** What the firmware said. 4 bytes, little-endian. */
  status: number;
  /** The key. 32 bytes, hex. */
  key: string;
}

/** Linux tdx-guest.h, struct tdx_report_req; 1088 bytes. */
export interface TdxReportRequest {
  /** What the TDREPORT shall carry. 64 bytes, hex. */
  reportData: string;
  /** The TDREPORT. 1024 bytes, hex. */
  tdReport: string;
}

/** draft-ffm-rats-cca-token-04 section 3, CCA token. */
export interface CcaToken {
  /** Both parts, each a COSE_Sign1. a tree. */
  token: CborItem;
}

/** draft-ffm-rats-cca-token-04 section 3, parts of a token. */
export interface CcaCollection {
  /** Says what the platform is. hex. */
  platform: string;
  /** Says what the realm is. hex. */
  realm: string;
}

/** draft-ffm-rats-cca-token-04 section 4.3, platform claims. */
export interface CcaPlatform {
  /** Which version of these claims it is. text. */
  profile: string;
  /** Digest of the realm's public key. hex. */
  challenge: string;
  /** Which kind of platform it is. hex. */
  implementationId: string;
  /** Which one it is: a UEID, whose first byte is 1. hex. */
  instanceId: string;
  /** How it is set up. hex. */
  config: string;
  /** The state of its life. number. */
  lifecycle: {
    /** The whole field. */
    value: number;
    /** The implementation's own. */
    detail: number;
    /** Where in its life it is. */
    state: number;
    /** Set bits that have no name. */
    unnamedBits?: number[];
  };
  /** Firmware that was measured. how many; each has a section. */
  swComponents: number;
  /** Where the platform may be verified. text. */
  verificationService?: string;
  /** Digests of the platform, unless a component says otherwise. text. */
  hashAlgo: string;
}

/** draft-ffm-rats-cca-token-04 section 4.3, software component. */
export interface CcaSwComponent {
  /** What it is. text. */
  type?: string;
  /** Its digest. hex. */
  measurementValue: string;
  /** Its version. text. */
  version?: string;
  /** Digest of the key that signed it. hex. */
  signerId: string;
  /** How its digest was made. text. */
  hashAlgo?: string;
}

/** draft-ffm-rats-cca-token-04 section 4.4, realm claims. */
export interface CcaRealm {
  /** Which version of these claims it is; none in the first. text. */
  profile?: string;
  /** What the realm passed in: its nonce. hex. */
  challenge: string;
  /** What the host passed in at launch. hex. */
  personalizationValue: string;
  /** Digest of the realm at launch. hex. */
  initialMeasurement: string;
  /** What software has measured since. hex, several. */
  extensibleMeasurements: string[];
  /** How measurements are made. text. */
  hashAlgo: string;
  /** The realm's attestation key: a bare point, or a COSE_Key. hex. */
  publicKey: string;
  /** How the platform's challenge is made of it. text. */
  publicKeyHashAlgo: string;
}

/** draft-ffm-rats-cca-token-04 section 4, claims alone. */
export interface CcaClaims {
  /** The claims of a platform, or of a realm. a tree. */
  claims: CborItem;
}

/** CoVE, Evidence Format. */
export interface CoveEvidence {
  /** All of it: the tokens, and the certificate around them. a tree. */
  evidence: CborItem;
}

/** CoVE, Evidence Format, submodules by their names. */
export interface CoveTokens {
  /** Signed by the root of trust. how many; each has a section. */
  platform: number;
  /** Signed by the platform's key. how many; each has a section. */
  tsm: number;
  /** Signed by the TSM's key. how many; each has a section. */
  tvm: number;
}

/** CoVE, CBOR Attestation Certificate. */
export interface CoveCertificate {
  /** Id of the TSM's CDI. text. */
  iss: string;
  /** Id of the TVM's CDI. text. */
  sub: string;
}

/** CoVE, Platform Token. */
export interface CovePlatform {
  /** Which version of these claims it is. text. */
  profile: string;
  /** Who made the platform. hex. */
  manufacturerId: string;
  /** The key that signs the TSM's token. COSE_Key, hex. */
  publicKey: string;
  /** State of the platform. number. Values: 1 not-configured, 2 secured, 3 debug, 4 recovery. */
  state: number;
  /** Firmware that was measured. how many; each has a section. */
  swComponents: number;
}

/** CoVE, TSM Token. */
export interface CoveTsm {
  /** The key that signs the TVM's token. COSE_Key, hex. */
  publicKey: string;
  /** The TSM driver, and the TSM. how many; each has a section. */
  swComponents: number;
}

/** CoVE, TVM Token. */
export interface CoveTvm {
  /** What the TVM passed in: its nonce. hex. */
  challenge: string;
  /** What the host passed in when it finalized the TVM. hex. */
  identity?: string;
  /** The TVM's own key, to seal secrets to. COSE_Key, hex. */
  publicKey: string;
  /** Registers of the TVM: one of the two lists, the other may follow. how many; each has a section. */
  measurements: number;
  /** Without labels, initial and runtime registers look the same. how many; each has a section. */
  moreMeasurements?: number;
}

/** CoVE, Platform Software Components Claim. */
export interface CoveSwComponent {
  /** What it is. text. */
  type: string;
  /** Its digest. hex. */
  measurementValue: string;
  /** Its security version, which its maker defines. text. */
  svn: string;
  /** Digest of its manifest. hex. */
  manifest?: string;
  /** Digest of the key that signed it. hex. */
  signer: string;
  /** How its digest was made. text. */
  hashAlgo: string;
}

/** CoVE, TVM Initial Measurements Claim. */
export interface CoveMeasurement {
  /** Index of the register. number. */
  register: number;
  /** What it holds. hex. */
  value: string;
  /** How it is extended. text. */
  hashAlgo: string;
}

/** Intel DCAP Quoting Library API A.3.1 / A.4, quote header; 48 bytes. */
export interface QuoteHeader {
  /** Version of the quote's layout. 2 bytes, little-endian. */
  version: number;
  /** Kind of the attestation key. 2 bytes, little-endian. Values: 2 ECDSA P-256 with SHA-256, 3 ECDSA P-384 with SHA-384. */
  attKeyType: number;
  /** What the quote is about. 4 bytes, little-endian; from version 4. Values: 0 SGX enclave, 129 TDX trust domain. */
  teeType?: number;
  /** Security version of the quoting enclave; 0 from version 4 on. 2 bytes, little-endian. */
  qeSvn: number;
  /** Security version of the provisioning enclave; 0 from version 4 on. 2 bytes, little-endian. */
  pceSvn: number;
  /** Vendor of the quoting enclave. 16 bytes, hex. */
  qeVendorId: string;
  /** Vendor's data; the first 16 bytes are the platform's QE id. 20 bytes, hex. */
  userData: string;
}

/** Intel TDX DCAP Quoting Library API A.4, body descriptor; 6 bytes. */
export interface QuoteBodyDescriptor {
  /** What the body is. 2 bytes, little-endian. Values: 1 SGX enclave report, 2 TDX 1.0 report, 3 TDX 1.5 report. */
  bodyType: number;
  /** Bytes of the body. 4 bytes, little-endian. */
  bodySize: number;
}

/** Intel DCAP Quoting Library API A.3 / A.4, signature data length; 4 bytes. */
export interface QuoteSignatureLength {
  /** Bytes of signature data that follow. 4 bytes, little-endian. */
  signatureDataLen: number;
}

/** Intel DCAP Quoting Library API A.3.8 / A.4.4, ECDSA signature data; 128 bytes. */
export interface QuoteSignature {
  /** R and S over header and body by the attestation key. 64 bytes, hex. */
  signature: string;
  /** X and Y of the attestation key. 64 bytes, hex. */
  attestationKey: string;
}

/** Intel DCAP Quoting Library API, QE report signature; 64 bytes. */
export interface QeReportSignature {
  /** R and S over the QE report by the PCK. 64 bytes, hex. */
  qeReportSignature: string;
}

/** Intel DCAP Quoting Library API A.3.9, QE authentication data. */
export interface QeAuthData {
  /** Bytes of authentication data. 2 bytes, little-endian. */
  size: number;
  /** Bound with the attestation key into the QE report. hex. */
  authData: string;
}

/** Intel DCAP Quoting Library API A.3.9 / A.4.9, certification data header; 6 bytes. */
export interface CertificationData {
  /** What the data is. 2 bytes, little-endian. Values: 1 PPID, CPUSVN, PCESVN and PCEID in the clear, 2 PPID under RSA-2048-OAEP, CPUSVN, PCESVN, PCEID, 3 PPID under RSA-3072-OAEP, CPUSVN, PCESVN, PCEID, 4 PCK certificate in PEM, 5 PCK certificate chain in PEM, 6 QE report and its certification data, 7 platform manifest. */
  certType: number;
  /** Bytes of data that follow. 4 bytes, little-endian. */
  certSize: number;
}

/** Intel DCAP Quoting Library API A.3.9, certification data types 1 to 3. */
export interface PpidData {
  /** Platform provisioning id. 16 bytes, hex; up to version 1. */
  ppid?: string;
  /** Security version of the processor. 16 bytes, hex. */
  cpuSvn: string;
  /** Security version of the provisioning enclave. 2 bytes, little-endian. */
  pceSvn: number;
  /** Id of the provisioning enclave. 2 bytes, little-endian; from version 1. */
  pceId?: number;
  /** Platform provisioning id under Intel's key. 256 bytes, hex; from version 2. */
  encryptedPpid?: string;
}

/** Intel DCAP Quoting Library API A.3.9, certification data types 4 and 5. */
export interface PckCertChain {
  /** Certificates in PEM, leaf first, as stored. text. */
  pem: string;
}

/** Intel DCAP Quoting Library API A.3.9, other certification data. */
export interface OpaqueCertificationData {
  /** As stored. hex. */
  data: string;
}

/** Intel SDM vol. 3D section 40.15 and DCAP sgx_report_body_t, enclave report body; 384 bytes. */
export interface SgxReport {
  /** Security version of the processor. 16 bytes, hex. */
  cpuSvn: string;
  /** Extended features saved in the SSA frame. 4 bytes, little-endian. */
  miscSelect: number;
  /** Extended product id of the enclave. 16 bytes, hex. */
  isvExtProdId: string;
  /** Attribute flags of the enclave. 8 bytes, little-endian. */
  attributes: {
    /** The whole field. */
    value: string;
    /** The enclave is initialised. */
    init: boolean;
    /** The host may read and write the enclave's memory. */
    debug: boolean;
    /** The enclave runs in 64-bit mode. */
    mode64Bit: boolean;
    /** The enclave may derive the provisioning key. */
    provisionKey: boolean;
    /** The enclave may derive the launch key. */
    einitTokenKey: boolean;
    /** Control-flow enforcement is on. */
    cet: boolean;
    /** Key separation and sharing is on. */
    kss: boolean;
    /** The enclave is told of asynchronous exits. */
    aexNotify: boolean;
    /** Set bits that have no name. */
    unnamedBits?: number[];
  };
  /** XSAVE features the enclave may use. 8 bytes, little-endian, decimal. */
  xfrm: string;
  /** SHA-256 measurement of the enclave. 32 bytes, hex. */
  mrEnclave: string;
  /** SHA-256 of the enclave signer's key. 32 bytes, hex. */
  mrSigner: string;
  /** Configuration id given at launch. 64 bytes, hex. */
  configId: string;
  /** Product id of the enclave. 2 bytes, little-endian. */
  isvProdId: number;
  /** Security version of the enclave. 2 bytes, little-endian. */
  isvSvn: number;
  /** Security version of the configuration. 2 bytes, little-endian. */
  configSvn: number;
  /** Family id of the enclave. 16 bytes, hex. */
  isvFamilyId: string;
  /** What the enclave passed in. 64 bytes, hex. */
  reportData: string;
}

/** GHCB 4.1.8.1, certificate table entry; 24 bytes. */
export interface SnpCertEntry {
  /** Kind of the blob; zero ends the table. 16 bytes, hex. */
  guid: string;
  /** Bytes from the start of the table to the blob. 4 bytes, little-endian. */
  offset: number;
  /** Bytes of the blob. 4 bytes, little-endian. */
  length: number;
}

/** GHCB 4.1.8.1, the entry that ends the table; 24 bytes. */
export type SnpCertEnd = Record<string, never>;

/** GHCB 4.1.8.1, one certificate or certificate list. */
export interface SnpCertBlob {
  /** DER; some hosts store PEM. hex. */
  der: string;
}

/** Bytes no part accounts for; must be zero. */
export type Padding = Record<string, never>;

/** AMD 56860 section 7.3, ATTESTATION_REPORT; 1184 bytes. */
export interface SnpReport {
  /** Version of this report's layout. 4 bytes, little-endian. */
  version: number;
  /** Security version of the guest, from the ID block. 4 bytes, little-endian. */
  guestSvn: number;
  /** What the guest's owner allowed at launch. 8 bytes, little-endian. */
  policy: {
    /** The whole field. */
    value: string;
    /** Least minor version of the firmware ABI. */
    abiMinor: number;
    /** Least major version of the firmware ABI. */
    abiMajor: number;
    /** The guest may run on cores with SMT. */
    smt: boolean;
    /** Reserved, must be one. */
    reservedMbo: boolean;
    /** The guest may be tied to a migration agent. */
    migrateMa: boolean;
    /** The host may decrypt the guest's memory. */
    debug: boolean;
    /** The guest runs on one socket only. */
    singleSocket: boolean;
    /** CXL devices and memory may be present. */
    cxlAllow: boolean;
    /** Memory must be encrypted with AES-256-XTS. */
    memAes256Xts: boolean;
    /** Running average power limit must be off. */
    raplDis: boolean;
    /** Ciphertext hiding for DRAM must be on. */
    ciphertextHidingDram: boolean;
    /** Guest page move, swap-out and swap-in are refused. */
    pageSwapDisable: boolean;
    /** Set bits that have no name. */
    unnamedBits?: number[];
  };
  /** Family of the guest, from the ID block. 16 bytes, hex. */
  familyId: string;
  /** Image of the guest, from the ID block. 16 bytes, hex. */
  imageId: string;
  /** Privilege level the report was asked for: 0 (highest) to 3. 4 bytes, little-endian. */
  vmpl: number;
  /** How the report is signed. 4 bytes, little-endian. Values: 0 invalid, 1 ECDSA P-384 with SHA-384. */
  signatureAlgo: number;
  /** TCB_VERSION of the firmware that runs now. 8 bytes, hex. */
  currentTcb: string;
  /** State of the platform. 8 bytes, little-endian. */
  platformInfo: {
    /** The whole field. */
    value: string;
    /** SMT is on. */
    smtEn: boolean;
    /** Transparent memory encryption is on. */
    tsmeEn: boolean;
    /** ECC memory is in use. */
    eccEn: boolean;
    /** Running average power limit is off. */
    raplDis: boolean;
    /** Ciphertext hiding for DRAM is on. */
    ciphertextHidingDramEn: boolean;
    /** Memory was checked for aliases since the last reset (BadRAM). */
    aliasCheckComplete: boolean;
    /** SEV-TIO is on. */
    tioEn: boolean;
    /** Set bits that have no name. */
    unnamedBits?: number[];
  };
  /** Which key signed, and what was asked to be left out. 4 bytes, little-endian. */
  keyInfo: {
    /** The whole field. */
    value: number;
    /** authorKeyDigest is set. */
    authorKeyEn: boolean;
    /** The host asked not to sign with the chip's key. */
    maskChipKey: boolean;
    /** The key that signed this report. */
    signingKey: number;
    /** Set bits that have no name. */
    unnamedBits?: number[];
  };
  /** What the guest passed in: its nonce. 64 bytes, hex. */
  reportData: string;
  /** SHA-384 digest of the guest at launch. 48 bytes, hex. */
  measurement: string;
  /** What the host passed in at launch. 32 bytes, hex. */
  hostData: string;
  /** SHA-384 of the key that signed the ID block. 48 bytes, hex. */
  idKeyDigest: string;
  /** SHA-384 of the key that certified the ID key. 48 bytes, hex. */
  authorKeyDigest: string;
  /** Identity of this guest's report context. 32 bytes, hex. */
  reportId: string;
  /** Report id of the migration agent; all FF when none. 32 bytes, hex. */
  reportIdMa: string;
  /** TCB_VERSION that the signing key is derived from. 8 bytes, hex. */
  reportedTcb: string;
  /** CPUID family, base and extended added. 1 bytes, little-endian; from version 3. */
  cpuidFamId?: number;
  /** CPUID model, base and extended joined. 1 bytes, little-endian; from version 3. */
  cpuidModId?: number;
  /** CPUID stepping. 1 bytes, little-endian; from version 3. */
  cpuidStep?: number;
  /** Identity of the chip; zero when the host masks it. 64 bytes, hex. */
  chipId: string;
  /** TCB_VERSION below which firmware can't be rolled back. 8 bytes, hex. */
  committedTcb: string;
  /** Build of the firmware that runs now. 1 bytes, little-endian. */
  currentBuild: number;
  /** Minor version of the firmware that runs now. 1 bytes, little-endian. */
  currentMinor: number;
  /** Major version of the firmware that runs now. 1 bytes, little-endian. */
  currentMajor: number;
  /** Build of the committed firmware. 1 bytes, little-endian. */
  committedBuild: number;
  /** Minor version of the committed firmware. 1 bytes, little-endian. */
  committedMinor: number;
  /** Major version of the committed firmware. 1 bytes, little-endian. */
  committedMajor: number;
  /** TCB_VERSION when the guest was launched or imported. 8 bytes, hex. */
  launchTcb: string;
  /** Mitigations verified when the guest was launched. 8 bytes, little-endian, decimal; from version 5. */
  launchMitVector?: string;
  /** Mitigations verified now. 8 bytes, little-endian, decimal; from version 5. */
  currentMitVector?: string;
  /** ECDSA R, little-endian, 48 significant bytes. 72 bytes, hex. */
  signatureR: string;
  /** ECDSA S, little-endian, 48 significant bytes. 72 bytes, hex. */
  signatureS: string;
}

/** AMD 56860 section 2.2, TCB_VERSION of Milan and Genoa; 8 bytes. */
export interface SnpTcb {
  /** Boot loader of the security processor. 1 bytes, little-endian. */
  bootloader: number;
  /** Operating system of the security processor. 1 bytes, little-endian. */
  tee: number;
  /** SNP firmware. 1 bytes, little-endian. */
  snp: number;
  /** Microcode patch level. 1 bytes, little-endian. */
  microcode: number;
}

/** AMD 56860 section 2.2, TCB_VERSION of Turin; 8 bytes. */
export interface SnpTcbTurin {
  /** First mutable code of the security processor. 1 bytes, little-endian. */
  fmc: number;
  /** Boot loader of the security processor. 1 bytes, little-endian. */
  bootloader: number;
  /** Operating system of the security processor. 1 bytes, little-endian. */
  tee: number;
  /** SNP firmware. 1 bytes, little-endian. */
  snp: number;
  /** Microcode patch level. 1 bytes, little-endian. */
  microcode: number;
}

/** Intel TDX DCAP Quoting Library API A.3.2, TD quote body. */
export interface TdReport {
  /** Security versions of the TDX module and its loader, one a byte. 16 bytes, hex. */
  teeTcbSvn: string;
  /** SHA-384 of the TDX module. 48 bytes, hex. */
  mrSeam: string;
  /** SHA-384 of the module signer's key; zero for Intel's module. 48 bytes, hex. */
  mrSignerSeam: string;
  /** Attributes of the TDX module; must be zero. 8 bytes, little-endian, decimal. */
  seamAttributes: string;
  /** Attributes of the trust domain. 8 bytes, little-endian. */
  tdAttributes: {
    /** The whole field. */
    value: string;
    /** The host may read and write the domain's memory. */
    debug: boolean;
    /** Rest of the TUD group: any bit set means untrusted. */
    tudReserved: number;
    /** EPT violations on pending pages do not become exceptions. */
    septVeDisable: boolean;
    /** The domain may be migrated. */
    migratable: boolean;
    /** Supervisor protection keys are on. */
    pks: boolean;
    /** Key Locker is on. */
    kl: boolean;
    /** Performance monitoring is on. */
    perfmon: boolean;
    /** Set bits that have no name. */
    unnamedBits?: number[];
  };
  /** Extended features the domain may use. 8 bytes, little-endian, decimal. */
  xfam: string;
  /** SHA-384 measurement of the domain's initial contents. 48 bytes, hex. */
  mrTd: string;
  /** Configuration id set by the owner. 48 bytes, hex. */
  mrConfigId: string;
  /** Owner's id. 48 bytes, hex. */
  mrOwner: string;
  /** Owner's configuration. 48 bytes, hex. */
  mrOwnerConfig: string;
  /** Run-time measurement register 0. 48 bytes, hex. */
  rtmr0: string;
  /** Run-time measurement register 1. 48 bytes, hex. */
  rtmr1: string;
  /** Run-time measurement register 2. 48 bytes, hex. */
  rtmr2: string;
  /** Run-time measurement register 3. 48 bytes, hex. */
  rtmr3: string;
  /** What the guest passed in: its nonce. 64 bytes, hex. */
  reportData: string;
  /** Security versions of the module that runs now. 16 bytes, hex; from version 15. */
  teeTcbSvn2?: string;
  /** Digest of the bound service domains. 48 bytes, hex; from version 15. */
  mrServiceTd?: string;
}

/** Intel TDX module specification, REPORTMACSTRUCT; 256 bytes. */
export interface ReportMac {
  /** Kind of the report: 0x81 for TDX. 1 bytes, little-endian. Values: 129 TDX. */
  type: number;
  /** Always 0. 1 bytes, little-endian. */
  subtype: number;
  /** 1 when service domains are bound, else 0. 1 bytes, little-endian. */
  version: number;
  /** Security version of the processor. 16 bytes, hex. */
  cpuSvn: string;
  /** SHA-384 of the first 239 bytes of TEE_TCB_INFO. 48 bytes, hex. */
  teeTcbInfoHash: string;
  /** SHA-384 of TDINFO. 48 bytes, hex. */
  teeInfoHash: string;
  /** What the guest passed in. 64 bytes, hex. */
  reportData: string;
  /** MAC over this structure, keyed to this CPU. 32 bytes, hex. */
  mac: string;
}

/** Intel TDX module specification, TEE_TCB_INFO; 256 bytes. */
export interface TeeTcbInfo {
  /** Bit i tells that bytes 8i to 8i + 7 of this structure are valid. 8 bytes, little-endian, decimal. */
  valid: string;
  /** Security versions of the TDX module, one a byte. 16 bytes, hex. */
  teeTcbSvn: string;
  /** SHA-384 of the TDX module. 48 bytes, hex. */
  mrSeam: string;
  /** SHA-384 of the module signer's key. 48 bytes, hex. */
  mrSignerSeam: string;
  /** Attributes of the TDX module. 8 bytes, little-endian, decimal. */
  seamAttributes: string;
  /** Security versions of the module that runs now (TDX 1.5), else zero. 16 bytes, hex. */
  teeTcbSvn2: string;
}

/** Intel TDX module specification, TDINFO_STRUCT; 512 bytes. */
export interface TdInfo {
  /** Attributes of the trust domain. 8 bytes, little-endian. */
  tdAttributes: {
    /** The whole field. */
    value: string;
    /** The host may read and write the domain's memory. */
    debug: boolean;
    /** Rest of the TUD group: any bit set means untrusted. */
    tudReserved: number;
    /** EPT violations on pending pages do not become exceptions. */
    septVeDisable: boolean;
    /** The domain may be migrated. */
    migratable: boolean;
    /** Supervisor protection keys are on. */
    pks: boolean;
    /** Key Locker is on. */
    kl: boolean;
    /** Performance monitoring is on. */
    perfmon: boolean;
    /** Set bits that have no name. */
    unnamedBits?: number[];
  };
  /** Extended features the domain may use. 8 bytes, little-endian, decimal. */
  xfam: string;
  /** SHA-384 measurement of the domain's initial contents. 48 bytes, hex. */
  mrTd: string;
  /** Configuration id set by the owner. 48 bytes, hex. */
  mrConfigId: string;
  /** Owner's id. 48 bytes, hex. */
  mrOwner: string;
  /** Owner's configuration. 48 bytes, hex. */
  mrOwnerConfig: string;
  /** Run-time measurement register 0. 48 bytes, hex. */
  rtmr0: string;
  /** Run-time measurement register 1. 48 bytes, hex. */
  rtmr1: string;
  /** Run-time measurement register 2. 48 bytes, hex. */
  rtmr2: string;
  /** Run-time measurement register 3. 48 bytes, hex. */
  rtmr3: string;
  /** Digest of the bound service domains. 48 bytes, hex; from version 1. */
  servTdHash?: string;
}

/** RFC 8949, one item. */
export interface Cbor {
  /** The item, as a tree. a tree. */
  item: CborItem;
}

/** X.690, one element. */
export interface Der {
  /** The element, as a tree. a tree. */
  element: DerElement;
}

/** RFC 9052 section 3.1, protected header. */
export interface CoseHeader {
  /** Algorithm of the signature. number. Values: -7 ES256, -8 EdDSA, -19 Ed25519, -35 ES384, -36 ES512. */
  alg?: number;
  /** Labels that must be understood. how many; each has a section. */
  crit?: number;
  /** Tells the signer's key. hex. */
  kid?: string;
}

/** AMD 58019 table 12, services manifest; 24 bytes. */
export interface SvsmServices {
  /** Tells a manifest of all services. GUID. */
  guid: string;
  /** Bytes of the manifest, this header among them. 4 bytes, little-endian. */
  size: number;
  /** How many services there are. 4 bytes, little-endian. */
  count: number;
}

/** AMD 58019 table 12, entry of a service; 24 bytes. */
export interface SvsmService {
  /** The service. GUID. */
  guid: string;
  /** Bytes from the start of the manifest to the service's own. 4 bytes, little-endian. */
  offset: number;
  /** Bytes of the service's own manifest; 0 when it has none. 4 bytes, little-endian. */
  length: number;
}

/** AMD 58019 chapter 7, a service's own manifest. */
export interface SvsmServiceData {
  /** What the service says; of a form that is not known here. hex. */
  data: string;
}

/** TPM 2.0 Part 2 section 12.2.4, TPMT_PUBLIC. */
export interface TpmPublic {
  /** Kind of the key. 2 bytes, big-endian. Values: 1 RSA, 35 ECC. */
  type: number;
  /** The hash that the key's name is made with. 2 bytes, big-endian. Values: 11 SHA-256, 12 SHA-384, 13 SHA-512. */
  nameAlg: number;
  /** What the key is for, and what may be done with it. 4 bytes, big-endian. */
  objectAttributes: {
    /** The whole field. */
    value: number;
    /** It can't leave its TPM. */
    fixedTpm: boolean;
    /** It can't be used after a restart. */
    stClear: boolean;
    /** It can't be moved to another parent. */
    fixedParent: boolean;
    /** The TPM made its private part. */
    sensitiveDataOrigin: boolean;
    /** Its password is enough to use it. */
    userWithAuth: boolean;
    /** Administration takes its policy. */
    adminWithPolicy: boolean;
    /** Guessing its password locks nothing. */
    noDa: boolean;
    /** When it is moved it is encrypted. */
    encryptedDuplication: boolean;
    /** It works on structures of the TPM only. */
    restricted: boolean;
    /** It decrypts. */
    decrypt: boolean;
    /** It signs. */
    sign: boolean;
    /** It signs certificates. */
    x509Sign: boolean;
    /** Set bits that have no name. */
    unnamedBits?: number[];
  };
  /** Bytes of authPolicy. 2 bytes, big-endian. */
  authPolicySize: number;
  /** Digest of the policy by which it is used; none when empty. hex. */
  authPolicy: string;
}

/** TPM 2.0 Part 2 sections 12.2.3.5 and 12.2.3.6, what parameters of RSA and ECC begin with; 8 bytes. */
export interface TpmCipher {
  /** Cipher of what the key protects. 2 bytes, big-endian. Values: 6 AES. */
  symmetric: number;
  /** Bits of the cipher's key. 2 bytes, big-endian. */
  symmetricBits: number;
  /** Mode of the cipher. 2 bytes, big-endian. Values: 67 CFB. */
  symmetricMode: number;
  /** Scheme that the key is bound to. 2 bytes, big-endian. Values: 16 none. */
  scheme: number;
}

/** TPM 2.0 Part 2 section 12.2.3.5, TPMS_RSA_PARMS behind its cipher; 6 bytes. */
export interface TpmRsaParameters {
  /** Bits of the modulus. 2 bytes, big-endian. */
  keyBits: number;
  /** Public exponent; 0 stands for 65537. 4 bytes, big-endian. */
  exponent: number;
}

/** TPM 2.0 Part 2 section 12.2.3.6, TPMS_ECC_PARMS behind its cipher; 4 bytes. */
export interface TpmEccParameters {
  /** Curve of the point. 2 bytes, big-endian. Values: 3 NIST P-256, 4 NIST P-384. */
  curve: number;
  /** How the key derives others. 2 bytes, big-endian. Values: 16 none. */
  kdf: number;
}

/** TPM 2.0 Part 2 section 11.2.4.5, TPM2B_PUBLIC_KEY_RSA. */
export interface TpmRsaKey {
  /** Bytes of the modulus. 2 bytes, big-endian. */
  modulusSize: number;
  /** The modulus, big-endian. hex. */
  modulus: string;
}

/** TPM 2.0 Part 2 section 11.2.5.2, TPMS_ECC_POINT. */
export interface TpmEccPoint {
  /** Bytes of x. 2 bytes, big-endian; from version 3. */
  xSize?: number;
  /** X of the point, big-endian. 32 bytes, hex; from version 3. */
  x?: string;
  /** Bytes of y. 2 bytes, big-endian; from version 3. */
  ySize?: number;
  /** Y of the point, big-endian. 32 bytes, hex; from version 3. */
  y?: string;
}

/** TPM 2.0 part 2, 10.12.8, TPMS_ATTEST; 6 bytes. */
export interface TpmAttest {
  /** Tells what a TPM made from what it was given to sign. 4 bytes, big-endian. Values: 4283712327 TPM_GENERATED_VALUE. */
  magic: number;
  /** What it attests. 2 bytes, big-endian. Values: 32792 TPM_ST_ATTEST_QUOTE. */
  type: number;
}

/** TPM 2.0 part 2, 10.5.3, TPM2B_NAME. */
export interface TpmSigner {
  /** Bytes of the name. 2 bytes, big-endian. */
  size: number;
  /** Qualified name of the key that signs. hex. */
  qualifiedSigner: string;
}

/** TPM 2.0 part 2, 10.4.3, TPM2B_DATA. */
export interface TpmExtraData {
  /** Bytes of the data. 2 bytes, big-endian. */
  size: number;
  /** What the quote was asked for with: the nonce. hex. */
  extraData: string;
}

/** TPM 2.0 part 2, 10.11.1, TPMS_CLOCK_INFO, and firmwareVersion of TPMS_ATTEST; 25 bytes. */
export interface TpmClock {
  /** Milliseconds that the TPM has run. 8 bytes, big-endian, decimal. */
  clock: string;
  /** Resets so far. 4 bytes, big-endian. */
  resetCount: number;
  /** Restarts since the last reset. 4 bytes, big-endian. */
  restartCount: number;
  /** 1 when no greater clock was told before. 1 bytes, big-endian. */
  safe: number;
  /** Version of the TPM's firmware, as its vendor counts. 8 bytes, big-endian, decimal. */
  firmwareVersion: string;
}

/** TPM 2.0 part 2, 10.9.7, TPML_PCR_SELECTION; 4 bytes. */
export interface TpmPcrSelections {
  /** Banks that registers are selected of. 4 bytes, big-endian. */
  count: number;
}

/** TPM 2.0 part 2, 10.6.2, TPMS_PCR_SELECTION. */
export interface TpmPcrSelection {
  /** The bank. 2 bytes, big-endian. Values: 4 SHA-1, 11 SHA-256, 12 SHA-384, 13 SHA-512. */
  hash: number;
  /** Bytes of the selection. 1 bytes, big-endian. */
  selectSize: number;
  /** A bit for each register, the lowest of the first byte for register 0. hex. */
  selected: string;
}

/** TPM 2.0 part 2, 10.12.1, TPMS_QUOTE_INFO. */
export interface TpmPcrDigest {
  /** Bytes of the digest. 2 bytes, big-endian. */
  size: number;
  /** Digest of the selected registers, side by side. hex. */
  pcrDigest: string;
}

/** TPM 2.0 part 2, 11.3.4, TPMT_SIGNATURE of RSASSA. */
export interface TpmSignature {
  /** How it is signed. 2 bytes, big-endian. Values: 20 RSASSA. */
  scheme: number;
  /** Hash of what is signed. 2 bytes, big-endian. Values: 11 SHA-256. */
  hash: number;
  /** Bytes of the signature. 2 bytes, big-endian. */
  size: number;
  /** The signature. hex. */
  signature: string;
}

/** TPM 2.0 part 1, 17, PCR operations; 32 bytes. */
export interface TpmPcr {
  /** Value of a register of the SHA-256 bank. 32 bytes, hex. */
  value: string;
}

/** RFC 5280 section 4.1, with extensions of TCG DICE. */
export interface DiceCertificate {
  /** The certificate, as a tree. a tree. */
  certificate: DerElement;
}

/** TCG DICE Attestation Architecture 1.1 section 6.1.1, DiceTcbInfo. */
export interface DiceTcbInfo {
  /** Who made the layer. text. */
  vendor?: string;
  /** What it is part of. text. */
  model?: string;
  /** Its version. text. */
  version?: string;
  /** Its security version. number. */
  svn?: number;
  /** Its number, counted from the root. number. */
  layer?: number;
  /** Which of the layer's parts it is. number. */
  index?: number;
  /** What state it is in; the first eight of its bits. number. */
  flags?: {
    /** The whole field. */
    value: number;
    /** It needs more to operate. */
    notConfigured: boolean;
    /** It is not secured. */
    notSecure: boolean;
    /** It recovers from a failure. */
    recovery: boolean;
    /** It can be debugged. */
    debug: boolean;
    /** Set bits that have no name. */
    unnamedBits?: number[];
  };
  /** What the vendor has to say. hex. */
  vendorInfo?: string;
  /** What was measured. hex. */
  type?: string;
  /** Which of the flags count. hex. */
  flagsMask?: string;
}

/** TCG DICE Attestation Architecture 1.1 section 6.1.1, FWID. */
export interface DiceFwid {
  /** How the digest was made. object identifier. */
  hashAlg: string;
  /** Digest of what was measured. hex. */
  digest: string;
}

/** TCG DICE Attestation Architecture 1.1 section 6.1.3, TcgUeid. */
export interface DiceUeid {
  /** Which device it is. hex. */
  ueid: string;
}

/** RFC 2986 section 4.2, CertificationRequest. */
export interface Csr {
  /** The request, as a tree. a tree. */
  request: DerElement;
}

/** RFC 2986 section 4.1, CertificationRequestInfo, and its signature. */
export interface CsrInfo {
  /** Whose key it is. CN=…, O=…. */
  subject: string;
  /** What the key is for. object identifier. */
  keyAlgorithm: string;
  /** The key, as its algorithm has it. hex. */
  publicKey: string;
  /** What else is asked for, in DER. hex. */
  attributes?: string;
  /** How it is signed. object identifier. */
  signatureAlgorithm: string;
  /** The key's own signature over what comes before. hex. */
  signature: string;
}

/** RFC 8392 section 7, a signed CWT. */
export interface Cwt {
  /** The token, as a tree. a tree. */
  token: CborItem;
}

/** RFC 8392 section 3 and RFC 9711 section 4, claims by their usual labels. */
export interface EatClaims {
  /** Who made the token. text. */
  iss?: string;
  /** Whom it is about. text. */
  sub?: string;
  /** Until when it counts, in seconds since 1970. number. */
  exp?: number;
  /** From when on it counts, in seconds since 1970. number. */
  nbf?: number;
  /** When it was made, in seconds since 1970. number. */
  iat?: number;
  /** Id of the token. hex. */
  cti?: string;
  /** What it may have been asked for with. hex. */
  eatNonce?: string;
  /** Which device it is about. hex. */
  ueid?: string;
  /** Which rules its claims follow. text. */
  eatProfile?: string;
}

/** RFC 5280 section 4.1, with AMD's and Intel's extensions. */
export interface Certificate {
  /** Whose key it certifies. CN=…, O=…. */
  subject: string;
  /** Who signed it. CN=…, O=…. */
  issuer: string;
  /** Serial number, big-endian. hex. */
  serialNumber: string;
  /** Valid from. YYYY-MM-DDTHH:MM:SSZ. */
  notBefore: string;
  /** Valid until. YYYY-MM-DDTHH:MM:SSZ. */
  notAfter: string;
  /** AMD: product and stepping. text. */
  productName?: string;
  /** AMD: identity of the chip. hex. */
  hwId?: string;
  /** AMD: cloud provider a VLEK is loaded for. text. */
  cspId?: string;
  /** AMD: security version of the boot loader. number. */
  blSpl?: number;
  /** AMD: security version of the security processor's system. number. */
  teeSpl?: number;
  /** AMD: security version of the SNP firmware. number. */
  snpSpl?: number;
  /** AMD: microcode patch level. number. */
  ucodeSpl?: number;
  /** AMD: security version of the first mutable code. number. */
  fmcSpl?: number;
  /** Intel: family, model, stepping, platform and custom SKU. hex. */
  fmspc?: string;
  /** Intel: id of the provisioning enclave. hex. */
  pceId?: string;
  /** Intel: platform provisioning id. hex. */
  ppid?: string;
  /** Intel: 0 standard, 1 scalable, 2 scalable with integrity. number. */
  sgxType?: number;
  /** Intel: security version of the processor. hex. */
  cpuSvn?: string;
  /** Intel: security version of the provisioning enclave. number. */
  pceSvn?: number;
  /** Intel: the 16 component security versions, one a byte. hex. */
  tcbComponents?: string;
  /** Intel: id of a multi-package platform. hex. */
  platformInstanceId?: string;
  /** Intel: packages may be added. yes or no. */
  dynamicPlatform?: boolean;
  /** Intel: keys are cached by the registration service. yes or no. */
  cachedKeys?: boolean;
  /** Intel: SMT is on. yes or no. */
  smtEnabled?: boolean;
}

/** ACPI 6.5 section 5.2.34, CC event log table; 56 bytes. */
export interface CcelTable {
  /** CCEL. text. */
  signature: string;
  /** Bytes of the table. 4 bytes, little-endian. */
  length: number;
  /** 1. 1 bytes, little-endian. */
  revision: number;
  /** Makes the sum of all bytes zero. 1 bytes, little-endian. */
  checksum: number;
  /** Who made the table. text. */
  oemId: string;
  /** What its maker calls it. text. */
  oemTableId: string;
  /** Its maker's revision. 4 bytes, little-endian. */
  oemRevision: number;
  /** What wrote the table. text. */
  creatorId: string;
  /** The writer's revision. 4 bytes, little-endian. */
  creatorRevision: number;
  /** Kind of the guest. 1 bytes, little-endian. Values: 1 SEV, 2 TDX. */
  ccType: number;
  /** Kind of the guest, in more detail. 1 bytes, little-endian. */
  ccSubtype: number;
  /** Bytes of the log's area (LAML). 8 bytes, little-endian, decimal. */
  logLength: string;
  /** Physical address of the area (LASA). 8 bytes, little-endian, decimal. */
  logAddress: string;
}

/** PFP 10.2.1, TCG_PCR_EVENT: the first record; 32 bytes. */
export interface CcLogHeader {
  /** Means nothing here. 4 bytes, little-endian. */
  register: number;
  /** EV_NO_ACTION. 4 bytes, little-endian. */
  type: number;
  /** Must be zero. 20 bytes, hex. */
  digest: string;
  /** Bytes of the data, a ccSpecId. 4 bytes, little-endian. */
  size: number;
}

/** PFP 10.4.5.1, TCG_EfiSpecIDEvent; algorithms and vendor information follow; 28 bytes. */
export interface CcSpecId {
  /** Spec ID Event03. text. */
  signature: string;
  /** 0 client, 1 server. 4 bytes, little-endian. */
  platformClass: number;
  /** 0. 1 bytes, little-endian. */
  versionMinor: number;
  /** 2. 1 bytes, little-endian. */
  versionMajor: number;
  /** Errata of the specification. 1 bytes, little-endian. */
  errata: number;
  /** 1 for 32 bits, 2 for 64. 1 bytes, little-endian. */
  uintnSize: number;
  /** Algorithms that follow. 4 bytes, little-endian. */
  algorithmCount: number;
}

/** PFP 10.4.5.1, TCG_EfiSpecIdEventAlgorithmSize; 4 bytes. */
export interface CcAlgorithm {
  /** TPM_ALG_ID. 2 bytes, little-endian. */
  id: number;
  /** Bytes of a digest. 2 bytes, little-endian. */
  size: number;
}

/** PFP 10.4.5.1, the end of TCG_EfiSpecIDEvent. */
export interface CcVendorInfo {
  /** Bytes that follow. 1 bytes, little-endian. */
  size: number;
  /** The vendor's. hex. */
  info: string;
}

/** PFP 10.2.2, TCG_PCR_EVENT2; digests and data follow; 12 bytes. */
export interface CcEvent {
  /** Register that the event extends; all ones end the log. 4 bytes, little-endian. */
  register: number;
  /** Type of the event. 4 bytes, little-endian. */
  type: number;
  /** Digests that follow, one by each algorithm. 4 bytes, little-endian. */
  digestCount: number;
}

/** PFP 10.2.2, TPMT_HA. */
export interface CcDigest {
  /** TPM_ALG_ID. 2 bytes, little-endian. */
  algorithm: number;
  /** What was extended. hex. */
  digest: string;
}

/** PFP 10.2.2, the end of TCG_PCR_EVENT2. */
export interface CcEventData {
  /** Bytes that follow. 4 bytes, little-endian. */
  size: number;
  /** Tells what was measured, by the type. hex. */
  event: string;
}

/** What fills the log's area: UEFI 2.11 section 38 has FF; td-shim writes 00. */
export interface CcFiller {
  /** All bytes are the same. hex. */
  fill: string;
}

/** PFP 10.2.6, UEFI_VARIABLE_DATA; name and value follow; 32 bytes. */
export interface UefiVariable {
  /** GUID of the name space. 16 bytes, hex. */
  vendor: string;
  /** Characters of the name, of 2 bytes. 8 bytes, little-endian, decimal. */
  nameLength: string;
  /** Bytes of the value. 8 bytes, little-endian, decimal. */
  valueLength: string;
}

/** PFP 10.2.3, UEFI_IMAGE_LOAD_EVENT; its device path follows; 32 bytes. */
export interface UefiImage {
  /** Where it was loaded. 8 bytes, little-endian, decimal. */
  location: string;
  /** Bytes of it. 8 bytes, little-endian, decimal. */
  size: string;
  /** Where it was linked for. 8 bytes, little-endian, decimal. */
  linkAddress: string;
  /** Bytes of the device path. 8 bytes, little-endian, decimal. */
  pathLength: string;
}

/** UEFI 2.11 section 10.3.1, EFI_DEVICE_PATH_PROTOCOL; 4 bytes. */
export interface UefiPathNode {
  /** Kind of the node. 1 bytes, little-endian. */
  type: number;
  /** Kind among those of its type. 1 bytes, little-endian. */
  subtype: number;
  /** Bytes of the node, these four among them. 2 bytes, little-endian. */
  length: number;
}

/** PFP 10.2.5 and 10.2.4, UEFI_PLATFORM_FIRMWARE_BLOB2, UEFI_HANDOFF_TABLE_POINTERS2; 1 bytes. */
export interface UefiBlob {
  /** Bytes of the description, which follows. 1 bytes, little-endian. */
  descriptionSize: number;
}

/** PFP 10.4.2.2, TCG_PCClientTaggedEvent; its data follows; 8 bytes. */
export interface CcTag {
  /** What the data is. 4 bytes, little-endian. */
  id: number;
  /** Bytes of the data. 4 bytes, little-endian. */
  size: number;
}

/** Fields by layout, as JSON has them. */
export interface Layouts {
  classRequest: ClassRequest;
  hclHeader: HclHeader;
  hclRequest: HclRequest;
  hclClaimsText: HclClaimsText;
  hclClaims: HclClaims;
  hclKey: HclKey;
  snpGuestRequest: SnpGuestRequest;
  snpReportRequest: SnpReportRequest;
  snpExtReportRequest: SnpExtReportRequest;
  snpReportResponse: SnpReportResponse;
  snpDerivedKeyRequest: SnpDerivedKeyRequest;
  snpDerivedKeyResponse: SnpDerivedKeyResponse;
  tdxReportRequest: TdxReportRequest;
  ccaToken: CcaToken;
  ccaCollection: CcaCollection;
  ccaPlatform: CcaPlatform;
  ccaSwComponent: CcaSwComponent;
  ccaRealm: CcaRealm;
  ccaClaims: CcaClaims;
  coveEvidence: CoveEvidence;
  coveTokens: CoveTokens;
  coveCertificate: CoveCertificate;
  covePlatform: CovePlatform;
  coveTsm: CoveTsm;
  coveTvm: CoveTvm;
  coveSwComponent: CoveSwComponent;
  coveMeasurement: CoveMeasurement;
  quoteHeader: QuoteHeader;
  quoteBodyDescriptor: QuoteBodyDescriptor;
  quoteSignatureLength: QuoteSignatureLength;
  quoteSignature: QuoteSignature;
  qeReportSignature: QeReportSignature;
  qeAuthData: QeAuthData;
  certificationData: CertificationData;
  ppidData: PpidData;
  pckCertChain: PckCertChain;
  opaqueCertificationData: OpaqueCertificationData;
  sgxReport: SgxReport;
  snpCertEntry: SnpCertEntry;
  snpCertEnd: SnpCertEnd;
  snpCertBlob: SnpCertBlob;
  padding: Padding;
  snpReport: SnpReport;
  snpTcb: SnpTcb;
  snpTcbTurin: SnpTcbTurin;
  tdReport: TdReport;
  reportMac: ReportMac;
  teeTcbInfo: TeeTcbInfo;
  tdInfo: TdInfo;
  cbor: Cbor;
  der: Der;
  coseHeader: CoseHeader;
  svsmServices: SvsmServices;
  svsmService: SvsmService;
  svsmServiceData: SvsmServiceData;
  tpmPublic: TpmPublic;
  tpmCipher: TpmCipher;
  tpmRsaParameters: TpmRsaParameters;
  tpmEccParameters: TpmEccParameters;
  tpmRsaKey: TpmRsaKey;
  tpmEccPoint: TpmEccPoint;
  tpmAttest: TpmAttest;
  tpmSigner: TpmSigner;
  tpmExtraData: TpmExtraData;
  tpmClock: TpmClock;
  tpmPcrSelections: TpmPcrSelections;
  tpmPcrSelection: TpmPcrSelection;
  tpmPcrDigest: TpmPcrDigest;
  tpmSignature: TpmSignature;
  tpmPcr: TpmPcr;
  diceCertificate: DiceCertificate;
  diceTcbInfo: DiceTcbInfo;
  diceFwid: DiceFwid;
  diceUeid: DiceUeid;
  csr: Csr;
  csrInfo: CsrInfo;
  cwt: Cwt;
  eatClaims: EatClaims;
  certificate: Certificate;
  ccelTable: CcelTable;
  ccLogHeader: CcLogHeader;
  ccSpecId: CcSpecId;
  ccAlgorithm: CcAlgorithm;
  ccVendorInfo: CcVendorInfo;
  ccEvent: CcEvent;
  ccDigest: CcDigest;
  ccEventData: CcEventData;
  ccFiller: CcFiller;
  uefiVariable: UefiVariable;
  uefiImage: UefiImage;
  uefiPathNode: UefiPathNode;
  uefiBlob: UefiBlob;
  ccTag: CcTag;
}

/** The name of a layout. */
export type LayoutName = keyof Layouts;

/** One part of a piece of evidence. */
export type Section = {
  [N in LayoutName]: {
    layout: N;
    /** The field this section interprets, or what kind of part it is. */
    of?: string;
    /** Bytes from the start of the evidence. */
    at: number;
    /** Bytes of the part. */
    size: number;
    /** Its fields; `unknown` holds set reserved bytes of a version newer than the tables, and the CBOR of claims without a name, by label. */
    fields: Layouts[N] & { unknown?: Record<string, string> };
  };
}[LayoutName];

/** Least value of each part of a TCB_VERSION that is named, 0 to 255. */
export interface MinimumTcb {
  /** Boot loader of the security processor. */
  bootloader?: number;
  /** Operating system of the security processor. */
  tee?: number;
  /** SNP firmware. */
  snp?: number;
  /** Microcode patch level. */
  microcode?: number;
  /** First mutable code of the security processor; from Turin on. */
  fmc?: number;
}

/** Part of a policy: for AMD SEV-SNP reports. */
export interface SnpPolicy {
  /** Kinds of keys that may have signed; VCEK and VLEK unless told. */
  signingKeys?: ("VCEK" | "VLEK")[];
  /** Cloud providers whose VLEKs are taken; any unless told. Array of printable ASCII. */
  cspIds?: string[];
  /** Chips that are taken; any unless told. Array of hex, 64 bytes each. */
  chipIds?: string[];
  /** Take reports whose chip id the host masks, so that the certificate can't be bound to the chip. */
  allowMaskedChipId?: boolean;
  /** Demand a current revocation list of AMD's root; else one is looked at when it is there. */
  requireRevocation?: boolean;
  /** Least reported TCB, part by part. */
  minimumTcb?: MinimumTcb;
  /** Least TCB at launch, part by part. */
  minimumLaunchTcb?: MinimumTcb;
  /** Take firmware that is not committed yet, and can be rolled back. */
  allowProvisionalFirmware?: boolean;
  /** Bits of the mitigation vectors that must be set, at launch and now. Number up to 281474976710655. */
  requiredMitigations?: number;
  /** Take guests whose memory the host may decrypt. */
  allowDebug?: boolean;
  /** Take guests that may be tied to a migration agent. */
  allowMigrationAgent?: boolean;
  /** Least firmware ABI that the guest's policy asks for. "major.minor", each up to 255. */
  minimumAbi?: string;
  /** Bits of the guest's policy that must be set. */
  requirePolicy?: (
    | "smt"
    | "migrateMa"
    | "debug"
    | "singleSocket"
    | "cxlAllow"
    | "memAes256Xts"
    | "raplDis"
    | "ciphertextHidingDram"
    | "pageSwapDisable"
  )[];
  /** Bits of the guest's policy that must not be set. */
  forbidPolicy?: (
    | "smt"
    | "migrateMa"
    | "debug"
    | "singleSocket"
    | "cxlAllow"
    | "memAes256Xts"
    | "raplDis"
    | "ciphertextHidingDram"
    | "pageSwapDisable"
  )[];
  /** Bits of platformInfo that must be set. */
  requirePlatform?: (
    | "smtEn"
    | "tsmeEn"
    | "eccEn"
    | "raplDis"
    | "ciphertextHidingDramEn"
    | "aliasCheckComplete"
    | "tioEn"
  )[];
  /** Bits of platformInfo that must not be set. */
  forbidPlatform?: (
    | "smtEn"
    | "tsmeEn"
    | "eccEn"
    | "raplDis"
    | "ciphertextHidingDramEn"
    | "aliasCheckComplete"
    | "tioEn"
  )[];
  /** Demand that memory was checked for aliases (BadRAM); else its absence is told. */
  requireAliasCheck?: boolean;
  /** Privilege levels that reports may be asked for from; 0 unless told. Array of numbers up to 255. */
  vmpls?: number[];
  /** Launch measurements that are taken. Array of hex, 48 bytes each. */
  measurements?: string[];
  /** Host data that is taken. Array of hex, 32 bytes each. */
  hostData?: string[];
  /** Family ids of ID blocks that are taken. Array of hex, 16 bytes each. */
  familyIds?: string[];
  /** Image ids of ID blocks that are taken. Array of hex, 16 bytes each. */
  imageIds?: string[];
  /** Least security version of the ID block. Number up to 4294967295. */
  minimumGuestSvn?: number;
  /** SHA-384 of ID keys that are taken. Array of hex, 48 bytes each. */
  idKeyDigests?: string[];
  /** SHA-384 of author keys that are taken. Array of hex, 48 bytes each. */
  authorKeyDigests?: string[];
  /** Report ids of migration agents that are taken. Array of hex, 32 bytes each. */
  reportIdsMa?: string[];
}

/** Part of a policy: for the platform behind Intel quotes. */
export interface IntelPolicy {
  /** TCB statuses that are taken; UpToDate unless told. Revoked never is. */
  tcbStatuses?: (
    | "UpToDate"
    | "SWHardeningNeeded"
    | "ConfigurationNeeded"
    | "ConfigurationAndSWHardeningNeeded"
    | "OutOfDate"
    | "OutOfDateConfigurationNeeded"
    | "TDRelaunchAdvised"
    | "TDRelaunchAdvisedConfigurationNeeded"
  )[];
  /** Least tcbEvaluationDataNumber of collateral. Number up to 4294967295. */
  minimumEvaluationNumber?: number;
}

/** Part of a policy: for Intel TDX quotes. */
export interface TdxPolicy {
  /** Take domains whose memory the host may read and write. */
  allowDebug?: boolean;
  /** Take domains that may be migrated. */
  allowMigration?: boolean;
  /** Take domains without SEPT_VE_DISABLE. */
  allowSeptVe?: boolean;
  /** Digests of service domains that may be bound; none unless told. Array of hex, 48 bytes each. */
  serviceDomains?: string[];
  /** Launch measurements that are taken. Array of hex, 48 bytes each. */
  mrTd?: string[];
  /** Values of run-time register 0 that are taken. Array of hex, 48 bytes each. */
  rtmr0?: string[];
  /** Values of run-time register 1 that are taken. Array of hex, 48 bytes each. */
  rtmr1?: string[];
  /** Values of run-time register 2 that are taken. Array of hex, 48 bytes each. */
  rtmr2?: string[];
  /** Values of run-time register 3 that are taken. Array of hex, 48 bytes each. */
  rtmr3?: string[];
  /** Measurements of TDX modules that are taken. Array of hex, 48 bytes each. */
  mrSeam?: string[];
  /** Configuration ids that are taken. Array of hex, 48 bytes each. */
  mrConfigId?: string[];
  /** Owners that are taken. Array of hex, 48 bytes each. */
  mrOwner?: string[];
  /** Owners' configurations that are taken. Array of hex, 48 bytes each. */
  mrOwnerConfig?: string[];
}

/** Part of a policy: for Intel SGX quotes. */
export interface SgxPolicy {
  /** Take enclaves whose memory the host may read and write. */
  allowDebug?: boolean;
  /** Measurements of enclaves that are taken. Array of hex, 32 bytes each. */
  mrEnclave?: string[];
  /** Signers of enclaves that are taken. Array of hex, 32 bytes each. */
  mrSigner?: string[];
  /** Product ids of enclaves that are taken. Array of numbers up to 65535. */
  productIds?: number[];
  /** Least security version of the enclave. Number up to 65535. */
  minimumSecurityVersion?: number;
}

/** Part of a policy: for Arm CCA tokens. */
export interface CcaPolicy {
  /** States of the platform's life that are taken; secured unless told. */
  lifecycles?: (
    | "assembly-and-test"
    | "rot-provisioning"
    | "secured"
    | "non-cca-platform-debug"
    | "recoverable-cca-platform-debug"
  )[];
  /** Kinds of platforms that are taken; any unless told. Array of hex, 32 bytes each. */
  implementationIds?: string[];
  /** Platforms that are taken; any unless told. Array of hex, 33 bytes each. */
  instanceIds?: string[];
  /** Configurations of platforms that are taken. Array of hex, up to 255 bytes each. */
  platformConfigs?: string[];
  /** Digests of firmware that are taken; the platform must have no other. Array of hex, up to 64 bytes each. */
  componentMeasurements?: string[];
  /** Signers of firmware that are taken; the platform must have no other. Array of hex, up to 64 bytes each. */
  componentSigners?: string[];
  /** Launch measurements of realms that are taken. Array of hex, up to 64 bytes each. */
  initialMeasurements?: string[];
  /** Values of extensible measurement 0 that are taken. Array of hex, up to 64 bytes each. */
  extensible0?: string[];
  /** Values of extensible measurement 1 that are taken. Array of hex, up to 64 bytes each. */
  extensible1?: string[];
  /** Values of extensible measurement 2 that are taken. Array of hex, up to 64 bytes each. */
  extensible2?: string[];
  /** Values of extensible measurement 3 that are taken. Array of hex, up to 64 bytes each. */
  extensible3?: string[];
  /** Personalization values of realms that are taken. Array of hex, 64 bytes each. */
  personalizationValues?: string[];
}

/** Part of a policy: for the services of an SVSM, which SEV-SNP reports must then bind. */
export interface SvsmPolicy {
  /** Services that must be attested, all of them, by GUID. Array of GUIDs. */
  requiredServices?: string[];
  /** SHA-256 of the public areas (TPMT_PUBLIC) of endorsement keys that are taken. Array of hex, 32 bytes each. */
  ekDigests?: string[];
}

/** Part of a policy: for Azure HCL reports; what the hardware says in them is for snp, or for intel and tdx. */
export interface AzurePolicy {
  /** Demand that the firmware starts only what is signed; else its absence is told. */
  requireSecureBoot?: boolean;
  /** Refuse machines that have a serial console. */
  forbidConsole?: boolean;
  /** Virtual machines that are taken, by vmUniqueId; any unless told. Array of printable ASCII. */
  vmUniqueIds?: string[];
  /** SHA-256 of data that guests may be started with; PCR 8 is extended with it, once. Array of hex, 32 bytes each. */
  initData?: string[];
  /** Values of PCR 0 that are taken: firmware code. Array of hex, 32 bytes each. */
  pcr0?: string[];
  /** Values of PCR 1 that are taken: the machine's set-up. Array of hex, 32 bytes each. */
  pcr1?: string[];
  /** Values of PCR 2 that are taken: drivers of devices. Array of hex, 32 bytes each. */
  pcr2?: string[];
  /** Values of PCR 3 that are taken: their set-up. Array of hex, 32 bytes each. */
  pcr3?: string[];
  /** Values of PCR 4 that are taken: boot loaders. Array of hex, 32 bytes each. */
  pcr4?: string[];
  /** Values of PCR 5 that are taken: the boot loaders' set-up. Array of hex, 32 bytes each. */
  pcr5?: string[];
  /** Values of PCR 6 that are taken: the platform's maker's use. Array of hex, 32 bytes each. */
  pcr6?: string[];
  /** Values of PCR 7 that are taken: the set-up of secure boot. Array of hex, 32 bytes each. */
  pcr7?: string[];
  /** Values of PCR 8 that are taken: the boot loader's commands, or data of the guest. Array of hex, 32 bytes each. */
  pcr8?: string[];
  /** Values of PCR 9 that are taken: files that the boot loader read. Array of hex, 32 bytes each. */
  pcr9?: string[];
  /** Values of PCR 10 that are taken: Linux IMA. Array of hex, 32 bytes each. */
  pcr10?: string[];
  /** Values of PCR 11 that are taken: unified kernel images. Array of hex, 32 bytes each. */
  pcr11?: string[];
  /** Values of PCR 12 that are taken: their command lines. Array of hex, 32 bytes each. */
  pcr12?: string[];
  /** Values of PCR 13 that are taken: their extensions. Array of hex, 32 bytes each. */
  pcr13?: string[];
  /** Values of PCR 14 that are taken: keys of shim. Array of hex, 32 bytes each. */
  pcr14?: string[];
  /** Values of PCR 15 that are taken: the system's identity. Array of hex, 32 bytes each. */
  pcr15?: string[];
  /** Values of PCR 16 that are taken: debugging. Array of hex, 32 bytes each. */
  pcr16?: string[];
  /** Values of PCR 17 that are taken: dynamic launches. Array of hex, 32 bytes each. */
  pcr17?: string[];
  /** Values of PCR 18 that are taken: dynamic launches. Array of hex, 32 bytes each. */
  pcr18?: string[];
  /** Values of PCR 19 that are taken: dynamic launches. Array of hex, 32 bytes each. */
  pcr19?: string[];
  /** Values of PCR 20 that are taken: dynamic launches. Array of hex, 32 bytes each. */
  pcr20?: string[];
  /** Values of PCR 21 that are taken: dynamic launches. Array of hex, 32 bytes each. */
  pcr21?: string[];
  /** Values of PCR 22 that are taken: dynamic launches. Array of hex, 32 bytes each. */
  pcr22?: string[];
  /** Values of PCR 23 that are taken: applications. Array of hex, 32 bytes each. */
  pcr23?: string[];
}

/** Part of a policy: for RISC-V CoVE evidence. */
export interface CovePolicy {
  /** States of the platform, and of layers of DICE, that are taken; secured unless told. */
  states?: ("secured" | "debug" | "recovery")[];
  /** Makers of platforms that are taken; any unless told. Array of hex, 64 bytes each. */
  manufacturerIds?: string[];
  /** Digests of firmware, TSM driver and TSM that are taken; there must be no other. Array of hex, up to 64 bytes each. */
  componentMeasurements?: string[];
  /** Signers of these that are taken; there must be no other. Array of hex, up to 64 bytes each. */
  componentSigners?: string[];
  /** Values of the TVM's registers that are taken; there must be no other. Array of hex, up to 64 bytes each. */
  measurements?: string[];
  /** Identities that a host may give a TVM. Array of hex, 64 bytes each. */
  identities?: string[];
  /** Digests that layers of DICE may have; there must be no other. Array of hex, up to 64 bytes each. */
  firmware?: string[];
}

/** What is demanded of evidence besides being genuine: docs/policy.md. */
export interface AppraisalPolicy {
  /** Where an editor finds the JSON Schema of policies; not looked at. */
  $schema?: string;
  /** Version of this form of policies. */
  version: 1;
  /** For AMD SEV-SNP reports. */
  snp?: SnpPolicy;
  /** For the platform behind Intel quotes. */
  intel?: IntelPolicy;
  /** For Intel TDX quotes. */
  tdx?: TdxPolicy;
  /** For Intel SGX quotes. */
  sgx?: SgxPolicy;
  /** For Arm CCA tokens. */
  cca?: CcaPolicy;
  /** For the services of an SVSM, which SEV-SNP reports must then bind. */
  svsm?: SvsmPolicy;
  /** For Azure HCL reports; what the hardware says in them is for snp, or for intel and tdx. */
  azure?: AzurePolicy;
  /** For RISC-V CoVE evidence. */
  cove?: CovePolicy;
}
