/**
 * Measurement registers by names that fit every vendor, with the kernel's and the formats' names for them.
 * Source: Linux Documentation/ABI/testing/sysfs-devices-virtual-misc-tdx_guest, drivers/virt/coco/guest/tsm-mr.c.
 */
import { list } from "../layout";
import { Text } from "../text";

export const registers = list("measurementRegister", "Measurement registers; text = the kernel's name, more = fields of evidence.");

function register(value: u32, name: Text, kernel: Text, fields: Text, note: Text): void {
  registers.entry(value, name, note, kernel).more = fields;
}
register(0, "initial", "mrtd", "mrTd measurement", "What the guest was at launch.");
register(1, "runtime0", "rtmr0", "rtmr0", "What the firmware has measured of its settings.");
register(2, "runtime1", "rtmr1", "rtmr1", "What the firmware has measured of what it started.");
register(3, "runtime2", "rtmr2", "rtmr2", "What the boot loader and the system have measured.");
register(4, "runtime3", "rtmr3", "rtmr3", "What applications have measured.");
register(5, "config", "mrconfigid", "mrConfigId hostData", "Configuration that the host gave at launch.");
register(6, "owner", "mrowner", "mrOwner", "Owner that the host gave at launch.");
register(7, "owner-config", "mrownerconfig", "mrOwnerConfig", "The owner's configuration that the host gave at launch.");
