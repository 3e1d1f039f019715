import { App, Stack, aws_cognito as cognito } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

import { METRIC } from '../../../lambda/metrics';
import { LiveConnections, LiveSubscriptions, SignOutDashboard, TokenRevocation } from '../../../lib';
import { resourcesOf, stackWith } from '../../support/synth';
import { UNWATCHED } from '../../support/unwatched';

const TABLE = { Ref: 'TokenRevocationRevocationTableD7D3C001' };
const { namespace, ...METRICS } = METRIC;

/** A widget, as CloudWatch takes it. */
interface Widget {
  readonly type: string;
  readonly properties: { readonly title?: string; readonly metrics?: unknown[]; readonly alarms?: string[] };
}

/** The dashboard of a template: what only the deployment knows is written `<logical id>`. */
function dashboardOf(template: Template): Widget[] {
  const [dashboard] = resourcesOf(template, 'AWS::CloudWatch::Dashboard');
  const body = dashboard?.Properties['DashboardBody'] as { 'Fn::Join': [string, unknown[]] };
  const known = body['Fn::Join'][1].map((part) => {
    if (typeof part === 'string') return part;
    const { Ref, ['Fn::GetAtt']: attribute } = part as { Ref?: string; 'Fn::GetAtt'?: string[] };
    return `<${Ref ?? attribute?.[0] ?? '?'}>`;
  });
  return (JSON.parse(known.join('')) as { widgets: Widget[] }).widgets;
}

function widget(widgets: readonly Widget[], title: string): string {
  return JSON.stringify(widgets.find(({ properties }) => properties.title === title)?.properties);
}

describe('the dashboard', () => {
  const stack = stackWith({ alarmEmail: 'ops@example.com' });
  let template: Template;
  let widgets: Widget[];

  beforeAll(() => {
    template = Template.fromStack(stack);
    widgets = dashboardOf(template);
  });

  it('shows every metric there is, of this deployment', () => {
    const body = JSON.stringify(widgets);

    for (const name of Object.values(METRICS)) expect(body).toMatch(new RegExp(`"${name}"|\\\\"${name}\\\\"`));
    expect(widget(widgets, 'Rejections by reason')).toContain(
      `SEARCH('{${namespace},Deployment,Reason} MetricName=\\"Rejections\\" Deployment=\\"<${TABLE.Ref}>\\"', 'Sum', 300)`,
    );
  });

  it('shows how many more connections are open than when its window begins', () => {
    const shown = widget(widgets, 'Open WebSocket connections, more than when this window begins');

    expect(shown).toContain('RUNNING_SUM(FILL(opened, 0) - FILL(closed, 0))');
    expect(shown).toContain('"ConnectionsOpened"');
    expect(shown).toContain('"ConnectionsClosed"');
  });

  it('shows every function, those too that are made for an API later, and every dead-letter queue', () => {
    const functions = Object.values(template.findResources('AWS::Lambda::Function')).filter(
      ({ Properties }) => 'Environment' in (Properties as object),
    );
    const lines = (title: string) => widgets.find(({ properties }) => properties.title === title)?.properties.metrics;

    expect(lines('Throttles')).toHaveLength(functions.length);
    // Of the stream's reader, of three who follow the table, of two queues of connections and subscriptions, of events that come in.
    expect(lines('Dead letters')).toHaveLength(7);
    expect(widget(widgets, 'Oldest revocation that is not followed yet')).toContain('IteratorAge');
  });

  it('shows the state of every alarm', () => {
    const shown = widgets.find(({ type }) => type === 'alarm')?.properties.alarms;

    expect(shown).toHaveLength(resourcesOf(template, 'AWS::CloudWatch::Alarm').length);
  });

  it('names the runbook, and says so where nobody is told of anything', () => {
    const textOf = (shown: readonly Widget[]) => JSON.stringify(shown.find(({ type }) => type === 'text'));

    expect(textOf(widgets)).toContain('docs/runbook.md');
    expect(textOf(widgets)).not.toContain('No alarms');
    expect(textOf(dashboardOf(Template.fromStack(stackWith({}))))).toContain('**No alarms but those of dead letters**');
  });

  it('shows a follower that nobody calls: what waits for it, and that its function is not invoked', () => {
    const waiting = widget(widgets, 'Revocations that wait to be followed');
    expect(waiting.match(/ApproximateNumberOfMessagesVisible/g)).toHaveLength(3);
    expect(widget(widgets, 'Invocations (left) and errors (right)')).toContain('"Invocations"');
    expect(widget(widgets, 'Invocations (left) and errors (right)')).toContain('"Errors"');
  });

  it('does not overlap itself', () => {
    const places = widgets.map((each) => each as unknown as Record<'x' | 'y' | 'width' | 'height', number>);
    const cells = places.flatMap(({ x, y, width, height }) =>
      Array.from(
        { length: width * height },
        (_, index) => `${String(x + (index % width))},${String(y + Math.floor(index / width))}`,
      ),
    );

    expect(new Set(cells).size).toBe(cells.length);
    expect(Math.max(...places.map(({ x, width }) => x + width))).toBe(24);
  });

  it('comes with queries over the logs of all functions, in a folder of the deployment', () => {
    const queries = resourcesOf(template, 'AWS::Logs::QueryDefinition');
    const logGroups = resourcesOf(template, 'AWS::Logs::LogGroup').length;

    expect(queries.map(({ Properties }) => Properties['Name'])).toContainEqual({
      'Fn::Join': ['', ['cognito-sign-out/', TABLE, '/Faults by code']],
    });
    expect(queries).toHaveLength(5);
    for (const { Properties } of queries) {
      expect(Properties['LogGroupNames']).toHaveLength(logGroups);
      expect(logGroups).toBeLessThanOrEqual(50);
    }
  });
});

describe('a dashboard elsewhere', () => {
  function app() {
    const scope = new App();
    const stack = new Stack(scope, 'Revocation');
    const userPool = new cognito.UserPool(stack, 'Pool');
    const userPoolClients = [userPool.addClient('Web')];
    const tokenRevocation = new TokenRevocation(stack, 'Revocation', {
      monitoring: UNWATCHED,
      userPool,
      userPoolClients,
    });
    return { scope, stack, tokenRevocation };
  }

  it('shows what is in its own stack, for another may need this one', () => {
    const { scope, stack, tokenRevocation } = app();
    const other = new Stack(scope, 'Other');
    new LiveConnections(other, 'Connections', tokenRevocation);
    new SignOutDashboard(stack, 'Dashboard', { tokenRevocation });

    expect(() => Template.fromStack(stack)).not.toThrow();
    expect(JSON.stringify(dashboardOf(Template.fromStack(stack)))).not.toContain('Dead letters');
  });

  it('shows those of every stack in a stack of its own, under the name that it is given', () => {
    const { scope, tokenRevocation } = app();
    const other = new Stack(scope, 'Other');
    const liveConnections = new LiveConnections(other, 'Connections', tokenRevocation);
    const own = new Stack(scope, 'Own');
    new SignOutDashboard(own, 'Dashboard', { tokenRevocation, liveConnections, dashboardName: 'sign-outs' });
    const template = Template.fromStack(own);

    template.hasResourceProperties('AWS::CloudWatch::Dashboard', { DashboardName: 'sign-outs' });
    const dashboard = JSON.stringify(template.toJSON());
    // Five queues of dead letters, and what waits for the two who follow.
    expect(dashboard.match(/ApproximateNumberOfMessagesVisible/g)).toHaveLength(7);
  });

  it('says so if there are more log groups than a query takes', () => {
    const { stack, tokenRevocation } = app();
    const { revocationTable } = tokenRevocation;
    for (let index = 0; index < 20; index++) {
      new LiveSubscriptions(stack, `Subscriptions${String(index)}`, { revocationTable });
    }
    new SignOutDashboard(stack, 'Dashboard', { tokenRevocation });
    for (const each of stack.node.findAll()) each.node.validate();

    expect(stack.node.findAll().flatMap(({ node }) => node.metadata)).toContainEqual(
      expect.objectContaining({ data: expect.stringContaining('50 of the 5') as string }),
    );
  });
});
