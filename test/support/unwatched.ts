import { Monitoring } from '../../lib';

/** Of apps whose alarms are not what a test is about. */
export const UNWATCHED = Monitoring.none('a test');
