import { describe, expect, it } from 'vitest';
import {
  pluginStepDoes,
  pluginStepKind,
  pluginStepTouches,
  pluginStepTrigger,
} from '../../../../src/connectors/dataverse/process/plugin-step.ts';

const step = {
  name: 'Clinic.Check: Update of contact',
  sdkmessageid: 'Update',
  sdkmessagefilterid: 'contact',
  eventhandler: 'Clinic.Check',
  stage: 20,
  mode: 0,
  statecode: 0,
  filteringattributes: 'new_nhsnumber, lastname',
  configuration: null,
};

describe('a plug-in step', () => {
  it('is told with its message, table, columns and stage', () => {
    expect(pluginStepTrigger(step)).toBe(
      'When Update of contact runs and new_nhsnumber or lastname is given, before it is saved, in the same transaction.',
    );
    expect(pluginStepTouches(step)).toBe('reads contact.lastname, contact.new_nhsnumber');
    expect(pluginStepKind({ ...step, mode: 1, statecode: 1 })).toBe(
      'Plug-in step, in the background, switched off',
    );
    expect(pluginStepDoes({ ...step, configuration: '<a/>' })).toBe(
      'Runs the code Clinic.Check, with a configuration of its own. What that does stands in its assembly: ask those who wrote it.',
    );
  });

  it('says what it has from the name only, and what it does not know', () => {
    const bare = {
      ...step,
      sdkmessageid: null,
      sdkmessagefilterid: null,
      filteringattributes: null,
      stage: 55,
    };
    expect(pluginStepTrigger(bare)).toBe(
      'When Update of contact runs, at the stage 55 of the platform. (Message and table by the name of the step.)',
    );
    expect(pluginStepTrigger({ ...bare, name: 'Nightly' })).toBe(
      'When a message that cannot be read runs, at the stage 55 of the platform.',
    );
    expect(pluginStepTouches({ ...bare, name: 'Nightly' })).toBeNull();
    expect(pluginStepDoes({})).toMatch(/^Runs code whose class cannot be read\./);
  });

  it('for every table is of none', () => {
    expect(pluginStepTrigger({ ...step, sdkmessagefilterid: 'none', filteringattributes: '' })).toMatch(
      /^When Update runs,/,
    );
  });
});
