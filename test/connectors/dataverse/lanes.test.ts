import { describe, expect, it } from 'vitest';
import { Lanes } from '../../../src/connectors/dataverse/lanes.ts';

const answers = (lanes: Lanes, count: number): void => {
  for (let at = 0; at < count; at += 1) lanes.answered();
};

describe('requests at once', () => {
  it('are four to begin with, and as many as the server recommends', () => {
    const lanes = new Lanes(undefined);
    expect(lanes.width).toBe(4);
    lanes.recommended('12');
    expect(lanes.width).toBe(12);
    lanes.recommended('3');
    expect(lanes.width).toBe(3);
  });

  it.each([
    [8, null, 8],
    [8, '20', 8],
    [8, '5', 5],
    [90, null, 52],
    [undefined, '90', 52],
    [undefined, 'many', 4],
    [undefined, '0', 4],
  ])('with %s configured and %s recommended are %s', (configured, hint, width) => {
    const lanes = new Lanes(configured);
    lanes.recommended(hint);
    expect(lanes.width).toBe(width);
  });

  it('are half as many after a refusal, and grow one by one again', () => {
    const lanes = new Lanes(8);
    lanes.refused(0);
    expect(lanes.width).toBe(4);
    lanes.recommended('8');
    expect(lanes.width).toBe(4);
    answers(lanes, 19);
    expect(lanes.width).toBe(4);
    answers(lanes, 1);
    expect(lanes.width).toBe(5);
    answers(lanes, 1000);
    expect(lanes.width).toBe(8);
  });

  it('are halved once for what was under way together', async () => {
    const lanes = new Lanes(8);
    const begun: number[] = [];
    await Promise.all(Array.from({ length: 8 }, () => lanes.run(async (refusals) => begun.push(refusals))));
    for (const refusals of begun) lanes.refused(refusals);
    expect(lanes.width).toBe(4);
    await lanes.run(async (refusals) => lanes.refused(refusals));
    await lanes.run(async (refusals) => lanes.refused(refusals));
    await lanes.run(async (refusals) => lanes.refused(refusals));
    expect(lanes.width).toBe(1);
  });
});
