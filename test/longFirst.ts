/** The order of test files: those that start many processes or try much first, so that the last ones are short. */
import { BaseSequencer, type TestSpecification } from "vitest/node";

const LONG = /\/test\/(?:wasi|component|conformance|cli|mount|crypto)\//;

export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => LONG.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
