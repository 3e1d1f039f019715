import { describeConnectionRegistry } from '../adapters/connection-registry.contract';
import { InMemoryConnectionRegistry } from './in-memory-connections';

const registry = new InMemoryConnectionRegistry();
describeConnectionRegistry('the registry in memory', () => registry);
