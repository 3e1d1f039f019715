import { describeConnectionRegistry } from '../adapters/dynamodb/connection-registry.contract';
import { InMemoryConnectionRegistry } from './in-memory-connections';

const registry = new InMemoryConnectionRegistry();
describeConnectionRegistry(
  'the registry in memory',
  () => registry,
  (connection) => {
    registry.corrupt(connection);
    return Promise.resolve();
  },
);
