import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Every Region that the installed AWS SDK knows, of every partition: by its own table, which it does not export. */
export function knownRegions(): string[] {
  const core = path.join(__dirname, '../../node_modules/@aws-sdk/core');
  const file = path.join(core, 'dist-es/submodules/client/util-endpoints/lib/aws/partitions.js');
  const [, json = ''] = /^export const partitionsInfo = (.*?\n\});?$/ms.exec(readFileSync(file, 'utf8')) ?? [];
  const { partitions } = JSON.parse(json) as { partitions: { regions: Record<string, unknown> }[] };
  return partitions.flatMap(({ regions }) => Object.keys(regions)).filter((region) => !region.endsWith('-global'));
}
