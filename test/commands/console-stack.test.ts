import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { Aws, type AwsConnection } from '../../commands/console/aws/connection';
import { explain } from '../../commands/console/aws/failures';
import { findSite } from '../../commands/console/aws/stack';
import { ConsoleError } from '../../commands/console/console-error';

const SIGNAL = new AbortController().signal;
const failure = (name: string, message = '') => Object.assign(new Error(message), { name, $fault: 'client' });

describe('a stack', () => {
  const OUTPUTS = {
    UserPoolId: 'us-east-1_Pool',
    UserPoolClientId: 'client-1,client-2',
    SignOutApiUrl: 'https://api.example.com',
    RevocationTableName: 'revocations',
  };
  type Resource = readonly [type: string, logicalId: string, physicalId: string];

  /** AWS with these stacks: their resources, each on a part of its own, and the keys of their tables. */
  function awsWith(
    outputs: Readonly<Record<string, string>>,
    resources: Readonly<Record<string, readonly Resource[]>>,
    keys: Readonly<Record<string, readonly string[]>> = {},
  ): AwsConnection {
    const list = ({ StackName = '', NextToken = '0' }: { StackName?: string; NextToken?: string }) => {
      const all = resources[StackName] ?? [];
      const [found] = all.slice(Number(NextToken));
      const summary = found && { ResourceType: found[0], LogicalResourceId: found[1], PhysicalResourceId: found[2] };
      const next = Number(NextToken) + 1;
      return { StackResourceSummaries: summary && [summary], ...(next < all.length && { NextToken: String(next) }) };
    };
    const described = Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
    const cloudFormation = Object.assign(new CloudFormationClient({ region: 'us-east-1' }), {
      send: (command: { readonly input: Record<string, string> }) =>
        Promise.resolve(
          command instanceof DescribeStacksCommand ? { Stacks: [{ Outputs: described }] } : list(command.input),
        ),
    });
    const dynamoDb = {
      send: ({ input }: { readonly input: { readonly TableName: string } }) => {
        const names = keys[input.TableName] ?? [];
        return Promise.resolve({ Table: { KeySchema: names.map((AttributeName) => ({ AttributeName })) } });
      },
    };
    return { region: 'us-east-1', cloudFormation, dynamoDb } as unknown as AwsConnection;
  }

  const find = (aws: AwsConnection, signOutApi?: string) => findSite(aws, { stack: 'Theirs', signOutApi }, SIGNAL);

  it('says by its outputs and its resources what there is to look after, also in those that are nested in it', async () => {
    const aws = awsWith(
      OUTPUTS,
      {
        Theirs: [
          ['AWS::DynamoDB::GlobalTable', 'RevocationTable01234567', 'revocations'],
          ['AWS::Lambda::Function', 'Function', 'function'],
          ['AWS::CloudFormation::Stack', 'Nested', 'arn:nested'],
          ['AWS::SQS::Queue', 'Queue', 'https://sqs/1/queue'],
        ],
        'arn:nested': [
          ['AWS::DynamoDB::Table', 'Orders', 'orders'],
          ['AWS::DynamoDB::GlobalTable', 'LiveTable01234567', 'open'],
          ['AWS::SQS::Queue', 'Inner', 'https://sqs/1/inner'],
        ],
      },
      { orders: ['owner'], open: ['owner', 'connection'] },
    );

    expect(await find(aws)).toEqual({
      stack: 'Theirs',
      region: 'us-east-1',
      userPoolId: 'us-east-1_Pool',
      clientIds: ['client-1', 'client-2'],
      signOutApi: 'https://api.example.com',
      revocationTable: 'revocations',
      connectionTable: 'open',
      connectionTableProblem: undefined,
      queues: ['https://sqs/1/queue', 'https://sqs/1/inner'],
    });
  });

  it('without an output for it has the table that is called so', async () => {
    const { UserPoolId, SignOutApiUrl } = OUTPUTS;
    const outputs = { UserPoolId, SignOutApiUrl };
    const table = (name: string): Resource => ['AWS::DynamoDB::GlobalTable', name, 'theirs'];

    expect(await find(awsWith(outputs, { Theirs: [table('ARevocationTable0A1B2C3D')] }))).toMatchObject({
      revocationTable: 'theirs',
    });
    expect(await find(awsWith(outputs, { Theirs: [table('Orders0A1B2C3D')] }))).toMatchObject({
      revocationTable: undefined,
      connectionTable: undefined,
    });
  });

  it('may be told where the API is', async () => {
    expect(await find(awsWith(OUTPUTS, {}), 'https://other.example.com')).toMatchObject({
      signOutApi: 'https://other.example.com',
    });
  });

  it.each([
    [{ UserPoolId: 'p' }, 'there is no output SignOutApiUrl'],
    [{ SignOutApiUrl: 'https://api.example.com' }, 'there is no output UserPoolId'],
    [{ UserPoolId: 'p', SignOutApiUrl: 'ftp://x' }, 'its output SignOutApiUrl is no https URL'],
    [{}, 'there is no output UserPoolId; there is no output SignOutApiUrl'],
  ])('that does not say it is refused: %j', async (outputs, problem) => {
    await expect(find(awsWith(outputs, {}))).rejects.toMatchObject({
      code: 'incomplete_stack',
      message: expect.stringContaining(problem) as string,
    });
  });

  it.each([
    [failure('ValidationError', 'Stack with id Theirs does not exist'), 'no_such_stack', 'in the Region us-east-1'],
    [failure('AccessDenied'), 'not_permitted', 'cloudformation:DescribeStacks on the stack Theirs'],
    [failure('Throttling'), 'unavailable', 'Throttling'],
  ])('that can not be read is told of: %s', async (error, code, text) => {
    const aws = {
      region: 'us-east-1',
      cloudFormation: { send: () => Promise.reject(error) },
    } as unknown as AwsConnection;

    await expect(find(aws)).rejects.toMatchObject({ code, message: expect.stringContaining(text) as string });
  });
});

describe('credentials', () => {
  let home: string;
  let file: string;
  const before = { ...process.env };

  beforeEach(() => {
    home = mkdtempSync(path.join(tmpdir(), 'cognito-sign-out-console-'));
    file = path.join(home, 'credentials');
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, {
      AWS_SHARED_CREDENTIALS_FILE: file,
      AWS_CONFIG_FILE: path.join(home, 'config'),
      AWS_PROFILE: 'support',
      AWS_EC2_METADATA_DISABLED: 'true',
    });
  });

  afterEach(() => {
    for (const name of Object.keys(process.env)) if (!(name in before)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, before);
    rmSync(home, { recursive: true });
  });

  const write = (key: string) => {
    writeFileSync(file, `[support]\naws_access_key_id = ${key}\naws_secret_access_key = secret-of-${key}\n`);
    chmodSync(file, 0o600);
  };
  /** AWS, which takes one key alone. */
  const taking = (key: string) => async (aws: AwsConnection) => {
    const { accessKeyId } = await aws.credentials();
    if (accessKeyId !== key) throw explain(failure('ExpiredTokenException'), 'sqs:x', 'y');
    return accessKeyId;
  };

  it('that are refused are read anew, once, from where they came from', async () => {
    const aws = new Aws(process.env);
    write('first');
    expect(await aws.use(taking('first'))).toBe('first');

    await expect(aws.use(taking('second'))).rejects.toMatchObject({ code: 'no_credentials' });
    write('second');
    expect(await aws.use(taking('second'))).toBe('second');
    write('third');
    expect(await Promise.all([aws.use(taking('third')), aws.use(taking('third'))])).toEqual(['third', 'third']);
  });

  it('that are not there are told of, and may come later', async () => {
    const aws = new Aws(process.env);
    const error: unknown = await aws.use(taking('first')).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConsoleError);
    expect(error).toMatchObject({
      code: 'no_credentials',
      message: expect.stringMatching(/CredentialsProviderError.*aws sso login.*goes on with the new ones/s) as string,
    });

    write('first');
    expect(await aws.use(taking('first'))).toBe('first');
  });

  it('of the environment are said to need a new start', async () => {
    delete process.env['AWS_PROFILE'];
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'old', AWS_SECRET_ACCESS_KEY: 'secret-of-old' });

    await expect(new Aws(process.env).use(taking('new'))).rejects.toMatchObject({
      code: 'no_credentials',
      message: expect.stringMatching(/ExpiredTokenException.*AWS_ACCESS_KEY_ID.*start it again/s) as string,
    });
  });

  it('have nothing to do with other failures, which are not tried again', async () => {
    write('first');
    let calls = 0;
    const aws = new Aws(process.env);

    await expect(
      aws.use(() => {
        calls += 1;
        return Promise.reject(new ConsoleError('unknown_outcome', 'x'));
      }),
    ).rejects.toMatchObject({ code: 'unknown_outcome' });
    expect(calls).toBe(1);
  });
});
