/**
 * The guest devices of Linux, for kernels and programs without configfs-tsm: commands, structures, and what their errors mean.
 * Source: Linux include/uapi/linux/sev-guest.h and tdx-guest.h, drivers/virt/coco/; AMD 56860, MSG_REPORT_REQ, MSG_REPORT_RSP,
 * MSG_KEY_REQ, MSG_KEY_RSP and status codes; GHCB specification (AMD 56421) section 4.1.7, SNP Guest Request.
 */
import { Code } from "../fault";
import { layout, list } from "../layout";
import { Errno } from "./errno";

/** Value = number of the ioctl, text = device. */
export const commands = list("ioctl", "Commands of the guest devices by number; text = device.");
commands.entry(0xc0205300, "SNP_GET_REPORT", "An SNP report.", "/dev/sev-guest");
commands.entry(0xc0205301, "SNP_GET_DERIVED_KEY", "A key that the firmware derives for this guest.", "/dev/sev-guest");
commands.entry(0xc0205302, "SNP_GET_EXT_REPORT", "An SNP report, and the host's certificate table.", "/dev/sev-guest");
commands.entry(0xc4405401, "TDX_CMD_GET_REPORT0", "A TDREPORT.", "/dev/tdx_guest");

export const guestRequest = layout("snpGuestRequest", 32, "Linux sev-guest.h, struct snp_guest_request_ioctl");
guestRequest.uint(0, 1, "msgVersion", "Version of the message; not 0.");
guestRequest.zero(1, 7);
guestRequest.uint(8, 8, "reqData", "Address of the request.");
guestRequest.uint(16, 8, "respData", "Address of the response.");
guestRequest.uint(24, 4, "fwError", "What the firmware said; 0xff and all ones when it was not asked.");
guestRequest.uint(28, 4, "vmmError", "What the host said.");

export const reportRequest = layout("snpReportRequest", 96, "Linux sev-guest.h, struct snp_report_req; AMD 56860, MSG_REPORT_REQ");
reportRequest.bytes(0, 64, "userData", "What the report shall carry.");
reportRequest.uint(64, 4, "vmpl", "Privilege level to attest.");
reportRequest.zero(68, 28);

export const extReportRequest = layout("snpExtReportRequest", 112, "Linux sev-guest.h, struct snp_ext_report_req");
extReportRequest.bytes(0, 96, "data", "An snpReportRequest.");
extReportRequest.uint(96, 8, "certsAddress", "Address of the room for the certificate table.");
extReportRequest.uint(104, 4, "certsLength", "Bytes of that room, whole pages; the driver writes how many the host wants.");
extReportRequest.zero(108, 4);

export const reportResponse = layout("snpReportResponse", 4000, "Linux sev-guest.h, struct snp_report_resp; AMD 56860, MSG_REPORT_RSP");
reportResponse.uint(0, 4, "status", "What the firmware said.");
reportResponse.uint(4, 4, "reportSize", "Bytes of the report.");
reportResponse.zero(8, 24);
reportResponse.bytes(32, 3968, "report", "The report, and zeros behind it.");

export const derivedKeyRequest = layout("snpDerivedKeyRequest", 32, "Linux sev-guest.h, struct snp_derived_key_req; AMD 56860, MSG_KEY_REQ");
derivedKeyRequest.uint(0, 4, "rootKeySelect", "What the key is derived from.").value(0, "vcek", "The chip's endorsement key, or the VLEK.").value(1, "vmrk", "The key of the guest's migration agent.");
derivedKeyRequest.zero(4, 4);
derivedKeyRequest
  .uint(8, 8, "guestFieldSelect", "What is mixed into the key.")
  .bit(0, "policy", "The guest's policy.")
  .bit(1, "imageId", "The image id.")
  .bit(2, "familyId", "The family id.")
  .bit(3, "measurement", "The launch measurement.")
  .bit(4, "guestSvn", "The security version of the guest, as given here.")
  .bit(5, "tcbVersion", "The TCB version, as given here.");
derivedKeyRequest.uint(16, 4, "vmpl", "Privilege level that the key is for.");
derivedKeyRequest.uint(20, 4, "guestSvn", "Security version of the guest, at most its own.");
derivedKeyRequest.uint(24, 8, "tcbVersion", "TCB version, at most the committed one.");

export const derivedKeyResponse = layout("snpDerivedKeyResponse", 64, "Linux sev-guest.h, struct snp_derived_key_resp; AMD 56860, MSG_KEY_RSP");
derivedKeyResponse.uint(0, 4, "status", "What the firmware said.");
derivedKeyResponse.zero(4, 28);
derivedKeyResponse.bytes(32, 32, "key", "The key.");

export const tdxReportRequest = layout("tdxReportRequest", 1088, "Linux tdx-guest.h, struct tdx_report_req");
tdxReportRequest.bytes(0, 64, "reportData", "What the TDREPORT shall carry.");
tdxReportRequest.bytes(64, 1024, "tdReport", "The TDREPORT.");

/** Entry name = AMD's name, note = remedy, text = sentence, extra = fault. */
export const firmwareStatus = list("snpFirmwareStatus", "Status codes of AMD's firmware; note = remedy, text = sentence, extra = fault.");
const UPDATE = "Have the host's firmware updated.";
const PAGES = "The host set up the guest's memory wrong; see its kernel's log.";
const HARDWARE = "Move to another machine; this one's security processor failed.";
firmwareStatus.entry(1, "INVALID_PLATFORM_STATE", "The host has to start SNP again.", "the platform is not in a state for this", Code.Firmware);
firmwareStatus.entry(2, "INVALID_GUEST_STATE", "The host has to launch the guest anew.", "the guest is not in a state for this", Code.Firmware);
firmwareStatus.entry(4, "INVALID_LENGTH", UPDATE, "a message has a length that the firmware does not take", Code.Firmware);
firmwareStatus.entry(7, "POLICY_FAILURE", "Ask for less, or launch the guest under another policy.", "the guest's policy does not allow it", Code.Refused);
firmwareStatus.entry(8, "INACTIVE", "The host has to launch the guest anew.", "the firmware does not run this guest", Code.Firmware);
firmwareStatus.entry(9, "INVALID_ADDRESS", PAGES, "an address is not valid", Code.Firmware);
firmwareStatus.entry(17, "INVALID_COMMAND", UPDATE, "the firmware does not know the command", Code.Firmware);
firmwareStatus.entry(19, "HWERROR_PLATFORM", HARDWARE, "the hardware failed, and its data are safe", Code.Device);
firmwareStatus.entry(20, "HWERROR_UNSAFE", HARDWARE, "the hardware failed, and nothing on it is safe", Code.Device);
firmwareStatus.entry(21, "UNSUPPORTED", UPDATE, "the firmware does not have the feature", Code.Firmware);
firmwareStatus.entry(22, "INVALID_PARAM", "Leave the privilege level out: one below the guest's own is refused.", "a parameter is not valid", Code.Refused);
firmwareStatus.entry(23, "RESOURCE_LIMIT", "Ask again later.", "the firmware is out of resources", Code.Busy);
firmwareStatus.entry(24, "SECURE_DATA_INVALID", "The host's firmware needs to be set up again.", "the firmware's own data are damaged", Code.Firmware);
firmwareStatus.entry(25, "INVALID_PAGE_SIZE", PAGES, "a page has the wrong size", Code.Firmware);
firmwareStatus.entry(26, "INVALID_PAGE_STATE", PAGES, "a page is in the wrong state", Code.Firmware);
firmwareStatus.entry(27, "INVALID_MDATA_ENTRY", PAGES, "the metadata of a page are not valid", Code.Firmware);
firmwareStatus.entry(28, "INVALID_PAGE_OWNER", PAGES, "a page belongs to somebody else", Code.Firmware);
firmwareStatus.entry(29, "AEAD_OFLOW", "Restart the guest: nothing else starts the counter again.", "the counter of messages is used up", Code.KeysWiped);
firmwareStatus.entry(39, "INVALID_KEY", "Have the host load a VLEK, or use its chip's key.", "the key that was asked for is not there", Code.Refused);

/** What the host says of a guest request. */
export const enum Vmm {
  InvalidLength = 1,
  Busy = 2,
}

export const vmmErrors = list("snpVmmError", "What the host says of a guest request; note = remedy, text = sentence, extra = fault.");
vmmErrors.entry(Vmm.InvalidLength, "INVALID_LEN", "Ask without certificates, and fetch them from AMD.", "the host's certificates need more room than the driver gives", Code.HostRefused);
vmmErrors.entry(Vmm.Busy, "BUSY", "Ask again later, and less often: every guest of the machine shares the firmware.", "the host throttles this guest", Code.Busy);

const LOG = "See the kernel's log.";
const RESTART = "Restart the guest: nothing else brings them back.";
const RELOAD = "Ask again when its module is back.";

/** Value = error number, note = remedy, text = sentence, extra = fault. EIO is for when neither firmware nor host said why. */
export const sevGuestErrors = list("sevGuestError", "What the errors of /dev/sev-guest mean; note = remedy, text = sentence, extra = fault.");
sevGuestErrors.entry(Errno.EINTR, "EINTR", "Ask again.", "a signal interrupted the request", Code.Busy);
sevGuestErrors.entry(Errno.EIO, "EIO", "Restart the guest if it stays so.", "the request failed on its way: the counter of messages is used up, or a message was damaged", Code.Device);
sevGuestErrors.entry(Errno.ENXIO, "ENXIO", RELOAD, "the driver went away", Code.ProviderGone);
sevGuestErrors.entry(Errno.EAGAIN, "EAGAIN", "Ask again later.", "the host throttles this guest", Code.Busy);
sevGuestErrors.entry(Errno.ENOMEM, "ENOMEM", LOG, "the kernel is out of memory", Code.Device);
sevGuestErrors.entry(Errno.EFAULT, "EFAULT", "Report it: this is a bug of tsmkit or of the runtime's foreign calls.", "the driver can't reach the memory handed in", Code.Device);
sevGuestErrors.entry(Errno.EBUSY, "EBUSY", "Ask again later.", "another request is in flight", Code.Busy);
sevGuestErrors.entry(Errno.ENODEV, "ENODEV", RELOAD, "the driver went away", Code.ProviderGone);
sevGuestErrors.entry(Errno.EINVAL, "EINVAL", "Ask without certificates if they are more than 16 KiB.", "the driver takes no such request", Code.Refused);
sevGuestErrors.entry(Errno.ENOTTY, "ENOTTY", RESTART, "the driver has wiped its keys to the firmware (VMPCK) after an earlier failure, or never had any", Code.KeysWiped);
sevGuestErrors.entry(Errno.EBADMSG, "EBADMSG", RESTART, "the answer is not the firmware's, and the driver wipes its keys (VMPCK) after that", Code.KeysWiped);
sevGuestErrors.entry(Errno.ETIMEDOUT, "ETIMEDOUT", "Ask again later, and less often.", "the host throttled this guest for a minute", Code.TimedOut);

export const tdxGuestErrors = list("tdxGuestError", "What the errors of /dev/tdx_guest mean; note = remedy, text = sentence, extra = fault.");
tdxGuestErrors.entry(Errno.EINTR, "EINTR", "Ask again.", "a signal interrupted the request", Code.Busy);
tdxGuestErrors.entry(Errno.EIO, "EIO", LOG, "the TDX module refused TDG.MR.REPORT", Code.Device);
tdxGuestErrors.entry(Errno.ENXIO, "ENXIO", RELOAD, "the driver went away", Code.ProviderGone);
tdxGuestErrors.entry(Errno.ENOMEM, "ENOMEM", LOG, "the kernel is out of memory", Code.Device);
tdxGuestErrors.entry(Errno.EFAULT, "EFAULT", "Report it: this is a bug of tsmkit or of the runtime's foreign calls.", "the driver can't reach the memory handed in", Code.Device);
tdxGuestErrors.entry(Errno.EBUSY, "EBUSY", "Ask again later.", "another request is in flight", Code.Busy);
tdxGuestErrors.entry(Errno.ENODEV, "ENODEV", RELOAD, "the driver went away", Code.ProviderGone);
tdxGuestErrors.entry(Errno.EINVAL, "EINVAL", "Update the kernel.", "the driver takes no such request", Code.Refused);
tdxGuestErrors.entry(Errno.ENOTTY, "ENOTTY", "Use the driver of Linux 6.2 or later.", "the driver does not know the command", Code.Refused);
