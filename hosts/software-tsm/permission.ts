/** Who may do what, by the permission bits of a file whose owner and group are root. */
import { fileError } from "../errno.ts";

/** Who asks: root, who owns every file and whom no permission bit stops, or somebody else. */
export type User = "root" | "other";

/** Rights by their bits for users other than the owner and the group, which are those of a mask of access(2), too. */
export const Right = { Read: 0o4, Write: 0o2, Search: 0o1 } as const;

/** Fails with EACCES unless a user has a right. Root has every right. */
export function permit(mode: number, right: number, user: User): void {
  if (user !== "root" && (mode & right) !== right) throw fileError("EACCES");
}

/** access(2) with a mask of rights: as {@link permit}, but that root may search what somebody may. */
export function checkAccess(mode: number, mask: number, user: User): void {
  permit(mode, mask, user);
  if (user === "root" && mask === Right.Search && (mode & 0o111) === 0) throw fileError("EACCES");
}
