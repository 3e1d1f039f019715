import { ENVIRONMENT } from '../../contract';
import { optionalList, subscriptionFields, wholeNumber } from './formats';
import { read, type Reader, type Variables } from './reader';

/* What the functions that see to open connections and subscriptions read: see ../environment.ts. */

/** What ending live subscriptions needs to know. */
export interface EndSubscriptionsEnvironment {
  /** Where AppSync APIs are, and which of their fields. */
  readonly fields: readonly { readonly url: string; readonly field: string }[];
  /** The Region that requests are signed for. */
  readonly region: string;
}

/** Reads the environment of a function that ends live subscriptions: see ../environment.ts. */
export function readEndSubscriptionsEnvironment(variables: Variables = process.env): EndSubscriptionsEnvironment {
  return read(variables, (reader) => ({
    fields: subscriptionFields(reader, ENVIRONMENT.subscriptionFields),
    region: reader.text('AWS_REGION'),
  }));
}

/** Reads the address of the queue of what is ended once more: see ../environment.ts. */
export function readLateSubscriptionsQueueUrl(variables: Variables = process.env): string {
  return read(variables, (reader) => reader.text(ENVIRONMENT.lateSubscriptionsQueueUrl));
}

/** Reads the milliseconds between two requests of one process that end subscriptions: see ../environment.ts. */
export function readInvalidationPace(variables: Variables = process.env): number {
  return read(variables, (reader) => wholeNumber(reader, ENVIRONMENT.invalidationPace));
}

/** Reads the URL of the queue that revocations to follow are in: see ../environment.ts. */
export function readRevocationQueueUrl(variables: Variables = process.env): string {
  return read(variables, (reader) => reader.text(ENVIRONMENT.revocationQueueUrl));
}

/** What ending open connections needs to know. */
export interface EndingEnvironment extends GatewayEnvironment {
  readonly connectionTableName: string;
  readonly endingQueueUrl: string;
}

/** What reaching open connections needs to know. */
export interface GatewayEnvironment {
  /** What comes after the id in the address of an API. */
  readonly executeApiDomain: string;
  /** Where the APIs' connections are managed, if not at AWS's own address: no slash at the end. */
  readonly managementEndpoint: string | undefined;
}

/** Reads the environment of a function that reaches connections: see ../environment.ts. */
export function readGatewayEnvironment(variables: Variables = process.env): GatewayEnvironment {
  return read(variables, gatewayEnvironment);
}

/** Reads the environment of a function that ends connections: see ../environment.ts. */
export function readEndingEnvironment(variables: Variables = process.env): EndingEnvironment {
  return read(variables, (reader) => ({
    ...gatewayEnvironment(reader),
    connectionTableName: reader.text(ENVIRONMENT.connectionTableName),
    endingQueueUrl: reader.text(ENVIRONMENT.endingQueueUrl),
  }));
}

/** What registering a connection needs to know. */
export interface ConnectEnvironment {
  readonly connectionTableName: string;
  readonly endingQueueUrl: string;
  readonly revocationTableName: string;
  /** Subprotocols that the app speaks. */
  readonly subprotocols: readonly string[];
}

/** Reads the environment of the function behind `$connect`: see ../environment.ts. */
export function readConnectEnvironment(variables: Variables = process.env): ConnectEnvironment {
  return read(variables, (reader) => ({
    connectionTableName: reader.text(ENVIRONMENT.connectionTableName),
    endingQueueUrl: reader.text(ENVIRONMENT.endingQueueUrl),
    revocationTableName: reader.text(ENVIRONMENT.revocationTableName),
    subprotocols: optionalList(reader, ENVIRONMENT.subprotocols),
  }));
}

/** Reads the name of the table of open connections. */
export function readConnectionTableName(variables: Variables = process.env): string {
  return read(variables, (reader) => reader.text(ENVIRONMENT.connectionTableName));
}

function gatewayEnvironment(reader: Reader): GatewayEnvironment {
  return {
    executeApiDomain: reader.text(ENVIRONMENT.executeApiDomain),
    managementEndpoint:
      reader.endpoint('AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI') ?? reader.endpoint('AWS_ENDPOINT_URL'),
  };
}
