import type { Variables } from '../../lambda/adapters/environment/reader';

/** What the service's process is told about itself. The only place here that reads it; asked anew each time. */
export const variables = (): Variables => process.env;
