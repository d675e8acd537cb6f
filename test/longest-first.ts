import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Whole migrations take longest, however short their files: begun first, none is left over at the end. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const long = ({ moduleId }: TestSpecification): boolean => moduleId.includes('/test/e2e/');
    return [...sorted.filter(long), ...sorted.filter((file) => !long(file))];
  }
}
