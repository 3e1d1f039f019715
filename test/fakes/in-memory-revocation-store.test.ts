import { describeRevocationStore } from '../adapters/revocation-store.contract';
import { InMemoryRevocationStore } from './in-memory-revocation-store';

const store = new InMemoryRevocationStore();
describeRevocationStore('the store in memory', () => store);
