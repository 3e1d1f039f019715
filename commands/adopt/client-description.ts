/** An app client as `DescribeUserPoolClient` answers it: the JSON itself, for the SDK leaves out what it does not know. */
export type ClientDescription = Readonly<Record<string, unknown>>;
