/**
 * Definitions of Power Automate flows as `clientdata` holds them: a workflow of Logic Apps in an envelope with the
 * connections that it uses.
 */
type Json = Readonly<Record<string, unknown>>;

const DATAVERSE = 'shared_commondataserviceforapps';
const OUTLOOK = 'shared_office365';

function call(connection: string, operationId: string, parameters: Json, runAfter: Json = {}): Json {
  return {
    runAfter,
    type: 'OpenApiConnection',
    inputs: {
      host: {
        connectionName: connection,
        operationId,
        apiId: `/providers/Microsoft.PowerApps/apis/${connection}`,
      },
      parameters,
      authentication: "@parameters('$authentication')",
    },
  };
}

function onRows(table: string, message: number, columns: string, filter?: string): Json {
  return {
    [`When_a_row_of_${table}_changes`]: {
      type: 'OpenApiConnectionWebhook',
      inputs: {
        host: {
          connectionName: DATAVERSE,
          operationId: 'SubscribeWebhookTrigger',
          apiId: `/providers/Microsoft.PowerApps/apis/${DATAVERSE}`,
        },
        parameters: {
          'subscriptionRequest/message': message,
          'subscriptionRequest/entityname': table,
          'subscriptionRequest/scope': 4,
          ...(columns === '' ? {} : { 'subscriptionRequest/filteringattributes': columns }),
          ...(filter === undefined ? {} : { 'subscriptionRequest/filterexpression': filter }),
        },
        authentication: "@parameters('$authentication')",
      },
    },
  };
}

function clientdata(triggers: Json, actions: Json): string {
  return JSON.stringify({
    properties: {
      connectionReferences: {
        [DATAVERSE]: { runtimeSource: 'embedded', connection: {}, api: { name: DATAVERSE } },
        [OUTLOOK]: { runtimeSource: 'embedded', connection: {}, api: { name: OUTLOOK } },
      },
      definition: {
        $schema:
          'https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#',
        contentVersion: '1.0.0.0',
        parameters: {
          $connections: { defaultValue: {}, type: 'Object' },
          $authentication: { defaultValue: {}, type: 'SecureObject' },
        },
        triggers,
        actions,
      },
    },
    schemaVersion: '1.0.0.0',
  });
}

const after = (name: string, ...states: readonly string[]): Json => ({
  [name]: states.length === 0 ? ['Succeeded'] : states,
});

/** The flows of the clinics: their names and definitions. */
export const flows: readonly {
  readonly name: string;
  readonly primaryentity: string;
  readonly clientdata: string;
}[] = [
  {
    name: 'Opportunity won: tell the clinic',
    primaryentity: 'opportunity',
    clientdata: clientdata(onRows('opportunity', 3, 'statecode', 'statecode eq 1'), {
      Send_an_email: call(
        OUTLOOK,
        'SendEmailV2',
        {
          'emailMessage/To': 'clinics@function365.example',
          'emailMessage/Subject': "Won: @{triggerOutputs()?['body/name']}",
          'emailMessage/Body': "<p>@{triggerOutputs()?['body/name']} was won.</p>",
        },
        after('Get_the_account'),
      ),
      Get_the_account: call(DATAVERSE, 'GetItem', {
        entityName: 'accounts',
        recordId: "@triggerOutputs()?['body/_parentaccountid_value']",
        $select: 'name,telephone1',
      }),
      Create_a_follow_up: call(
        DATAVERSE,
        'CreateRecord',
        {
          entityName: 'tasks',
          'item/subject': "Welcome call for @{outputs('Get_the_account')?['body/name']}",
          'item/regardingobjectid_opportunity@odata.bind':
            "opportunities(@{triggerOutputs()?['body/opportunityid']})",
          'item/scheduledend': '@addDays(utcNow(), 2)',
        },
        after('Send_an_email'),
      ),
    }),
  },
  {
    name: 'Nightly: consent that is missing',
    primaryentity: 'none',
    clientdata: clientdata(
      {
        Recurrence: {
          type: 'Recurrence',
          recurrence: {
            frequency: 'Day',
            interval: 1,
            startTime: '2021-05-01T02:00:00Z',
            timeZone: 'GMT Standard Time',
          },
        },
      },
      {
        List_contacts: call(DATAVERSE, 'ListRecords', {
          entityName: 'contacts',
          $select: 'contactid,fullname',
          $filter: 'new_nhsnumber ne null and new_consentgivenon eq null',
        }),
        Apply_to_each: {
          runAfter: after('List_contacts'),
          type: 'Foreach',
          foreach: "@outputs('List_contacts')?['body/value']",
          actions: {
            Stop_mailing: call(DATAVERSE, 'UpdateOnlyRecord', {
              entityName: 'contacts',
              recordId: "@items('Apply_to_each')?['contactid']",
              'item/donotbulkemail': true,
              'item/marketingonly': false,
            }),
          },
        },
      },
    ),
  },
  {
    name: 'Large contract: approval',
    primaryentity: 'opportunity',
    clientdata: clientdata(onRows('opportunity', 4, 'estimatedvalue,closeprobability'), {
      Is_it_large: {
        runAfter: {},
        type: 'If',
        expression: {
          and: [
            { greaterOrEquals: ["@triggerOutputs()?['body/estimatedvalue']", 50000] },
            { not: { equals: ["@triggerOutputs()?['body/statecode']", 2] } },
          ],
        },
        actions: {
          Ask: {
            runAfter: {},
            type: 'OpenApiConnectionWebhook',
            inputs: {
              host: {
                connectionName: 'shared_approvals',
                operationId: 'StartAndWaitForAnApproval',
                apiId: '/providers/Microsoft.PowerApps/apis/shared_approvals',
              },
              parameters: {
                approvalType: 'Basic',
                'WebhookApprovalCreationInput/title': "Contract @{triggerOutputs()?['body/name']}",
              },
            },
          },
        },
        else: { actions: { Done: { runAfter: {}, type: 'Terminate', inputs: { runStatus: 'Cancelled' } } } },
      },
    }),
  },
  {
    name: 'Clinic button: hand over a lead',
    primaryentity: 'lead',
    clientdata: clientdata(
      {
        manual: {
          type: 'Request',
          kind: 'Button',
          inputs: { schema: { type: 'object', properties: {}, required: [] } },
        },
      },
      {
        By_region: {
          runAfter: {},
          type: 'Switch',
          expression: "@triggerBody()?['text']",
          cases: {
            North: {
              case: 'North',
              actions: {
                Tell_the_north: {
                  runAfter: {},
                  type: 'Http',
                  inputs: { method: 'POST', uri: 'https://hooks.function365.example/north' },
                },
              },
            },
          },
          default: {
            actions: {
              Wait_a_little: {
                runAfter: {},
                type: 'Wait',
                inputs: { interval: { count: 5, unit: 'Minute' } },
              },
            },
          },
        },
        Read_the_fax: {
          runAfter: after('By_region', 'Failed'),
          type: 'JavaScriptCode',
          inputs: { code: 'return 1;' },
        },
      },
    ),
  },
];
