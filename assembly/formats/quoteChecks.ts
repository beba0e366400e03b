/** The checks of Intel SGX and TDX quotes, in the list of checks.ts. */
import { Check, on } from "./checks";
import { Claim, Topic } from "./outcome";

on(
  Check.QuoteVersion,
  "quote-version",
  Topic.Evidence,
  Claim.Hardware,
  "The quote's version, its attestation key and its subject fit together.",
  "Intel DCAP Quoting Library API, appendix A",
  "Refuse it.",
);
on(
  Check.QuoteVendor,
  "quote-vendor",
  Topic.Evidence,
  Claim.Hardware,
  "The quote is by Intel's quoting enclave.",
  "Intel DCAP Quoting Library API, appendix A, QE vendor id",
  "Refuse it: the rules of other vendors are not known here.",
);
on(
  Check.PckCertificate,
  "pck-certificate",
  Topic.Chain,
  Claim.Hardware,
  "The quote carries a PCK certificate that can be read, with its issuer.",
  "Intel PCK Certificate Profile, section 1.3",
  "Have the platform registered, so that the quoting enclave gives certification data of type 5.",
);
on(
  Check.PckRoot,
  "pck-root",
  Topic.Chain,
  Claim.Hardware,
  "The chain ends at the root key of Intel that is pinned here, or at one that you handed in.",
  "Intel PCK Certificate Profile, section 1.1",
  "Refuse it: another root is not Intel's.",
);
on(
  Check.PckChain,
  "pck-chain",
  Topic.Chain,
  Claim.Hardware,
  "A PCK certificate, Intel's Platform CA or Processor CA, the root: each is signed by the next, which may do so.",
  "Intel PCK Certificate Profile, section 1; RFC 5280 section 6.1",
  "Refuse it: these certificates do not belong together.",
);
on(
  Check.PckChainValidity,
  "pck-chain-validity",
  Topic.Chain,
  Claim.SourcedData,
  "All certificates of the chain are valid at the time of the appraisal.",
  "RFC 5280 section 6.1",
  "Check the clock, or have the platform fetch a new PCK certificate.",
);
on(
  Check.PckRevocation,
  "pck-revocation",
  Topic.Revocation,
  Claim.Hardware,
  "The issuer's revocation list, valid at the time of the appraisal, does not name the PCK certificate.",
  "RFC 5280 section 6.1.3",
  "Hand in the PCK CRL with --collateral, or let tsm fetch it.",
);
on(
  Check.RootRevocation,
  "root-revocation",
  Topic.Revocation,
  Claim.Hardware,
  "The root's revocation list, valid at the time of the appraisal, names none of the certificates below it.",
  "RFC 5280 section 6.1.3",
  "Hand in the root CA's CRL with --collateral, or let tsm fetch it.",
);
on(
  Check.TcbInfo,
  "tcb-info",
  Topic.Collateral,
  Claim.SourcedData,
  "There is TCB info for this kind of evidence, and it can be read.",
  "Intel PCS API v4, Get TCB Info",
  "Hand it in with --collateral, or let tsm fetch it.",
);
on(
  Check.TcbInfoSignature,
  "tcb-info-signature",
  Topic.Collateral,
  Claim.SourcedData,
  "TCB info is signed over its exact bytes by Intel's TCB signing key, under the same root.",
  "Intel PCS API v4, Get TCB Info",
  "Fetch it again. JSON that was written anew has no valid signature.",
);
on(
  Check.TcbInfoDates,
  "tcb-info-dates",
  Topic.Collateral,
  Claim.SourcedData,
  "TCB info and its certificates are valid at the time of the appraisal.",
  "Intel PCS API v4, Get TCB Info",
  "Fetch it again; check the clock.",
);
on(
  Check.TcbInfoMatch,
  "tcb-info-match",
  Topic.Collateral,
  Claim.Hardware,
  "TCB info is for the platform that the PCK certificate names: FMSPC and PCEID.",
  "Intel PCS API v4, Get TCB Info",
  "Fetch it for this FMSPC.",
);
on(
  Check.QeIdentity,
  "qe-identity",
  Topic.Collateral,
  Claim.SourcedData,
  "There is an identity of the quoting enclave for this kind of evidence, and it can be read.",
  "Intel PCS API v4, Get QE Identity",
  "Hand it in with --collateral, or let tsm fetch it.",
);
on(
  Check.QeIdentitySignature,
  "qe-identity-signature",
  Topic.Collateral,
  Claim.SourcedData,
  "The identity is signed over its exact bytes by Intel's TCB signing key, under the same root.",
  "Intel PCS API v4, Get QE Identity",
  "Fetch it again. JSON that was written anew has no valid signature.",
);
on(
  Check.QeIdentityDates,
  "qe-identity-dates",
  Topic.Collateral,
  Claim.SourcedData,
  "The identity and its certificates are valid at the time of the appraisal.",
  "Intel PCS API v4, Get QE Identity",
  "Fetch it again; check the clock.",
);
on(
  Check.EvaluationNumber,
  "evaluation-number",
  Topic.Collateral,
  Claim.SourcedData,
  "TCB info and identity are of at least the evaluation data number that the policy wants.",
  "Intel PCS API v4, tcbEvaluationDataNumber",
  "Fetch newer collateral.",
);
on(
  Check.QeReportSignature,
  "qe-report-signature",
  Topic.Signature,
  Claim.Hardware,
  "The quoting enclave's report is signed by the key of the PCK certificate.",
  "Intel DCAP Quoting Library API, appendix A",
  "Refuse it: the quote was changed, or the certificate is for another platform.",
);
on(
  Check.QeBinding,
  "qe-binding",
  Topic.Signature,
  Claim.Hardware,
  "The quoting enclave's report carries the SHA-256 of the attestation key and its authentication data, and zeros.",
  "Intel DCAP Quoting Library API, appendix A",
  "Refuse it: the attestation key is not the quoting enclave's.",
);
on(
  Check.QeIdentityMatch,
  "qe-identity-match",
  Topic.Binding,
  Claim.Hardware,
  "The quoting enclave is Intel's: signer, product, attributes and miscSelect under their masks, and no debug.",
  "Intel PCS API v4, Get QE Identity",
  "Refuse it: the quote is not by Intel's quoting enclave.",
);
on(
  Check.QuoteSignature,
  "quote-signature",
  Topic.Signature,
  Claim.Hardware,
  "The signature holds over the bytes of header and body as they were received, under the attestation key.",
  "Intel DCAP Quoting Library API, appendix A",
  "Refuse it: the quote was changed.",
);
on(
  Check.TdxModule,
  "tdx-module",
  Topic.Binding,
  Claim.Hardware,
  "The TDX module is signed by Intel and has the attributes that TCB info names for its version.",
  "Intel SGX and TDX TCB recovery, TCB level selection",
  "Refuse it, or fetch TCB info that knows this module.",
);
on(
  Check.TcbStatus,
  "tcb-status",
  Topic.Tcb,
  Claim.Hardware,
  "The status of platform, TDX module and quoting enclave together is one that the policy takes.",
  "Intel SGX and TDX TCB recovery, TCB level selection",
  "Have the platform's firmware updated, see the advisories, or take the status in the policy.",
);
on(
  Check.TdDebug,
  "td-debug",
  Topic.Policy,
  Claim.RuntimeOpaque,
  "The host may not read or write the domain's memory.",
  "Intel TDX module specification, ATTRIBUTES.TUD",
  "Launch the domain without DEBUG. A domain under debug has no secrets.",
);
on(
  Check.TdAttributes,
  "td-attributes",
  Topic.Policy,
  Claim.Configuration,
  "The domain's attributes have no reserved bit, and migration only when the policy takes it.",
  "Intel TDX module specification, ATTRIBUTES",
  "Launch the domain with other attributes.",
);
on(
  Check.TdSeptVe,
  "td-sept-ve-disable",
  Topic.Policy,
  Claim.RuntimeOpaque,
  "The host can't inject exceptions by taking pages away.",
  "Intel TDX module specification, ATTRIBUTES.SEPT_VE_DISABLE",
  "Launch the domain with SEPT_VE_DISABLE.",
);
on(
  Check.TdXfam,
  "td-xfam",
  Topic.Policy,
  Claim.Configuration,
  "The extended features of the domain are such as the architecture allows.",
  "Intel TDX module specification, XFAM",
  "Refuse it: no module makes such a domain.",
);
on(
  Check.TdServiceTd,
  "td-service-domain",
  Topic.Policy,
  Claim.RuntimeOpaque,
  "No service domain is bound, or one that the policy names.",
  "Intel TDX module specification, SERVTD_HASH",
  "Name the service domain in the policy, or launch without one.",
);
on(
  Check.TdMrTd,
  "td-mrtd",
  Topic.Measurements,
  Claim.Executables,
  "The domain was launched from an image that the policy names.",
  "Intel TDX module specification, MRTD",
  "Compare it with what your build gives; then add it to the policy, or refuse it.",
);
on(
  Check.TdRtmr0,
  "td-rtmr0",
  Topic.Measurements,
  Claim.Executables,
  "Run-time measurement register 0 is one that the policy names.",
  "Intel TDX module specification, RTMR",
  "Replay the event log to see which event differs.",
);
on(
  Check.TdRtmr1,
  "td-rtmr1",
  Topic.Measurements,
  Claim.Executables,
  "Run-time measurement register 1 is one that the policy names.",
  "Intel TDX module specification, RTMR",
  "Replay the event log to see which event differs.",
);
on(
  Check.TdRtmr2,
  "td-rtmr2",
  Topic.Measurements,
  Claim.Executables,
  "Run-time measurement register 2 is one that the policy names.",
  "Intel TDX module specification, RTMR",
  "Replay the event log to see which event differs.",
);
on(
  Check.TdRtmr3,
  "td-rtmr3",
  Topic.Measurements,
  Claim.Executables,
  "Run-time measurement register 3 is one that the policy names.",
  "Intel TDX module specification, RTMR",
  "Replay the event log to see which event differs.",
);
on(
  Check.TdMrSeam,
  "td-mrseam",
  Topic.Measurements,
  Claim.Hardware,
  "The TDX module is one that the policy names.",
  "Intel TDX module specification, MRSEAM",
  "Compare it with what your build gives; then add it to the policy, or refuse it.",
);
on(
  Check.TdMrConfigId,
  "td-mrconfigid",
  Topic.Measurements,
  Claim.Configuration,
  "The domain's configuration is one that the policy names.",
  "Intel TDX module specification, MRCONFIGID",
  "Compare it with what the domain was launched with.",
);
on(
  Check.TdMrOwner,
  "td-mrowner",
  Topic.Measurements,
  Claim.Configuration,
  "The domain's owner is one that the policy names.",
  "Intel TDX module specification, MROWNER",
  "Compare it with what the domain was launched with.",
);
on(
  Check.TdMrOwnerConfig,
  "td-mrownerconfig",
  Topic.Measurements,
  Claim.Configuration,
  "The owner's configuration is one that the policy names.",
  "Intel TDX module specification, MROWNERCONFIG",
  "Compare it with what the domain was launched with.",
);
on(
  Check.SgxDebug,
  "sgx-debug",
  Topic.Policy,
  Claim.RuntimeOpaque,
  "The host may not read or write the enclave's memory.",
  "Intel SDM volume 3D, ATTRIBUTES.DEBUG",
  "Build and launch the enclave without debug. An enclave under debug has no secrets.",
);
on(
  Check.SgxMrEnclave,
  "sgx-mrenclave",
  Topic.Measurements,
  Claim.Executables,
  "The enclave is one that the policy names.",
  "Intel SDM volume 3D, MRENCLAVE",
  "Compare it with what your build gives; then add it to the policy, or refuse it.",
);
on(
  Check.SgxMrSigner,
  "sgx-mrsigner",
  Topic.Measurements,
  Claim.Executables,
  "The enclave's signer is one that the policy names.",
  "Intel SDM volume 3D, MRSIGNER",
  "Compare it with what your build gives; then add it to the policy, or refuse it.",
);
on(
  Check.SgxProductId,
  "sgx-product-id",
  Topic.Measurements,
  Claim.Executables,
  "The enclave's product id is one that the policy names.",
  "Intel SDM volume 3D, ISVPRODID",
  "Compare it with how the enclave was signed.",
);
on(
  Check.SgxSecurityVersion,
  "sgx-security-version",
  Topic.Measurements,
  Claim.Executables,
  "The enclave's security version is at least what the policy wants.",
  "Intel SDM volume 3D, ISVSVN",
  "Run a newer enclave.",
);
