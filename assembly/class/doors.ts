/** The doors to the class device. A negative result is minus a Linux error number; the fault record says why. */
import * as device from "./device";
import * as report from "./report";
import * as stored from "./stored";

/** Makes the device of a driver with a number other than 0. Returns 0, or minus an error number. */
export function classRegister(driver: u32, floor: u32, extra: u32): i32 {
  return device.register(driver, floor, extra != 0);
}
/** Takes the device of this driver away. Returns 0, or minus an error number. */
export function classUnregister(driver: u32): i32 {
  return device.unregister(driver);
}
/** Writes what a text file shows to the output region. Returns its bytes, or minus an error number. */
export function classShow(attribute: u32): i32 {
  return stored.show(attribute);
}
/** Takes a write to a file. Returns the bytes taken, or minus an error number. */
export function classStore(attribute: u32, offset: u32, length: u32): i32 {
  return stored.store(attribute, offset, length);
}
/** What a new reader gets: 0 the report asked for last, 1 a new one. Or minus an error number. */
export function classRead(): i32 {
  return device.read();
}
/** What a report made now is made from: a classRequest. */
export function classAt(): usize {
  return device.request;
}
/** Takes a report behind its request. Returns the bytes of outblob in the output region, or minus an error number. */
export function classMade(outLength: u32, auxLength: u32): i32 {
  return report.made(outLength, auxLength);
}
/** The report of the request in the input region was not made. */
export function classFailed(): void {
  device.failed();
}
/** Writes the line of outhex_input to the output region. Returns its bytes, or a fault when it is too long. */
export function classLine(length: u32): i32 {
  return report.line(length);
}
