import { describeSessionRegistry } from '../adapters/dynamodb/session-registry.contract';
import { InMemorySessionRegistry } from './in-memory-session-registry';

const registry = new InMemorySessionRegistry();

describeSessionRegistry('the registry in memory', () => registry);
