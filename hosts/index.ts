export { FileError, type ReportFiles } from "./files.ts";
