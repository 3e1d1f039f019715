import { describeRevocationStore } from '../adapters/dynamodb/revocation-store.contract';
import { InMemoryRevocationStore } from './in-memory-revocation-store';

const store = new InMemoryRevocationStore();
describeRevocationStore('the store in memory', () => store);
